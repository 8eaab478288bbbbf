"""Outpace, as it is called from the command line: `outpace ensemble` on one thread, statistics over time into a table.

Every member's parameters are drawn, and the moments saved of what is watched are summarized over all members: more than
the others are asked for. What the program takes to start, to read and to compile the model is measured with one block
of members and taken off.
"""

import csv

from jobs import CHECKED
from measuring import spend
from peers import Outcome, Peer

HEADER = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale"
BLOCK = 64


class Outpace(Peer):
    title, key = "Outpace", "outpace"

    def version(self):
        return spend([self.place.outpace(), "--version"]).output.strip().removeprefix("outpace ")

    def prepare(self, job):
        uniform = [f"uniform,{middle * 0.95!r},{middle * 1.05!r}" for _, middle in job.varied]
        priors(job, "priors.csv", uniform)
        self.finals = [self.final(job, member) for member in job.members[:CHECKED]]

    def run(self, job, runs):
        # A block that is not full takes as long as one that is.
        runs = -(-runs // BLOCK) * BLOCK
        most, few = self.ensemble(job, "priors.csv", runs + BLOCK), self.ensemble(job, "priors.csv", BLOCK)
        return Outcome(most.cpu - few.cpu, runs, self.finals)

    def ensemble(self, job, parameters, runs, threads=1, output="outpace.csv"):
        command = [self.place.outpace(), "ensemble", job.mdl, "--parameters", job.folder / parameters, "--runs", runs]
        command += ["--threads", threads, "--select", ",".join(job.watched), "--output", job.folder / output, "--quiet"]
        return spend(command, patience=self.place.patience)

    def final(self, job, member):
        """The last values of a member, run as a block of members that are all the same."""
        priors(job, "fixed.csv", [f"fixed,{value!r}," for value in member])
        self.ensemble(job, "fixed.csv", BLOCK, output="fixed-outpace.csv")
        with open(job.folder / "fixed-outpace.csv", newline="") as file:
            last = {row["variable"]: row for row in csv.DictReader(file)}
        if any(row["min"] != row["max"] for row in last.values()):
            raise AssertionError("members with the same parameters differ")
        return [float(last[name]["min"]) for name in job.watched]


def priors(job, table, distributions):
    """Writes a table of parameters for Outpace: a distribution for each constant that varies."""
    rows = [HEADER]
    for name, distribution in zip(job.names(), distributions):
        rows.append(f'{name.strip(chr(34))},,{job.units.get(name, "")},{distribution},,all,assumption,to measure')
    (job.folder / table).write_text("\n".join(rows) + "\n")
