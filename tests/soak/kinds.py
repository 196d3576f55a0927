"""The jobs that are created: their kinds, their scenarios, and what must become of them."""

import json
import pathlib
from dataclasses import dataclass

from history import phases_of

_FILE = pathlib.Path(__file__).parent.parent / "clients" / "kinds.json"
_REPORTS = ("GeneratingExplainabilityReport", "GeneratingModelInsightsReport")
_TUNING = ("Starting", "AnalyzingData", "FeatureEngineering", "ModelTuning", *_REPORTS)
_ENSEMBLING = ("Starting", "AnalyzingData", "TrainingModels", *_REPORTS)
_TRAINING = ("Starting", "PreTraining", "TrainingModels")
# As docs/testing-guide.md has them.
PHASES = {
    "v1-hpo": _TUNING, "v2-tabular-hpo": _TUNING,
    "v1-ensembling": _ENSEMBLING, "v2-tabular-ensembling": _ENSEMBLING,
    "v1-definitions-only": _TUNING[:2], "v2-definitions-only": _TUNING[:2],
    "v2-image": _TRAINING, "v2-text": _TRAINING, "v2-text-generation": _TRAINING,
    "v2-time-series": (*_TRAINING, _REPORTS[0]), "v2-deployed": (*_TRAINING, "DeployingModel"),
}
REFUSED = {"quota-exceeded": "ResourceLimitExceeded", "role-not-assumable": "ValidationException",
           "access-denied": "AccessDeniedException"}
# What a name alone decides, by rules that each account has.
RULES = [{"job": "ruled-*", "scenario": {"scenario": "failed", "reason": "Of {job_name}."}},
         {"job": "at-once-*", "progression": "immediate"}]


@dataclass(frozen=True)
class Kind:
    name: str
    version: int
    request: dict
    end: str  # secondary status

    @property
    def phases(self):
        return PHASES[self.name]


def _read():
    kinds = [Kind(each["name"], 1 if each["operation"] == "CreateAutoMLJob" else 2,
                  each["request"], each["expect"]["secondaryStatus"])
             for each in json.loads(_FILE.read_text())]
    text = next(kind for kind in kinds if kind.name == "v2-text")
    request = {**text.request, "ModelDeployConfig": {"AutoGenerateEndpointName": True}}
    return [*kinds, Kind("v2-deployed", 2, request, text.end)]


KINDS = _read()


def _until(phases, last):
    return phases[:phases.index(last) + 1]


def draw_scenario(random, kind, is_manual):
    """(tags of the create request, names of the phases up to the end)"""
    training = {"ModelTuning", "TrainingModels"}.intersection(kind.phases)
    chosen = [("completed", (*kind.phases, kind.end))]
    phase = random.choice(kind.phases)
    chosen.append((f"failed/{phase}", (*_until(kind.phases, phase), "Failed")))
    if training:
        chosen.append(("stopped-by-runtime",
                       (*_until(kind.phases, training.pop()), "MaxAutoMLJobRuntimeReached")))
        if not is_manual:  # there it would not go on whatever is asked
            chosen.append(("stuck", (*kind.phases, kind.end)))
    if _REPORTS[0] in kind.phases:
        chosen.append(("explainability-error", (*kind.phases, "ExplainabilityError")))
    if _REPORTS[1] in kind.phases:
        chosen.append(("insights-error", (*kind.phases, "ModelInsightsError")))
    if kind.phases == _TUNING:
        chosen.append(("partial-failure", (*kind.phases, kind.end)))
    if "DeployingModel" in kind.phases:
        chosen.append(("deployment-error", (*kind.phases, "ModelDeploymentError")))
    chosen += [(name, (type_,)) for name, type_ in REFUSED.items()]
    scenario, phases = random.choice(chosen)
    keys = ("autopilot-local:scenario", "autopilot-local:phase")
    return tuple(zip(keys, scenario.split("/"))), phases


def planned(random, name, kind, is_manual):
    """(tags, expected phases). Half of the jobs have no scenario of their own."""
    if random.random() < 0.5:
        return draw_scenario(random, kind, is_manual)
    if name.startswith("ruled-"):
        return (), None
    return (), (*kind.phases, kind.end)


def check_plan(name, expected, transitions):
    """`expected` of None: some phase, and then a failure."""
    phases = phases_of(transitions)
    if expected and name.startswith("at-once-"):  # of phases without a length, the last ones show
        expected = expected[-len(phases):]
    if expected is None:
        if phases[-1] != "Failed":
            raise AssertionError(f"{name} does not fail but has the phases {phases}")
    elif phases != tuple(expected):
        raise AssertionError(f"{name} has the phases {phases}, not {expected}")
