"""CPU seconds and memory of processes, and what several measurements come to.

Time is always CPU time, of the process and its threads, from the system's account of resources used: it hardly
depends on what else the machine does.
"""

import os
import signal
import statistics
import subprocess
import tempfile
import threading
from dataclasses import dataclass

# Seconds after which a process is stopped. (A limit on its CPU time would make the system count that in coarse ticks.)
PATIENCE = 3600


class Unavailable(Exception):
    """Something cannot be had or done; the message says why, and stands in the table."""


@dataclass
class Spent:
    """What a process wrote and used: CPU seconds, and the most memory in bytes."""

    output: str
    cpu: float
    memory: int


def spend(command, cwd=None, patience=PATIENCE):
    """Runs a command to its end. Fails with its last words, or when it is still running after so many seconds."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=errors, cwd=cwd)
        timer = threading.Timer(patience, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        late = not timer.is_alive()
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode < 0:
            signal_name = signal.Signals(-process.returncode).name
            raise Unavailable(f"not done after {patience:.0f} seconds" if late else f"ended by {signal_name}")
        if process.returncode:
            raise Unavailable(last_words(errors.read()) or f"exit status {process.returncode}")
        return Spent(output.read(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def last_words(errors):
    """The line that says what went wrong."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors[-1:] or lines[-1:] or [""])[0][:200]


@dataclass
class Summary:
    """The middle of several measurements, and how far from it they are: the larger distance of a quartile, relative."""

    middle: float
    spread: float
    count: int


def summarize(values):
    middle = statistics.median(values)
    if len(values) < 3:
        return Summary(middle, float("nan"), len(values))
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return Summary(middle, max(high - middle, middle - low) / middle, len(values))


def pin(cores):
    """Keeps this process and those it starts on so many cores, where the system knows how."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(ALL_CORES)[-cores:])


ALL_CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
