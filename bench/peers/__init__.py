"""The simulators that are measured, a file each, all with the same few methods."""

import json
import sys
from dataclasses import dataclass

from measuring import spend


@dataclass
class Outcome:
    """CPU seconds of so many runs, and the last values of what is watched in the first of them, a row a run."""

    cpu: float
    runs: int
    finals: list


class Peer:
    """A simulator. `title` heads its column; `place` is where everything is built."""

    title = ""
    key = ""

    def __init__(self, place):
        self.place = place

    def version(self):
        """Its version, or an explanation. Fails if it cannot be had."""
        raise NotImplementedError

    def prepare(self, job):
        """Reads, translates and compiles the model. Fails if it cannot."""

    def run(self, job, runs):
        """Runs so many futures of the job, the members over and over, on one core."""
        raise NotImplementedError


class PythonPeer(Peer):
    """A simulator in Python: its file here is also the program that runs in the environment with its package."""

    package = ""

    def version(self):
        program = f"from importlib.metadata import version; print(version({self.package!r}))"
        return f"{self.package} {spend([self.place.python(), '-c', program]).output.strip()}"

    def prepare(self, job):
        self.work(job, 0)

    def run(self, job, runs):
        return self.work(job, runs)

    def work(self, job, runs):
        request = job.folder / f"{self.key}.json"
        request.write_text(json.dumps({**job.description(), "runs": runs, "folder": str(job.folder)}))
        command = [self.place.python(), "-W", "ignore", "-m", self.__module__, request]
        return Outcome(**json.loads(spend(command, self.place.bench, self.place.patience).output.splitlines()[-1]))


def serve(simulator):
    """The other side of `PythonPeer`: reads the request, runs the members over and over, answers.

    `simulator(request)`, which is not timed, gives the function that is: from the members to a list of last values each.
    """
    import array
    from itertools import cycle, islice
    from resource import RUSAGE_SELF, getrusage

    with open(sys.argv[1]) as file:
        request = json.load(file)
    numbers, width = array.array("d"), len(request["varied"])
    with open(request["members"], "rb") as file:
        numbers.fromfile(file, request["count"] * width)
    members = [list(numbers[at * width : (at + 1) * width]) for at in range(request["count"])]
    run, members = simulator(request), list(islice(cycle(members), request["runs"]))
    before = getrusage(RUSAGE_SELF)
    finals = run(members) if members else []
    after = getrusage(RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    finals = [[float(value) for value in final] for final in finals[: request["checked"]]]
    print(json.dumps({"cpu": cpu, "runs": len(members), "finals": finals}))


def kinds():
    """All of them, in the order of their columns."""
    from peers import ema, lanes, outpace, pysd, sdeverywhere, simlin

    return [outpace.Outpace, lanes.Lanes, sdeverywhere.SDEverywhere, simlin.Simlin, pysd.PySD, ema.EMA]
