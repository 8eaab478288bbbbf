"""PySD: translates a model into Python and interprets it with NumPy.

The translation is made once and loaded afterwards. Each run gets its constants and returns the few saved moments, which
takes half the time of asking for the last one alone.
"""

from pathlib import Path

from peers import PythonPeer, serve


class PySD(PythonPeer):
    title, key, package = "PySD", "pysd", "pysd"


def translated(request):
    """The model in Python, translated if that was not done before, beside a copy of its text."""
    import pysd

    source = Path(request["mdl"])
    copy = Path(request["folder"]) / "pysd" / source.name
    translation = copy.with_suffix(".py")
    if translation.exists() and copy.exists() and copy.read_bytes() == source.read_bytes():
        return pysd.load(str(translation))
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(source.read_bytes())
    return pysd.read_vensim(str(copy))


def simulator(request):
    model = translated(request)
    varied, watched = request["varied"], request["watched"]

    def run(member):
        table = model.run(params=dict(zip(varied, member)), return_columns=watched)
        return table.iloc[-1][watched]

    return lambda members: [run(member) for member in members]


if __name__ == "__main__":
    serve(simulator)
