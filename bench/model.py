"""A model as a list of variables in the order in which they can be computed, and Vensim's text of it.

The same list is written out as Vensim's text here, which every simulator reads, and as C over lanes in
`peers/lanes.py`, the yardstick.
"""

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What a variable is; the value of a delay is what Vensim's text calls its function."""

    CONSTANT = "constant"
    AUXILIARY = "auxiliary"
    STOCK = "INTEG"
    SMOOTH3 = "SMOOTH3"
    DELAY3 = "DELAY3"


DELAYS = (Kind.SMOOTH3, Kind.DELAY3)


@dataclass(frozen=True, eq=False)
class Expr:
    """An expression: an operator over expressions, a number, or the name of a variable."""

    op: str
    args: tuple = ()

    def __add__(self, other):
        return Expr("+", (self, wrap(other)))

    def __sub__(self, other):
        return Expr("-", (self, wrap(other)))

    def __mul__(self, other):
        return Expr("*", (self, wrap(other)))

    def __truediv__(self, other):
        return Expr("/", (self, wrap(other)))


def wrap(value):
    """A number as an expression; an expression as it is."""
    return value if isinstance(value, Expr) else Expr("number", (float(value),))


def named(name):
    """The value of the variable of this name."""
    return Expr("name", (name,))


def call(op, *args):
    """A function of Vensim's over expressions or numbers."""
    return Expr(op, tuple(wrap(arg) for arg in args))


@dataclass
class Variable:
    """`value`: a constant's number (or numbers), an auxiliary's equation, a stock's net flow, a delay's input.

    `initial`: what a stock begins with; the time of a delay. `element_of`: the range that it is an array over.
    """

    name: str
    kind: Kind
    value: object
    initial: object = None
    element_of: str | None = None

    def reference(self):
        return f"{self.name}[{self.element_of}]" if self.element_of else self.name


@dataclass
class Model:
    """A model, its clock, and what an ensemble of it varies (names with their middle values) and watches."""

    name: str
    about: str
    steps: int
    step: float
    variables: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)
    ranges: dict = field(default_factory=dict)
    varied: list = field(default_factory=list)
    watched: list = field(default_factory=list)

    def add(self, name, kind, value, initial=None, element_of=None):
        self.variables[name] = Variable(name, kind, value, initial, element_of)
        return named(name)

    def constant(self, name, number, varied=False, element_of=None):
        if varied:
            self.varied.append((name, number))
        return self.add(name, Kind.CONSTANT, number, element_of=element_of)

    def mdl(self, saved=3):
        """Vensim's text. Few moments are saved unless told otherwise, so that computing is measured, not storing."""
        lines = ["{UTF-8}"]
        lines += [f"{name}: ({name[0]}1-{name[0]}{count}) ~~|" for name, count in self.ranges.items()]
        for name, points in self.tables.items():
            lines.append(f"{name}(" + ",".join(f"({x:g},{y:g})" for x, y in points) + ") ~~|")
        lines += [f"{each.reference()} = {self.right(each)} ~~|" for each in self.variables.values()]
        end = self.steps * self.step
        clock = {"INITIAL TIME": 0, "FINAL TIME": end, "TIME STEP": self.step, "SAVEPER": end / (saved - 1)}
        lines += [f"{name} = {value:.17g} ~~|" for name, value in clock.items()]
        return "\n".join(lines) + "\n"

    def right(self, variable):
        """What stands to the right of the equals sign."""
        match variable.kind:
            case Kind.CONSTANT if variable.element_of:
                return ",".join(f"{number:.17g}" for number in variable.value)
            case Kind.CONSTANT:
                return f"{variable.value:.17g}"
            case Kind.AUXILIARY:
                return self.text(variable.value)
            case kind:
                return f"{kind.value}({self.text(variable.value)}, {self.text(wrap(variable.initial))})"

    def text(self, expr):
        match expr.op:
            case "number":
                return f"{expr.args[0]:.17g}"
            case "name":
                return self.variables[expr.args[0]].reference()
            case "+" | "-" | "*" | "/":
                return f"({self.text(expr.args[0])} {expr.op} {self.text(expr.args[1])})"
            case "table":
                return f"{expr.args[0]}({self.text(expr.args[1])})"
            case "if less":
                a, b, then, otherwise = map(self.text, expr.args)
                return f"IF THEN ELSE({a} < {b}, {then}, {otherwise})"
            case "total":
                variable = self.variables[expr.args[0]]
                return f"SUM({variable.name}[{variable.element_of}!])"
            case name:
                return f"{name}({', '.join(map(self.text, expr.args))})"
