"""Random equations for the models that are measured: seeded, so that everyone measures the same ones.

Values stay within known bounds, so that no model runs away: bounds are followed by interval arithmetic, and an
operation that might leave them is drawn again. Stocks close in on a value within bounds of their own, which no time
step of at most their time constant lets them leave.

Nothing is dead: each operation is tried on a few random states and drawn again if it comes out the same in all of
them, or if a condition always falls the same way. What nothing reads in the end is added up into one last stock, so
that a simulator that drops what is not watched drops nothing.
"""

import math
import random
from dataclasses import dataclass

from model import Expr, Kind, call, named

SAMPLES = 12
ATTEMPTS = 10_000


@dataclass(frozen=True, eq=False)
class Value:
    """What equations may read: an expression, its bounds, what it is in the random states, whether it changes in time."""

    expr: Expr
    low: float
    high: float
    samples: tuple
    changing: bool = True


def interpolate(points, x):
    """The value of a table at x, flat beyond its ends."""
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x <= x1:
            return y0 + (y1 - y0) * (max(x, x0) - x0) / (x1 - x0)
    return points[-1][1]


class Maker:
    """Adds random equations to a model."""

    LIMIT = 50.0

    def __init__(self, model, seed):
        self.model, self.random, self.values, self.read, self.count = model, random.Random(seed), [], set(), 0

    def name(self, kind):
        self.count += 1
        return f"{kind} {self.count}"

    def keep(self, expr, low, high, samples=None, changing=True):
        """Lets later equations read this. Without samples they are drawn from within the bounds."""
        samples = samples or tuple(self.random.uniform(low, high) for _ in range(SAMPLES))
        self.values.append(Value(expr, low, high, samples, changing))
        return expr

    def parameters(self, count, number):
        """Constants that an ensemble varies, each by a tenth around `number(at)`."""
        for at in range(count):
            constant = self.model.constant(f"parameter {at + 1}", number(at), varied=True)
            self.keep(constant, number(at) * 0.9, number(at) * 1.1, changing=False)

    def pick(self, accept=lambda value: True, recent=25):
        """A value that is acceptable, mostly a recent one."""
        near = [value for value in self.values[-recent:] if accept(value)]
        if near and self.random.random() < 0.8:
            return self.random.choice(near)
        return self.random.choice([value for value in self.values if accept(value)])

    def operation(self, kind, element_of=None):
        """An equation with one operation of this kind that is not dead, on at least one value that changes."""
        for _ in range(ATTEMPTS):
            operands, expr, (low, high), apply = self.draw(kind)
            samples = tuple(apply(*at) for at in zip(*(operand.samples for operand in operands)))
            bounded = -self.LIMIT <= low and high <= self.LIMIT
            if bounded and any(operand.changing for operand in operands) and alive(kind, operands, samples):
                self.read.update(operands)
                variable = self.model.add(self.name("value"), Kind.AUXILIARY, expr(), element_of=element_of)
                return self.keep(variable, low, high, samples)
        raise RuntimeError(f"no operation {kind} stays within bounds")

    def draw(self, kind):
        """Operands, what makes the expression of them, its bounds, and the operation on numbers."""
        if kind == "/":
            a, b = self.pick(), self.pick(lambda value: value.low >= 0.1, recent=200)
        else:
            a, b = self.pick(), self.pick()
        corners = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
        match kind:
            case "+" | "-" | "*" | "/":
                apply = {"+": float.__add__, "-": float.__sub__, "*": float.__mul__, "/": float.__truediv__}[kind]
                ends = [apply(float(x), float(y)) for x, y in corners]
                return (a, b), lambda: Expr(kind, (a.expr, b.expr)), (min(ends), max(ends)), apply
            case "MIN" | "MAX":
                apply = min if kind == "MIN" else max
                ends = [apply(x, y) for x, y in corners]
                return (a, b), lambda: call(kind, a.expr, b.expr), (min(ends), max(ends)), apply
            case "if less":
                c, d = self.pick(), self.pick()
                bounds = min(c.low, d.low), max(c.high, d.high)
                make = lambda: call(kind, a.expr, b.expr, c.expr, d.expr)
                return (a, b, c, d), make, bounds, lambda a, b, c, d: c if a < b else d
            case "EXP":
                make = lambda: call("EXP", call("MIN", a.expr, 2))
                return (a,), make, (0.0, 7.4), lambda a: math.exp(min(a, 2))
            case "LN":
                make = lambda: call("LN", call("MAX", a.expr, 0.1))
                return (a,), make, (-2.4, 4.0), lambda a: math.log(max(a, 0.1))
            case "table":
                points = self.points(a)
                make = lambda: Expr("table", (self.table(points), a.expr))
                return (a,), make, (0.2, 2.0), lambda a: interpolate(points, a)

    def points(self, value):
        """A table of 6 to 12 points over what the value is in the random states."""
        count, low, high = self.random.randint(6, 12), min(value.samples), max(value.samples) + 0.1
        xs = [round(low + (high - low) * at / (count - 1), 3) for at in range(count)]
        return [(x, round(self.random.uniform(0.2, 2.0), 3)) for x in xs]

    def table(self, points):
        name = self.name("table")
        self.model.tables[name] = points
        return name

    def delay(self, kind):
        """A third-order smooth or delay of a value."""
        value = self.pick(lambda value: value.low >= 0 and value.changing)
        self.read.add(value)
        expr = self.model.add(self.name("lagged"), kind, value.expr, self.random.randint(5, 20))
        self.keep(expr, value.low, value.high, value.samples)

    def stocks(self, names, element_of=None):
        """Stocks that equations may read; `close` gives them their flows. Returns their names."""
        for at, name in enumerate(names):
            self.model.add(name, Kind.STOCK, None, 1.0 + at / 10, element_of)
            self.keep(named(name), 0.0, 10.0)
        return names

    def close(self, names, time):
        """Gives each stock a flow toward a value, which it follows with a time of `time(at)`."""
        for at, name in enumerate(names):
            goal = self.pick(lambda value: 0 <= value.low and value.high <= 10 and value.changing, recent=100)
            self.read.add(goal)
            self.model.variables[name].value = (goal.expr - named(name)) / time(at)

    def finish(self):
        """Adds the stock `everything`, which follows the sum of all values that nothing reads."""
        unread = [value.expr for value in self.values if value.changing and value not in self.read]
        element_of = {expr: self.model.variables[expr.args[0]].element_of for expr in unread}
        sums = []
        for over in [None, *self.model.ranges]:
            for part in groups([expr for expr in unread if element_of[expr] == over], 8):
                total = self.model.add(self.name("sum"), Kind.AUXILIARY, plus(part), element_of=over)
                sums.append(Expr("total", total.args) if over else total)
        while len(sums) > 8:
            sums = [self.model.add(self.name("sum"), Kind.AUXILIARY, plus(part)) for part in groups(sums, 8)]
        everything = named("everything")
        self.model.add("everything", Kind.STOCK, (plus(sums) - everything) / 10, 1.0)


def plus(exprs):
    """The sum of expressions, from the left."""
    total, *rest = exprs
    for expr in rest:
        total = total + expr
    return total


def alive(kind, operands, samples):
    """Does the operation come out differently in different states, with a condition that falls both ways?"""
    if kind in ("if less", "MIN", "MAX"):
        outcomes = {a < b for a, b in zip(operands[0].samples, operands[1].samples)}
        if len(outcomes) == 1 or operands[-2] is operands[-1]:
            return False
    return max(samples) - min(samples) > 1e-3 * max(map(abs, samples))


def groups(items, size):
    """The items in lists of at most `size`."""
    return [items[at : at + size] for at in range(0, len(items), size)]
