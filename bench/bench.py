#!/usr/bin/env python3
"""Measures Outpace against other simulators of system dynamics models, and writes the tables of README.md.

    python3 bench/bench.py                   everything, README.md included; an hour or so on an idle machine
    python3 bench/bench.py --quick           a look, in some minutes
    python3 bench/bench.py --models FOLDER   the .mdl files of a folder of yours too
    python3 bench/bench.py --micro           the parts of the engine alone, operation by operation

It needs Python 3.11, a Rust toolchain, a C compiler and Node with npm; the simulators come from the package registries
into target/bench. README.md in this folder says what is measured, and what is not fair to whom.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import jobs
import models
import one_user
import tables
from comparing import compare
from measuring import Unavailable, pin
from peers import kinds
from place import Place


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", metavar="FOLDER", type=Path, help="measure the .mdl files of this folder too")
    parser.add_argument("--only", metavar="NAMES", help="only these models, separated by commas")
    parser.add_argument("--peers", metavar="NAMES", help="only these simulators: " + ", ".join(kind.key for kind in kinds()))
    parser.add_argument("--quick", action="store_true", help="short measurements, three of each; README.md stays")
    parser.add_argument("--rounds", type=int, help="how many measurements of each (default: 7)")
    parser.add_argument("--patience", type=int, metavar="SECONDS", help="how long one measurement may take (default: 600)")
    parser.add_argument("--binary", metavar="PATH", type=Path, help="measure this program instead of a release build")
    parser.add_argument("--micro", action="store_true", help="measure the parts of the engine, and nothing else")
    return parser.parse_args()


def chosen(items, key, names):
    """Those whose key is among the names, which are separated by commas; all without names."""
    wanted = names.split(",") if names else [key(item) for item in items]
    unknown = set(wanted) - {key(item) for item in items}
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}")
    return [item for item in items if key(item) in wanted]


def all_jobs(place, options):
    """Our own models, that of the built-in study, and those of the user's folder."""
    made = [jobs.of_model(make, place.build) for make in models.ENSEMBLES.values()]
    made.append(jobs.of_study(place.root / "studies" / "ai-race", place.build))
    if options.models:
        folder = options.models
        for path in sorted(folder.rglob("*.mdl")):
            name = "-".join(path.relative_to(folder).with_suffix("").parts)
            made.append(jobs.of_file(path, name, place.build))
    return chosen(made, lambda job: job.name, options.only)


def versions(peers):
    """Each simulator's version, or why it cannot be had."""
    known = {}
    for peer in peers:
        try:
            known[peer.key] = peer.version()
        except Unavailable as why:
            known[peer.key] = f"cannot be had: {why}"
    return known


def micro():
    """The engine's own programs: what operations cost, and whole models without anything around them."""
    for example in ("parts", "speed"):
        command = ["cargo", "run", "--release", "--quiet", "-p", "outpace-engine", "--example", example]
        subprocess.run(command, cwd=Path(__file__).parent, check=True)


def main():
    options = arguments()
    if options.micro:
        return micro()
    place = Place(options.binary, options.quick, options.patience)
    rounds = options.rounds or (3 if options.quick else 7)
    peers = chosen([kind(place) for kind in kinds()], lambda peer: peer.key, options.peers)
    whole = not (options.quick or options.only or options.peers or options.models)
    found = {"versions": versions(peers), "machine": tables.machine(), "rounds": rounds, "models": []}
    pin(cores=1)
    titles = {peer.key: peer.title for peer in peers}
    for job in all_jobs(place, options):
        found["models"].append(compare(job, peers, rounds, place))
        (place.build / "results.json").write_text(json.dumps(found, indent=1) + "\n")
    if not (options.only or options.peers):
        found["one user"] = one_user.measure(place, rounds)
    text = tables.text(found, titles)
    (place.build / "results.json").write_text(json.dumps(found, indent=1) + "\n")
    (place.build / "results.md").write_text(tables.details(found, titles))
    if whole:
        tables.replace(place.root / "README.md", text)
    print(text)
    print(f"every number and its spread: {place.build / 'results.md'}", file=sys.stderr)


if __name__ == "__main__":
    main()
