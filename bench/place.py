"""Where everything is built, `target/bench`, and how the simulators get there from the package registries."""

import shutil
import sys
from pathlib import Path

from measuring import Unavailable, spend

BENCH = Path(__file__).resolve().parent


class Place:
    """The build folder. Nothing is installed twice."""

    def __init__(self, binary=None, quick=False, patience=None):
        self.quick = quick
        # Seconds that a simulator may take for one measurement, by the clock.
        self.patience = patience or (60 if quick else 600)
        self.bench = BENCH
        self.root = BENCH.parent
        self.build = self.root / "target" / "bench"
        self.build.mkdir(parents=True, exist_ok=True)
        self.given_binary = binary

    def outpace(self):
        """The program that is measured: the one given, or that of a release build."""
        if self.given_binary is None:
            spend(["cargo", "build", "--release", "--quiet"], cwd=self.root)
            self.given_binary = self.root / "target" / "release" / "outpace"
        return Path(self.given_binary).resolve()

    def python(self):
        """Python with the packages of `requirements.txt`, in an environment of its own."""
        environment = self.build / "venv"
        python = environment / "bin" / "python"
        if installed(environment, "requirements.txt"):
            return python
        spend([sys.executable, "-m", "venv", environment])
        spend([python, "-m", "pip", "install", "--quiet", "-r", BENCH / "requirements.txt"])
        mark(environment, "requirements.txt")
        return python

    def node(self):
        """The folder with the packages of `package.json`."""
        folder = self.build / "npm"
        shutil.copytree(BENCH / "npm", folder, dirs_exist_ok=True)
        if installed(folder, "package.json"):
            return folder
        if not shutil.which("npm"):
            raise Unavailable("npm is not installed")
        spend(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder)
        mark(folder, "package.json")
        return folder

    def compile_c(self, source, program, options=()):
        """Compiles one file of C for this processor."""
        compiler = shutil.which("gcc") or shutil.which("cc")
        if not compiler:
            raise Unavailable("no C compiler is installed")
        spend([compiler, "-O3", "-march=native", "-w", *options, source, "-o", program, "-lm"])


def listed(name):
    return next(BENCH.glob(f"**/{name}")).read_bytes()


def installed(folder, name):
    """Is what this list asks for installed in the folder?"""
    done = folder / f"installed-{name}"
    return done.exists() and done.read_bytes() == listed(name)


def mark(folder, name):
    (folder / f"installed-{name}").write_bytes(listed(name))
