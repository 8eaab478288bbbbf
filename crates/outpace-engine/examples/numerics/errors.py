"""The largest error of each elementary function, in units in the last place: the table of docs/numerics.md.

Reads what the example `numerics` prints, and computes each value again in 60 digits with mpmath
(https://mpmath.org, `pip install mpmath`).
"""

import struct
import sys

from mpmath import mp, mpf

mp.dps = 60
FUNCTIONS = {
    "exp": lambda x, _: mp.exp(x),
    "ln": lambda x, _: mp.log(x),
    "log10": lambda x, _: mp.log10(x),
    "log": lambda x, base: mp.log(x) / mp.log(base),
    "pow": lambda x, y: mp.power(x, y),
    "sin": lambda x, _: mp.sin(x),
    "cos": lambda x, _: mp.cos(x),
    "tan": lambda x, _: mp.tan(x),
    "asin": lambda x, _: mp.asin(x),
    "acos": lambda x, _: mp.acos(x),
    "atan": lambda x, _: mp.atan(x),
    "sinh": lambda x, _: mp.sinh(x),
    "cosh": lambda x, _: mp.cosh(x),
    "tanh": lambda x, _: mp.tanh(x),
    "ln_gamma": lambda x, _: mp.loggamma(x),
    "normal_cumulative": lambda x, _: mp.erfc(-x / mp.sqrt(2)) / 2,
}


def number(bits):
    return struct.unpack(">d", bytes.fromhex(bits))[0]


def unit(exact):
    """The distance between doubles at a number."""
    exponent = mp.frexp(exact)[1] - 1
    return mp.ldexp(1, int(max(exponent, -1022)) - 52)


def error(name, x, y, value):
    if name == "normal_quantile":
        # No inverse is needed: the distance is how far the distribution has to go, by its density.
        off = mp.erfc(-mpf(value) / mp.sqrt(2)) / 2 - x
        density = mp.exp(-mpf(value) ** 2 / 2) / mp.sqrt(2 * mp.pi)
        return abs(off / density) / unit(mpf(value))
    exact = FUNCTIONS[name](mpf(x), mpf(y))
    return abs(mpf(value) - exact) / unit(exact)


def main():
    worst = {}
    for line in sys.stdin:
        name, arguments, x, y, value = line.rstrip().split(";")
        x, y, value = number(x), number(y), number(value)
        found = error(name, x, y, value)
        if found > worst.get((name, arguments), (-1, 0))[0]:
            worst[(name, arguments)] = (found, x)
    print("| function | arguments | largest error | at |")
    print("| --- | --- | --- | --- |")
    for (name, arguments), (found, x) in worst.items():
        print(f"| `{name}` | {arguments} | {float(found):.2f} | {x!r} |")


main()
