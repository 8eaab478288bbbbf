"""SDEverywhere: translates a model into C. Its compiler is on npm; its runtime is not, so a small one is in `sde/`."""

import json

from measuring import Unavailable, spend
from peers import Outcome, Peer


class SDEverywhere(Peer):
    title, key = "SDEverywhere", "sdeverywhere"

    def version(self):
        package = self.place.node() / "node_modules" / "@sdeverywhere" / "compile" / "package.json"
        return f"compiler {json.loads(package.read_text())['version']}"

    def prepare(self, job):
        code = (job.folder / "sdeverywhere.c").resolve()
        node, runtime = self.place.node(), self.place.bench / "peers" / "c"
        spend(["node", "generate.mjs", job.mdl, code, json.dumps(job.names()), json.dumps(job.watched)], cwd=node)
        if not code.exists():
            raise Unavailable("it writes no C")
        program = job.folder / "sdeverywhere"
        self.place.compile_c(runtime / "sde.c", program, ["-I", runtime, f'-DMODEL="{code}"'])

    def run(self, job, runs):
        return compiled(job, job.folder / "sdeverywhere", runs)


def compiled(job, program, runs):
    """Runs a program of C that is given runs and members, and answers in JSON."""
    about = job.description()
    spent = spend([program, runs, about["members"], about["count"], about["checked"]])
    return Outcome(**json.loads(spent.output))
