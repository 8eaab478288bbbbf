"""The yardstick: a model as one straight line of C over lanes, as a specialist would write it for one processor.

Eight members of an ensemble are computed side by side in vectors of AVX-512 (four in vectors of AVX2). Constants that
do not vary are numbers in the text, everything is inline, the compiler sees one loop over the steps and may keep what
it likes in registers. Tables are evaluated by counting the points passed and permuting registers, `exp` and `ln` by
polynomials. The arithmetic is exact: no fast-math, no fused multiply-add.
"""

from measuring import Unavailable
from model import DELAYS, Expr, Kind
from peers import Peer
from peers.sdeverywhere import compiled


class Lanes(Peer):
    title, key = "by hand, in C", "lanes"

    def version(self):
        return "straight-line C over vectors"

    def prepare(self, job):
        if job.model is None or job.model.ranges:
            raise Unavailable("not written out by hand")
        code = job.folder / "lanes.c"
        code.write_text(source(job.model))
        options = ["-ffp-contract=off", "-I", self.place.bench / "peers" / "c"]
        self.place.compile_c(code, job.folder / "lanes", options)

    def run(self, job, runs):
        return compiled(job, job.folder / "lanes", runs)


def source(model):
    """The program in C."""
    names = Names(model)
    sizes = f"#define WIDTH LANES\n#define INPUTS {len(model.varied)}\n#define OUTPUTS {len(model.watched)}"
    tables = [table(names.of(name), points) for name, points in model.tables.items()]
    body = Body(model, names).lines()
    return "\n".join(['#include "lanes.h"', sizes, *tables, *body, '#include "runs.h"', ""])


def table(name, points):
    """A table as registers want it: where each segment begins, its value there and its slope."""

    def row(values, pad):
        return "{" + ", ".join(f"{value!r}" for value in values + [pad] * (16 - len(values))) + "}"

    xs, ys = [x for x, _ in points], [y for _, y in points]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(points, points[1:])] + [0.0]
    fields = [row(xs, xs[-1]), row(ys, ys[-1]), row(slopes, 0.0), repr(xs[0]), repr(xs[-1]), str(len(points))]
    return f"static const Table {name} = {{{', '.join(fields)}}};"


class Names:
    """Names in C; constants that do not vary are their numbers."""

    def __init__(self, model):
        varied = {name for name, _ in model.varied}
        constants = [each for each in model.variables.values() if each.kind == Kind.CONSTANT]
        self.constants = {each.name: each.value for each in constants if each.name not in varied}

    def of(self, name):
        if name in self.constants:
            return f"all({self.constants[name]:.17g})"
        return "v_" + name.replace(" ", "_")


FUNCTIONS = {"MIN": "least", "MAX": "most", "EXP": "exponential", "LN": "logarithm"}


class Body:
    """The function that runs a lane's members from the first step to the last."""

    def __init__(self, model, names):
        self.model, self.names = model, names

    def lines(self):
        model, names = self.model, self.names
        yield "static void run(const double *inputs, double *outputs) {"
        for at, (name, _) in enumerate(model.varied):
            yield f"    const lane {names.of(name)} = gather(inputs + {at}, INPUTS);"
        yield f"    const lane step = all({model.step:.17g});"
        for each in model.variables.values():
            if each.kind == Kind.STOCK:
                yield f"    lane {names.of(each.name)} = all({each.initial:.17g});"
            elif each.kind in DELAYS:
                yield f"    lane {', '.join(stages(names.of(each.name)))};"
        yield "    {"
        yield from self.beginning()
        yield "    }"
        yield f"    for (int at = 0; at < {model.steps}; at++) {{"
        yield from self.step()
        yield "    }"
        for at, name in enumerate(model.watched):
            yield f"    scatter(outputs + {at}, OUTPUTS, {names.of(name)});"
        yield "}"

    def beginning(self):
        """What smooths and delays hold at first follows from their inputs, found by one pass in order."""
        for each in self.model.variables.values():
            if each.kind in DELAYS:
                level, time = self.text(each.value), stage_time(each)
                level += f" * {time}" if each.kind == Kind.DELAY3 else ""
                yield f"    {' = '.join(stages(self.names.of(each.name)))} = {level};"
            yield from self.value(each)

    def step(self):
        """All values, then all changes, then the new stocks."""
        changes = []
        for each in self.model.variables.values():
            yield from self.value(each)
            changes += self.changes(each)
        for at, (_, change) in enumerate(changes):
            yield f"    const lane change_{at} = {change};"
        for at, (name, _) in enumerate(changes):
            yield f"    {name} = {name} + step * change_{at};"

    def value(self, each):
        """Lines for the value of an auxiliary or a delay."""
        name = self.names.of(each.name)
        if each.kind == Kind.AUXILIARY:
            yield f"    const lane {name} = {self.text(each.value)};"
        elif each.kind == Kind.SMOOTH3:
            yield f"    const lane {name} = {name}_3;"
        elif each.kind == Kind.DELAY3:
            for stage in stages(name):
                yield f"    const lane {stage}_out = {stage} / {stage_time(each)};"
            yield f"    const lane {name} = {name}_3_out;"

    def changes(self, each):
        """What changes with the step, and at which rate."""
        name = self.names.of(each.name)
        if each.kind == Kind.STOCK:
            return [(name, self.text(each.value))]
        if each.kind not in DELAYS:
            return []
        held = stages(name)
        out = held if each.kind == Kind.SMOOTH3 else [f"{stage}_out" for stage in held]
        over = f" / {stage_time(each)}" if each.kind == Kind.SMOOTH3 else ""
        into = [self.text(each.value), *out]
        return [(stage, f"({before} - {own}){over}") for stage, own, before in zip(held, out, into)]

    def text(self, expr):
        match expr.op:
            case "number":
                return f"all({expr.args[0]:.17g})"
            case "name":
                return self.names.of(expr.args[0])
            case "+" | "-" | "*" | "/":
                return f"({self.text(expr.args[0])} {expr.op} {self.text(expr.args[1])})"
            case "table":
                return f"look_up(&{self.names.of(expr.args[0])}, {self.text(expr.args[1])})"
            case "if less":
                a, b, then, otherwise = map(self.text, expr.args)
                return f"choose(less({a}, {b}), {then}, {otherwise})"
            case name:
                return f"{FUNCTIONS[name]}({', '.join(map(self.text, expr.args))})"


def stages(name):
    """The three stocks of a third-order smooth or delay."""
    return [f"{name}_{stage}" for stage in (1, 2, 3)]


def stage_time(delay):
    return f"all({delay.initial / 3!r})"
