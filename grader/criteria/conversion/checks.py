"""One function a criterion of a conversion."""

import msgspec

from grader.criteria.conversion.case import Case, Compared
from grader.criteria.conversion.diagnose import parameters
from grader.criteria.conversion.kept import changed
from grader.criteria.conversion.slip import times
from grader.criteria.conversion.view import Looked, Told, View, row
from grader.criteria.conversion.weights import same_values
from grader.criteria.ends import explain
from grader.evidence import RunEvidence
from grader.result import CriterionResult
from grader.rubric.conversion import (
    CarriedRule,
    ConvertsRule,
    DenseFreeRule,
    KernelsRule,
    SameOutputsRule,
    SlidesRule,
    SourceKeptRule,
)


def converts(seen: View, rule: ConvertsRule) -> CriterionResult:
    """The function runs on every network and gives a Keras model."""
    cases, all_of = seen.evidence.cases, seen.table.sources
    made = [case for case in cases if case.made is not None]
    if len(made) == all_of:
        kinds = " and ".join(sorted({case.made.kind for case in made if case.made}))
        return rule.result(1.0, rule.say("ok", networks=all_of, kinds=kinds), networks=all_of)
    why, name = _why(seen)
    key = "some" if made else "none"
    text = rule.say(key, why=why, network=name, made=len(made), networks=all_of)
    return rule.result(len(made) / all_of, text, networks=all_of, right=len(made))


def dense_free(seen: View, rule: DenseFreeRule) -> CriterionResult:
    """No Dense or Flatten is left, nor anything in their place but convolutions."""
    return row(seen, rule, lambda one: one.has("dense_free"), _nothing)


def kernels(seen: View, rule: KernelsRule) -> CriterionResult:
    """The new convolutions are set up as they have to be.

    Where the layers cannot be seen, the outputs at all sizes tell.
    """

    def fails(one: Looked) -> bool:
        if one.has("dense_free") or one.has("kernels"):
            return True
        told = one.case.made is not None and one.case.made.graph is not None
        return not told and not (one.case.is_same and one.case.slides)

    return row(seen, rule, fails, _nothing)


def carried(seen: View, rule: CarriedRule) -> CriterionResult:
    """The weights are the old ones, all of them and no others."""
    return row(seen, rule, _not_carried, _count)


def same_outputs(seen: View, rule: SameOutputsRule) -> CriterionResult:
    """Outputs at the original size; a network with all its dense layers has converted nothing."""

    def fails(one: Looked) -> bool:
        return not one.case.is_same or one.has("dense_free", "dense_kept")

    return row(seen, rule, fails, lambda case: _gap(case.original))


def slides(seen: View, rule: SlidesRule) -> CriterionResult:
    """Outputs at every position of larger pictures."""

    def first_wrong(case: Case) -> Told | None:
        return _gap(next((one for one in case.larger if not one.is_right), None))

    found = row(seen, rule, lambda one: not one.case.slides, first_wrong)
    if reading := seen.evidence.reading:
        shown = {"map": list(reading.rows), "digits": reading.digits}
        return msgspec.structs.replace(found, evidence={**found.evidence, **shown})
    return found


def source_kept(seen: View, rule: SourceKeptRule) -> CriterionResult:
    """The networks that were handed in are as they were."""
    return row(seen, rule, lambda one: bool(changed(one.case)), _changed)


def _changed(case: Case) -> Told:
    return changed(case), {}


def _why(seen: View) -> tuple[str, str]:
    """Why the first network that did not come back did not, and its name."""
    evidence = seen.evidence
    first = next((case for case in evidence.cases if case.made is None), None)
    run = RunEvidence(first.raised) if first and first.raised else evidence.run
    name = first.network.name if first else ""
    return explain(run, evidence.source, seen.common), name


def _not_carried(one: Looked) -> bool:
    case = one.case
    if one.has("dense_free") or one.has("carried"):
        return True
    if case.made is None or case.made.graph is None:
        old = tuple(array for layer in case.network.weights for array in layer)
        return not same_values(old, case.values)
    return parameters(case)[0] != parameters(case)[1]


def _count(case: Case) -> Told:
    want, got = parameters(case)
    return "count", {"want": want, "got": got}


def _nothing(_case: Case) -> Told | None:
    return None


def _gap(found: Compared | None) -> Told | None:
    """How outputs differ; None where nothing can be said."""
    if found is None:
        return None
    if found.got is None:
        return "cannot", {"why": found.trouble}
    if found.got != found.expected:
        if len(found.expected) == 2:
            return "shape", {"want": times(found.expected[1:]), "got": times(found.got[1:])}
        return "size", {"want": times(found.expected[:2]), "got": times(found.got[:2])}
    if found.gap is None:
        return "not_finite", {}
    values = {"gap": f"{found.gap:.2g}", "wrong": found.wrong, "positions": found.positions}
    return "differ", values
