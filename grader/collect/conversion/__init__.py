"""Evidence of a conversion: networks drawn, the function run on them, outputs compared."""

import msgspec

from grader.collect.common import closing, job_fields
from grader.collect.conversion.draw import networks
from grader.collect.conversion.measure import inputs_for, measured
from grader.collect.conversion.reader import Read, read_canvas, reader
from grader.collect.conversion.run import infer, taken
from grader.collect.conversion.slide import larger
from grader.criteria.conversion import Case, ConversionEvidence, Network
from grader.evidence import End, Finished, Machine, RunEvidence, Source
from grader.limits import Limits
from grader.options import Options
from grader.rubric.conversion import ConversionTable
from grader.sandbox.pair import NAMES, Pair
from grader.sandbox.requests import ConversionJob, SourceModel
from grader.submission import Answer

__all__ = ["AskedConversion", "Converted", "collect_conversion"]


class AskedConversion(msgspec.Struct, frozen=True, kw_only=True):
    """One answer whose evidence is asked for."""

    answer: Answer
    source: Source
    table: ConversionTable
    options: Options


class Converted(msgspec.Struct, frozen=True):
    """Evidence, what it was made on, and for the screen how much faster sliding was."""

    evidence: ConversionEvidence
    device: str
    read: Read | None = None


def collect_conversion(asked: AskedConversion) -> Converted:
    """Run the learner's function on the table's networks and compare what they compute.

    A digit reader goes along as one more network, which is not marked.

    Raises:
        GraderError: no device, or a closed process that could not be started.
    """
    options, table = asked.options, asked.table
    given = (*networks(table.sources, options.seed), reader())
    shut = closing(asked.answer, table.limits, options)
    limits = shut.limits
    options.on_stage(f"starting {NAMES[options.backend]}")
    with Pair(shut) as pair:
        machine = pair.begin(*_job(asked, given))
        options.on_stage(f"converting {table.sources} networks")
        cases, end = taken(pair, given, limits)
        options.on_stage("comparing outputs")
        seen = _measured(pair, cases[:-1], (table.tolerance, options.seed), limits)
        read = read_canvas(pair, cases[-1], options.seed) if _is_worth(seen, cases[-1]) else None
        run = _run(pair, machine, end)
    evidence = ConversionEvidence(asked.source, run, seen, read.reading if read else None)
    return Converted(evidence, machine.device, read)


def _job(
    asked: AskedConversion, given: tuple[Network, ...]
) -> tuple[ConversionJob, list[memoryview]]:
    sources = tuple(SourceModel(one.kind, one.graph, (1, *larger(one, (2, 1)))) for one in given)
    job = ConversionJob(
        **job_fields(asked.answer, asked.options.seed),
        function=asked.table.function,
        sources=sources,
    )
    return job, [values.data for one in given for row in one.weights for values in row]


def _measured(
    pair: Pair, cases: list[Case], given: tuple[float, int], limits: Limits
) -> tuple[Case, ...]:
    tolerance, seed = given
    return tuple(
        measured(
            pair,
            case,
            (inputs_for(case.network, seed), tolerance),
            lambda inputs, place=place: infer(pair, place, inputs, limits),  # type: ignore[misc]
        )
        for place, case in enumerate(cases)
    )


def _is_worth(cases: tuple[Case, ...], last: Case) -> bool:
    """Whether the converted digit reader is worth a look: it is one, and nearly all else slides."""
    told = last.made is not None and last.made.graph is not None
    return told and sum(case.slides for case in cases) * 2 > len(cases)


def _run(pair: Pair, machine: Machine, end: End) -> RunEvidence:
    stopped = None if isinstance(end, Finished) else end
    return RunEvidence(end=stopped or end, machine=machine, usage=pair.usage(0.0))
