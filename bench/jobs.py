"""What the simulators are given: a model file, which constants vary, in which futures, and what to watch."""

import array
import random
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from model import Model

# Futures that are run over and over, and how many of them are compared between simulators.
MEMBERS = 1024
CHECKED = 4


@dataclass
class Job:
    """`members` holds a row of numbers for each future, in the order of `varied`."""

    name: str
    about: str
    mdl: Path
    folder: Path
    varied: list
    watched: list
    units: dict = field(default_factory=dict)
    members: list = field(default_factory=list)
    model: Model | None = None

    def __post_init__(self):
        """Draws the futures: each constant uniformly between 0.95 and 1.05 of its middle value."""
        generator = random.Random(self.name)
        middles = [middle for _, middle in self.varied]
        self.members = [[middle * generator.uniform(0.95, 1.05) for middle in middles] for _ in range(MEMBERS)]
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "members.bin", "wb") as file:
            array.array("d", (number for member in self.members for number in member)).tofile(file)

    def names(self):
        """The constants that vary."""
        return [name for name, _ in self.varied]

    def description(self):
        """The same for programs of other environments, which read it as JSON."""
        return {
            "mdl": str(self.mdl),
            "members": str(self.folder / "members.bin"),
            "count": MEMBERS,
            "checked": CHECKED,
            "varied": self.names(),
            "watched": self.watched,
        }


def of_study(folder, build):
    """The job of the model that the built-in study runs on, here by Euler's method as its text says."""
    job = of_file(folder / "model.mdl", "ai-race", build)
    study = tomllib.loads((folder / "study.toml").read_text())
    return Job("ai-race", "550 series, 1,152 steps", job.mdl, job.folder, job.varied, study["outcomes"], job.units)


def of_model(make, build):
    """The job of one of our own models, whose text is written into the build folder."""
    model = make()
    folder = build / model.name
    folder.mkdir(parents=True, exist_ok=True)
    mdl = folder / f"{model.name}.mdl"
    mdl.write_text(model.mdl())
    about = f"{model.about}, {model.steps:,} steps"
    return Job(model.name, about, mdl, folder, model.varied, model.watched, model=model)


# An equation of a scalar variable: its name, what it is equal to, its units.
EQUATION = re.compile(r"^\s*(\"[^\"]+\"|[A-Za-z][\w $'.%&/-]*?)\s*=\s*([^~|]*?)\s*~([^~|\[]*)", re.MULTILINE)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
CLOCK = ("initial time", "final time", "time step", "saveper")


def of_file(path, name, build):
    """The job of a model of somebody else: up to ten of its constants vary, up to five of its stocks are watched.

    Only numbers with a fraction vary, since a whole one may be a switch or a year.
    """
    mdl = path.resolve()
    text = mdl.read_text(encoding="utf-8", errors="replace").split("\\\\\\---///")[0]
    equations = [(" ".join(name.split()), right, unit.strip()) for name, right, unit in EQUATION.findall(text)]
    numbers = [(name, float(right)) for name, right, _ in equations if NUMBER.fullmatch(right)]
    varied = [(name, number) for name, number in numbers if number % 1 and name.lower() not in CLOCK]
    stocks = [name for name, right, _ in equations if right.upper().startswith("INTEG")]
    units = {name: unit for name, _, unit in equations}
    return Job(name, "a file of yours", mdl, build / name, varied[:10], stocks[:5], units)
