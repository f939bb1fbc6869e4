"""However a run ended, in words: what was seen, where, and what to do."""

import re
from typing import assert_never

from grader.evidence import (
    Died,
    End,
    Finished,
    Garbled,
    NotTrained,
    OldCall,
    Raised,
    RunEvidence,
    Source,
    Stopped,
)
from grader.rubric import Common

_SIGNALS = {-9: "killed", -6: "abort", -11: "segmentation fault", -15: "terminated"}


def explain(run: RunEvidence, source: Source, common: Common) -> str:
    """The end of a run as one or two sentences for the learner.

    Args:
        run: evidence of a run that did not finish.
        source: places of calls in the learner's file.
        common: the shared sentences.
    """
    end: End = run.end
    match end:
        case Raised():
            return _raised(end, source, common)
        case Stopped():
            return _stopped(end, run, source, common)
        case Died(exit_status=status, last_lines=lines):
            if _ran_out_of_memory(lines):
                return common.say("memory", place="", text=_last(lines))
            key = "left" if status >= 0 else "killed"
            name = _SIGNALS.get(status, f"signal {-status}")
            return common.say(key, status=status, signal=name, last=_last(lines))
        case Garbled(reason=reason):
            return common.say("garbled", reason=reason)
        case Finished() | NotTrained():
            return ""
    assert_never(end)


def _raised(end: Raised, source: Source, common: Common) -> str:
    place = _place(end, source)
    if old := _old_call(end, source):
        return old
    for known in common.errors:
        if found := re.search(known.match, f"{end.kind}: {end.text}", re.DOTALL):
            lines = source.calls.get(known.call, ())
            at = f"{source.place(lines[-1])}  " if lines else place
            return known.says.format_map(
                {"place": at, "kind": end.kind, "text": _first(end.text), **found.groupdict()}
            )
    values = {"place": place, "kind": end.kind, "text": _first(end.text)}
    return common.say(end.code if end.code in common.says else "exception", **values)


def _old_call(end: Raised, source: Source) -> str:
    """An interface that is gone, at a line of the trace or named in the exception's text."""
    lines = {frame.line for frame in end.frames}
    for old in source.old_calls:
        if old.line in lines or re.search(rf"\b{re.escape(old.name)}\b", end.text):
            return old_call(old, source)
    return ""


def old_call(old: OldCall, source: Source) -> str:
    """An interface that is gone, its line, and what replaced it."""
    return f"{source.place(old.line)}  {old.says}"


def other_old_calls(run: RunEvidence, source: Source) -> tuple[str, ...]:
    """All interfaces that are gone but the one that ended the run, so that all are mended at once.

    One that is used in several lines is told once.
    """
    ended = _old_call(run.end, source) if isinstance(run.end, Raised) else ""
    first = {old.says: old for old in reversed(source.old_calls)}
    told = (old_call(old, source) for old in sorted(first.values(), key=lambda old: old.line))
    return tuple(text for text in told if text != ended)


def _stopped(end: Stopped, run: RunEvidence, source: Source, common: Common) -> str:
    place = f"{source.place(end.line)}  " if end.line else ""
    if end.reason == "memory":
        return common.say("memory", place=place, text="")
    if end.reason == "idle":
        return common.say("idle", place=place, limit_s=end.limit)
    if end.stage in {"start", "build", "import"} or run.progress is None:
        return common.say("build_limit", place=place, used_s=end.used, limit_s=end.limit)
    progress = run.progress
    done = progress.epoch - 1 + progress.step / max(1, progress.steps)
    return common.say(
        "training_limit",
        place=place,
        used=minutes(end.used),
        limit=minutes(end.limit),
        done=done,
        epochs=progress.epochs,
        epoch_s=end.used / done if done else end.used,
    )


def minutes(seconds: float) -> str:
    """A duration in words.

    >>> minutes(59.6), minutes(220), minutes(360)
    ('60 s', '3 min 40 s', '6 min')
    """
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    rest = f" {whole % 60} s" if whole % 60 else ""
    return f"{whole // 60} min{rest}"


def _place(end: Raised, source: Source) -> str:
    return f"{source.place(end.frames[-1].line)}  " if end.frames else ""


def _ran_out_of_memory(lines: tuple[str, ...]) -> bool:
    text = " ".join(lines)
    return any(sign in text for sign in ("bad_alloc", "Cannot allocate memory", "out of memory"))


def _first(text: str) -> str:
    """The first paragraph of an exception's text, on one line."""
    return " ".join(text.strip().partition("\n\n")[0].split())[:240]


def _last(lines: tuple[str, ...]) -> str:
    return lines[-1] if lines else "nothing"
