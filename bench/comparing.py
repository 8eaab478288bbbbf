"""Runs the futures of one model through all simulators in turn, and compares times and numbers."""

import math
import sys

from measuring import Unavailable, summarize

# What simulators may differ by in the last values: they round in different orders, and have their own `exp` and `ln`.
TOLERANCE = 1e-9
# CPU seconds of one measurement; and of a single run from which on it is measured only once.
ENOUGH, QUICK, SLOW = 1.0, 0.1, 10.0
MOST_RUNS = 1 << 24


class Trial:
    """One simulator with one model: how many runs a measurement has, what they took, what came out, what went wrong."""

    def __init__(self, peer, job, enough):
        self.peer, self.job, self.times, self.finals, self.missing = peer, job, [], [], None
        if not (job.varied and job.watched):
            self.missing = "no constant with a fraction, or no stock, was found"
        else:
            self.attempt(lambda: (peer.prepare(job), self.settle(enough)))

    def attempt(self, action):
        """Does something that may turn out to be impossible, after which nothing more is tried."""
        try:
            action()
        except Unavailable as why:
            self.missing = str(why)
        except ValueError as why:
            self.missing = f"what it writes cannot be read: {why}"

    def settle(self, enough):
        """Finds how many runs take long enough to be measured."""
        self.runs = 1
        outcome = self.peer.run(self.job, 1)
        while outcome.cpu < enough / 4 and self.runs < MOST_RUNS:
            self.runs *= 8
            outcome = self.peer.run(self.job, self.runs)
        per_run = max(outcome.cpu, 1e-6) / outcome.runs
        self.runs = max(1, min(MOST_RUNS, round(enough / per_run)))
        if per_run > SLOW:
            self.keep(outcome)

    def measure(self):
        """One measurement, unless one has shown that it takes very long."""
        if self.missing is None and not (self.times and self.times[0] > SLOW):
            self.attempt(lambda: self.keep(self.peer.run(self.job, self.runs)))

    def keep(self, outcome):
        self.times.append(outcome.cpu / outcome.runs)
        self.measured = outcome.runs
        self.finals = self.finals or outcome.finals

    def found(self, reference):
        """What there is to tell; `reference` holds the last values that the first simulator came to."""
        if self.missing is not None:
            return {"missing": self.missing}
        middle = summarize(self.times)
        return {
            "time": middle.middle,
            "spread": middle.spread,
            "times": self.times,
            "runs": self.measured,
            "compared": len(self.finals),
            "apart": max(map(apart, reference, self.finals), default=0.0),
        }


def compare(job, peers, rounds, place):
    """What goes into a model's row: each simulator's time of a run, how it spreads, and how its numbers compare."""
    note(f"{job.name}: {job.about}")
    trials = [Trial(peer, job, QUICK if place.quick else ENOUGH) for peer in peers]
    for at in range(rounds):
        note(f"  {at + 1} of {rounds}")
        for trial in trials:
            trial.measure()
    reference = next((trial.finals for trial in trials if trial.finals), [])
    cells = {trial.peer.key: trial.found(reference) for trial in trials}
    return {"name": job.name, "about": job.about, "cells": cells}


def apart(one, other):
    """The largest relative difference between two rows of numbers; infinite where only one of two is a number."""
    return max((difference(a, b) for a, b in zip(one, other)), default=0.0)


def difference(a, b):
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    relative = abs(a - b) / max(abs(a), abs(b))
    return relative if math.isfinite(relative) else math.inf


def note(text):
    """Says how far it is, to people."""
    print(text, file=sys.stderr, flush=True)
