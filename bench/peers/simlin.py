"""Simlin (pysimlin on PyPI): an engine in Rust, driven from Python.

The fastest way that it documents for many runs: one simulation is compiled, then reset, given its values and run for
each member. Only the value at the end is asked for.
"""

from peers import PythonPeer, serve


class Simlin(PythonPeer):
    title, key, package = "Simlin", "simlin", "pysimlin"


def simulator(request):
    import simlin

    simulation = simlin.load(request["mdl"]).simulate()
    varied, watched = request["varied"], request["watched"]

    def run(member):
        simulation.reset()
        for name, value in zip(varied, member):
            simulation.set_value(name, value)
        simulation.run_to_end()
        return [simulation.get_value(name) for name in watched]

    # An error in the model shows when it runs, not before.
    simulation.run_to_end()
    return lambda members: [run(member) for member in members]


if __name__ == "__main__":
    serve(simulator)
