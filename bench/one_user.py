"""What one user waits for: a single run, reading a model, more threads, more futures, every trajectory."""

import json
import time
from statistics import median

import jobs
import models
from comparing import note
from measuring import Unavailable, pin, spend
from peers.outpace import Outpace
from peers.simlin import Simlin
from tables import seconds


class Waiting:
    """Asks the questions one by one; each answer is a row of the table."""

    def __init__(self, place, rounds):
        self.place, self.rounds, self.rows = place, rounds, []
        self.outpace, self.simlin = Outpace(place), Simlin(place)

    def ask(self, what, question):
        """A row: what is asked, what Outpace takes, what that is compared with."""
        note(f"one user: {what}")
        try:
            answers = question()
        except Unavailable as why:
            answers = [f"– {why}", ""]
        self.rows.append({"what": what, "answers": answers})

    def middle(self, measure):
        return median(measure() for _ in range(self.rounds))

    def one_run(self, mdl, job):
        """From the file to the table on disk, and what it takes to start besides: the program, or Python with Simlin."""
        command = [self.place.outpace(), "run", mdl, "--threads", 1, "--quiet", "--output", job.folder / "run.csv"]
        start = self.starting()
        ours = self.middle(lambda: spend(command).cpu) - start
        return [with_start(ours, start), against(lambda: self.one_run_of_simlin(mdl), "Simlin")]

    def one_run_of_simlin(self, mdl):
        """Loading and running in an interpreter that has imported it; nothing is written."""
        importing = [self.place.python(), "-W", "ignore", "-c", "import simlin"]
        start = self.middle(lambda: spend(importing, self.place.bench, self.place.patience).cpu)
        return with_start(self.middle(lambda: self.loading(mdl)["run"]), start)

    def starting(self):
        """What the program takes to say its version."""
        return self.middle(lambda: spend([self.place.outpace(), "--version"]).cpu)

    def loading(self, mdl):
        """CPU seconds that Simlin takes to load a model, to make a simulation of it, and to load and run it."""
        command = [self.place.python(), "-W", "ignore", "-m", "one_user", mdl]
        return json.loads(spend(command, self.place.bench, self.place.patience).output)

    def reading(self, mdl, job):
        """Reading and compiling: what a run of one member takes, less what the program takes to say its version."""
        self.outpace.prepare(job)
        ours = self.middle(lambda: self.outpace.ensemble(job, "priors.csv", 1).cpu) - self.starting()
        return [seconds(ours), against(lambda: seconds(self.middle(lambda: self.loading(mdl)["compile"])), "Simlin")]

    def threads(self, job, runs):
        """CPU and elapsed time on two threads against one: the only place where the clock on the wall is read."""
        self.outpace.prepare(job)
        pin(cores=2)

        def times(threads):
            began = time.perf_counter()
            cpu = self.outpace.ensemble(job, "priors.csv", runs, threads).cpu
            return cpu, time.perf_counter() - began

        one, two = (list(zip(*(times(threads) for _ in range(self.rounds)))) for threads in (1, 2))
        pin(cores=1)
        cpu, elapsed = (median(two[at]) / median(one[at]) for at in (0, 1))
        return [f"{cpu:.2f} times the CPU time", f"{1 / elapsed:.2f} times the speed by the clock"]

    def ten_times(self, job, runs):
        """CPU time and memory of ten times as many futures."""
        self.outpace.prepare(job)
        few, many = (
            [self.outpace.ensemble(job, "priors.csv", members) for _ in range(self.rounds)] for members in (runs, 10 * runs)
        )
        cpu = median(each.cpu for each in many) / median(each.cpu for each in few)
        memory = [max(each.memory for each in sample) / 2**20 for sample in (few, many)]
        return [f"{cpu:.1f} times the CPU time", f"{memory[0]:.0f} MiB, then {memory[1]:.0f} MiB"]

    def trajectories(self, job, runs):
        """Every saved moment of ten variables, to Parquet and as statistics."""
        self.outpace.prepare(job)
        whole, statistics = (
            self.middle(lambda: self.outpace.ensemble(job, "priors.csv", runs, output=name).cpu)
            for name in ("all.parquet", "statistics.csv")
        )
        return [f"{seconds(whole / runs)} a future", f"{seconds(statistics / runs)} for statistics only"]


def with_start(run, start):
    return f"{seconds(run)}, and {seconds(start)} to start"


def against(measure, name):
    try:
        return f"{name} {measure()}"
    except Unavailable as why:
        return f"{name}: {why}"


def measure(place, rounds):
    """All questions, in order."""
    waiting = Waiting(place, rounds)
    runs = 2_000 if place.quick else 20_000
    ours = {name: jobs.of_model(make, place.build) for name, make in models.ENSEMBLES.items()}
    ours["large"] = jobs.of_model(models.large, place.build)
    ours["ai-race"] = jobs.of_study(place.root / "studies" / "ai-race", place.build)
    for name, job in ours.items():
        waiting.ask(f"one run of `{name}`, from the file to a table", lambda: waiting.one_run(job.mdl, job))
    for name in ("ai-race", "large"):
        job = ours[name]
        waiting.ask(f"reading and compiling `{name}`", lambda: waiting.reading(job.mdl, job))
    world = ours["world"]
    waiting.ask(f"two threads instead of one, {10 * runs:,} futures of `world`", lambda: waiting.threads(world, 10 * runs))
    waiting.ask(f"ten times the futures, from {runs:,} of `world`", lambda: waiting.ten_times(world, runs))
    saving = saving_all(place, world)
    waiting.ask("every trajectory of ten variables of `world`, 401 moments", lambda: waiting.trajectories(saving, runs // 10))
    return waiting.rows


def saving_all(place, world):
    """The model `world` once more, with every moment saved and ten variables watched."""
    job = jobs.of_model(models.world, place.build / "saving")
    job.mdl.write_text(world.model.mdl(saved=world.model.steps + 1))
    job.watched = [f"stock {at + 1}" for at in range(10)]
    return job


def load_with_simlin(mdl):
    """Runs where Simlin is installed: prints CPU seconds of compiling a model, and of loading and running it."""
    import simlin

    before = time.process_time()
    simlin.load(mdl).simulate()
    compiled = time.process_time()
    simlin.load(mdl).run(analyze_loops=False)
    print(json.dumps({"compile": compiled - before, "run": time.process_time() - compiled}))


if __name__ == "__main__":
    import sys

    load_with_simlin(sys.argv[1])
