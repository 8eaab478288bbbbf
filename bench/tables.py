"""What was measured, as tables in Markdown."""

import math
import os
import platform
import subprocess

from comparing import TOLERANCE

BEGIN, END = "<!-- bench: written by bench/bench.py -->", "<!-- bench: end -->"


def machine():
    """The processor, the system and the versions of what builds the simulators."""
    processor = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            lines = dict(line.strip().replace("\t", "").split(":", 1) for line in file if ":" in line)
        vectors = "AVX-512" if "avx512f" in lines.get("flags", "") else "AVX2" if "avx2" in lines.get("flags", "") else ""
        processor = " with ".join(filter(None, [lines["model name"].strip(), vectors]))
    except (OSError, KeyError):
        pass
    compilers = [first_line(command) for command in (["rustc", "--version"], ["gcc", "--version"])]
    python = f"Python {platform.python_version()}"
    return {
        "processor": f"{processor}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.release()}",
        "tools": ", ".join([*filter(None, compilers), python]),
    }


def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return ""


def seconds(value):
    """A time with two or three digits and the unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
        if value >= size or unit == "ns":
            return f"{short(value / size)} {unit}"


def short(number):
    """Two digits, or all that are before the point."""
    if number <= 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(number)))
    return f"{number:,.{digits}f}"


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


class Notes:
    """What does not fit into a cell, numbered as it comes."""

    def __init__(self):
        self.texts = []

    def mark(self, text):
        if text not in self.texts:
            self.texts.append(text)
        return f"({self.texts.index(text) + 1})"

    def lines(self):
        return "\n".join(f"({at}) {text}<br>" for at, text in enumerate(self.texts, start=1))


def ensembles(found, titles):
    """A row for each model, a column for each simulator, and the notes."""
    notes = Notes()
    rows = []
    for model in found["models"]:
        ours = model["cells"].get("outpace", {}).get("time")
        cells = [cell(model["cells"][key], key, ours, notes) for key in titles]
        rows.append([f"`{model['name']}`: {model['about']}", *cells])
    return table(["a run of", *titles.values()], rows), notes.lines()


def cell(measured, key, ours, notes):
    """A time, how many times ours it is, and what is to be said about it."""
    if "missing" in measured:
        return f"– {notes.mark(measured['missing'])}"
    text = seconds(measured["time"])
    if ours and key != "outpace":
        text += f", {short(float(format(measured['time'] / ours, '.2g')))}×"
    if not measured["apart"] <= TOLERANCE:
        text += f" {notes.mark('comes to other numbers: apart by ' + format(measured['apart'], '.0e'))}"
    return text


def questions(found):
    """The table of what one user waits for."""
    rows = [[row["what"], *row["answers"]] for row in found["one user"]]
    return table(["what", "Outpace", "compared with"], rows)


def text(found, titles):
    """What README.md shows."""
    futures, notes = ensembles(found, titles)
    cells = [cell for model in found["models"] for cell in model["cells"].values() if "time" in cell]
    agreeing = [cell for cell in cells if cell["apart"] <= TOLERANCE]
    spread = max((cell["spread"] for cell in cells if len(cell["times"]) > 2), default=0)
    apart = max((cell["apart"] for cell in agreeing), default=0)
    about = (
        f"CPU time on one core of {found['machine']['processor']}; in each cell also how many times Outpace's it is. "
        f"The middle of {found['rounds']} measurements in turn; where they spread most, half are within {spread:.0%} of it. "
        f"Where no note says otherwise, the last values agree to {apart:.0e}. "
        f"{'; '.join(f'{titles[key]}: {version}' for key, version in found['versions'].items())}."
    )
    parts = [futures, notes, about, questions(found) if "one user" in found else ""]
    return "\n\n".join(filter(None, parts))


def details(found, titles):
    """Every measurement, for those who want to know how sure it is."""
    rows = []
    for model in found["models"]:
        for key, measured in model["cells"].items():
            if "missing" in measured:
                rows.append([model["name"], titles[key], measured["missing"], "", "", "", ""])
                continue
            times = f"{seconds(min(measured['times']))} to {seconds(max(measured['times']))}"
            spread = "one measurement" if len(measured["times"]) == 1 else f"{measured['spread']:.1%}"
            numbers = f"{measured['apart']:.0e} over {measured['compared']}"
            line = [seconds(measured["time"]), spread, times, f"{measured['runs']:,}", numbers]
            rows.append([model["name"], titles[key], *line])
    head = ["model", "simulator", "a run", "spread", "from, to", "runs", "largest difference"]
    machine = "\n".join(f"- {name}: {value}" for name, value in found["machine"].items())
    return "\n\n".join([text(found, titles), table(head, rows), machine]) + "\n"


def replace(path, tables):
    """Puts the tables between the two markers of a file."""
    before, found, rest = path.read_text().partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"{path} has no place for the tables: {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}")
