"""One case as one line of JSON: the verdicts, the most urgent gap, the delays, and nobody's name.

A line is all that the rest of a survey works on: it comes from a worker, a cache or an earlier run
alike.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base.dates import Delay
from minnesota.base.diagnostics import Problems
from minnesota.engine.assess import assess
from minnesota.engine.finding import VERDICTS, Assessment
from minnesota.engine.gaps import gravity_of
from minnesota.model.protocol import Protocol, Step
from minnesota.reading.case import CASE_NAMES, CaseFile, case_path, load_document
from minnesota.survey.line import DOES_NOT_APPLY, FORMAT, LETTERS
from minnesota.survey.paths import is_address
from minnesota.version import __version__
from minnesota.yaml.read import MAX_BYTES, file_contents, parse_document

_GRAVITY = {verdict: number for number, verdict in enumerate(VERDICTS)}
_MET = _GRAVITY["met"]


class SurveyRequest(NamedTuple):
    """What a survey asks of each case: the day of the assessment, and whether lines give titles."""

    as_of: date
    titles: bool = False


def contents_at(path: str) -> bytes:
    """Return the bytes of a case file, at a path or an address. Raises Problems."""
    if is_address(path):
        return _contents_at_address(path)
    try:
        if path.endswith(CASE_NAMES):
            return file_contents(path, path)
        return file_contents(case_path(Path(path)), path)
    except OSError as error:  # of the folder it is in
        raise _unreadable(path, error.strerror or type(error).__name__) from None


def _contents_at_address(address: str) -> bytes:
    import fsspec

    try:
        with fsspec.open(address, "rb") as stream:
            return bytes(stream.read(MAX_BYTES + 1))
    except Exception as error:  # each kind of store has errors of its own
        message = f"the file cannot be read ({type(error).__name__})"
        raise _unreadable(address, message) from None


def _unreadable(path: str, message: str) -> Problems:
    return Problems.one(path, "unreadable", message)


def lines_of(
    content: bytes, path: str, request: SurveyRequest
) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines of a case, one for each protocol; and the names it gives those protocols.

    The lines lack their path, which `add_path` puts in. Raises Problems.
    """
    file = load_document(parse_document(content, path), Path(path))
    lines = []
    for protocol in file.protocols:
        assessment = assess(protocol, file.case, request.as_of)
        lines.append(_encode_line(file, assessment, request))
    return lines, tuple(file.case.protocol)


def make_broken_line(problems: Problems) -> str:
    """Return the line of a case that cannot be used, without its path.

    It says which mistake comes first, and where, but not what stands there.
    """
    first = problems.diagnostics[0]
    mistake = {
        "code": first.code,
        "line": first.line or 1,  # a row has both, even for a file that cannot be read
        "column": first.column or 1,
        "mistakes": len(problems.diagnostics),
    }
    return json.dumps({"format": FORMAT, "broken": mistake})


def add_path(path: str, line: str) -> str:
    """Return a line with the path of its case, as its first key."""
    # A name that is no text (of an old archive, say) is told by its bytes.
    encoded = json.dumps(path, ensure_ascii=not path.isprintable())
    return f'{{"path": {encoded}, {line[1:]}'


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _encode_line(file: CaseFile, assessment: Assessment, request: SurveyRequest) -> str:
    case, protocol = file.case, assessment.protocol
    about_case: dict[str, Any] = {
        "id": case.id,
        "country": case.country,
        "date": case.incident.date and case.incident.date.text,
        "fingerprint": file.fingerprint,
    }
    if request.titles:
        about_case["title"] = case.title
    return _encode(
        {
            "format": FORMAT,
            "program": __version__,
            "as_of": request.as_of.isoformat(),
            "lines": len(file.protocols),
            "case": about_case,
            "protocol": {"id": protocol.id, "digest": protocol.digest},
            "principles": {result.principle.id: result.verdict for result in assessment.principles},
            **_summarize_steps(assessment),
        }
    )


def _summarize_steps(assessment: Assessment) -> dict[str, Any]:
    """Return each step's verdict as a letter, the most urgent gap, and the delays.

    The letters are in the order of the pack. The delays are in days, by step.
    """
    places = _places(assessment.protocol)
    worst = [len(VERDICTS)] * len(places.steps)
    computed: set[tuple[int, int]] = set()
    delays: dict[str, tuple[int, int, bool]] = {}
    last: Step | None = None
    place = 0
    for finding in assessment.findings:
        gravity = _GRAVITY[finding.verdict]
        if finding.step is not last:  # the findings of a step come together: look it up once
            last = finding.step
            place = places.by_step[id(last)]
        if gravity < worst[place]:
            worst[place] = gravity
        if not finding.facts:
            continue
        computed.add((place, gravity))
        for delay, _ in finding.delays():
            _keep_longest(delays, finding.step.id, delay, finding.runs_on)
    letters = [*LETTERS.values(), DOES_NOT_APPLY]
    steps = assessment.protocol.steps
    urgent = None
    for among in places.by_urgency:
        urgent = _first(among, steps, worst, computed)
        if urgent:
            break
    return {
        "steps": "".join([letters[gravity] for gravity in worst]),
        "urgent": urgent,
        "delays": delays,
    }


def _first(
    among: list[tuple[int, str, int]],
    steps: tuple[Step, ...],
    worst: list[int],
    computed: set[tuple[int, int]],
) -> str | None:
    """Return the gravest gap among some steps, of those one that facts speak of.

    A step that comes after another gap stands back.
    """
    gaps = [
        (gravity_of(steps[n], VERDICTS[worst[n]], (n, worst[n]) in computed), n, ident)
        for n, ident, after in among
        if worst[n] < _MET and (after < 0 or worst[after] >= _MET)
    ]
    return min(gaps)[2] if gaps else None


class _Places(NamedTuple):
    """Where the steps of a pack stand, so that no step is looked into case after case.

    `by_step`: the place of each step, by the identity of the object.
    `by_urgency`: place, id and the place of the step it comes after (-1: none), grouped as `next`
    orders them.
    """

    steps: tuple[Step, ...]
    by_step: dict[int, int]
    by_urgency: list[list[tuple[int, str, int]]]


_known_places: dict[str, _Places] = {}


def _places(protocol: Protocol) -> _Places:
    known = _known_places.get(protocol.digest)
    # A pack that is read again has the same digest, and other objects for its steps.
    if known is not None and known.steps is protocol.steps:
        return known
    by_step: dict[int, int] = {}
    urgency: dict[tuple[int, int], list[tuple[int, str, int]]] = {}
    for place, step in enumerate(protocol.steps):
        by_step[id(step)] = place
        after = -1
        if step.after:
            after = protocol.order[step.after]
        urgency.setdefault(step.urgency, []).append((place, step.id, after))
    by_urgency = [urgency[rank] for rank in sorted(urgency)]
    places = _Places(protocol.steps, by_step, by_urgency)
    _known_places[protocol.digest] = places
    return places


def _keep_longest(
    delays: dict[str, tuple[int, int, bool]], step: str, delay: Delay, running: bool
) -> None:
    """Keep the delay of a step if it is the longest among its subjects.

    A delay is its least and most days, and whether it runs on.
    """
    least_days = max(delay.least_days or 0, 0)
    most_days = max(delay.most_days or 0, 0)
    if step not in delays or delays[step][1] < most_days:
        delays[step] = (least_days, most_days, running)
