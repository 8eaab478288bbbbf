"""The EMA Workbench, which runs PySD here: its connector, one process, a given list of scenarios.

Its connector would translate the model anew for each set of experiments; here the translation is loaded beforehand
and not timed.
"""

from peers import PythonPeer, serve
from peers.pysd import translated


class EMA(PythonPeer):
    title, key, package = "EMA Workbench", "ema", "ema_workbench"


def simulator(request):
    from ema_workbench import RealParameter, ScalarOutcome, Scenario, SequentialEvaluator
    from ema_workbench.connectors.pysd_connector import PysdModel

    class Loaded(PysdModel):
        def model_init(self, policy):
            self.policy, self.model = policy, translated(request)

    varied, watched = request["varied"], request["watched"]
    # The workbench wants names without blanks for what is called otherwise in the model.
    uncertainties = {f"uncertainty_{at}": name for at, name in enumerate(varied)}
    outcomes = {f"outcome_{at}": name for at, name in enumerate(watched)}
    model = Loaded("model", mdl_file=request["mdl"])
    model.uncertainties = [RealParameter(key, -1e300, 1e300, variable_name=name) for key, name in uncertainties.items()]
    model.outcomes = [
        ScalarOutcome(key, variable_name=name, function=lambda series: series[-1]) for key, name in outcomes.items()
    ]

    def run(members):
        scenarios = [Scenario(str(at), **dict(zip(uncertainties, member))) for at, member in enumerate(members)]
        with SequentialEvaluator(model) as evaluator:
            _, results = evaluator.perform_experiments(scenarios=scenarios)
        return list(zip(*(results[key] for key in outcomes)))

    model.model_init(None)
    model.model_init = lambda policy: setattr(model, "policy", policy)
    return run


if __name__ == "__main__":
    serve(simulator)
