"""One case as one line of JSON: the verdicts, the most urgent gap, the delays, and nobody's name.

A line is all that the rest of a survey works on: it comes from a worker, a cache or an earlier run alike.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base.dates import Delay
from minnesota.base.diagnostics import Diagnostic, Problems
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


class Asked(NamedTuple):
    """What a survey asks of each case: the day of the assessment, and whether titles may stand in its lines."""

    as_of: date
    titles: bool = False


def contents_at(path: str) -> bytes:
    """The bytes of a case file, at a path or an address. Raises Problems."""
    if not is_address(path):
        try:
            return file_contents(path if path.endswith(CASE_NAMES) else case_path(Path(path)), path)
        except OSError as error:  # of the folder it is in
            raise Problems(
                [Diagnostic(path, 1, 1, "unreadable", error.strerror or type(error).__name__)]
            ) from None
    import fsspec

    try:
        with fsspec.open(path, "rb") as stream:
            return bytes(stream.read(MAX_BYTES + 1))
    except Exception as error:  # each kind of store has errors of its own
        message = f"the file cannot be read ({type(error).__name__})"
        raise Problems([Diagnostic(path, 1, 1, "unreadable", message)]) from None


def lines_of(raw: bytes, path: str, asked: Asked) -> tuple[list[str], tuple[str, ...]]:
    """The lines of a case, one for each protocol, but for their path (see `at`); and the names it gives those protocols.

    Raises Problems.
    """
    file = load_document(parse_document(raw, path), Path(path))
    made = [
        _line(file, assess(protocol, file.case, asked.as_of), asked) for protocol in file.protocols
    ]
    return made, tuple(file.case.protocol)


def broken(problems: Problems) -> str:
    """The line of a case that cannot be used: which mistake comes first, and where, but not what stands there."""
    first = problems.diagnostics[0]
    line, column = (
        first.line or 1,
        first.column or 1,
    )  # a row has both, even for a file that cannot be read
    what = {
        "code": first.code,
        "line": line,
        "column": column,
        "mistakes": len(problems.diagnostics),
    }
    return json.dumps({"format": FORMAT, "broken": what})


def at(path: str, line: str) -> str:
    """A line with the path of its case, as its first key."""
    readable = (
        path.isprintable()
    )  # a name that is no text (of an old archive, say) is told by its bytes
    return f'{{"path": {json.dumps(path, ensure_ascii=not readable)}, {line[1:]}'


def _line(file: CaseFile, assessment: Assessment, asked: Asked) -> str:
    case, protocol = file.case, assessment.protocol
    about: dict[str, Any] = {
        "id": case.id,
        "country": case.country,
        "date": case.incident.date and case.incident.date.text,
        "fingerprint": file.fingerprint,
    }
    if asked.titles:
        about["title"] = case.title
    value = {
        "format": FORMAT,
        "program": __version__,
        "as_of": asked.as_of.isoformat(),
        "lines": len(file.protocols),
        "case": about,
        "protocol": {"id": protocol.id, "digest": protocol.digest},
        "principles": {p.principle.id: p.verdict for p in assessment.principles},
        **_of_steps(assessment),
    }
    return _encoded(value)


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def _of_steps(assessment: Assessment) -> dict[str, Any]:
    """Each step's verdict as a letter, in the order of the pack; the most urgent gap; the delays in days, by step."""
    _, place, by_urgency = _places(assessment.protocol)
    worst = [len(VERDICTS)] * len(place)
    computed: set[tuple[int, int]] = set()
    delays: dict[str, tuple[int, int, bool]] = {}
    last: Step | None = None
    here = 0
    for finding in assessment.findings:  # some hundreds: by place, and with no call for each
        step, gravity = finding[0], _GRAVITY[finding[2]]
        if step is not last:
            last, here = step, place[id(step)]
        if gravity < worst[here]:
            worst[here] = gravity
        if not finding[6]:
            continue
        computed.add((here, gravity))
        for delay, _ in finding.delays():
            _longest(delays, step.id, delay, finding.runs_on)
    letters = [*LETTERS.values(), DOES_NOT_APPLY]
    steps = assessment.protocol.steps
    urgent = next(
        filter(None, (_first(among, steps, worst, computed) for among in by_urgency)), None
    )
    return {"steps": "".join([letters[w] for w in worst]), "urgent": urgent, "delays": delays}


def _first(
    among: list[tuple[int, str, int]],
    steps: tuple[Step, ...],
    worst: list[int],
    computed: set[tuple[int, int]],
) -> str | None:
    """Return the gravest gap among some steps; one that comes after another gap stands back."""
    gaps = [
        (gravity_of(steps[n], VERDICTS[worst[n]], (n, worst[n]) in computed), n, ident)
        for n, ident, after in among
        if worst[n] < _MET and (after < 0 or worst[after] >= _MET)
    ]
    return min(gaps)[2] if gaps else None


class _Places(NamedTuple):
    """Where the steps of a pack stand: by object (no step is looked into, case after case), and grouped as `next` orders them."""

    steps: tuple[Step, ...]
    load_document: dict[int, int]
    by_urgency: list[list[tuple[int, str, int]]]


_known: dict[str, _Places] = {}


def _places(protocol: Protocol) -> _Places:
    found = _known.get(protocol.digest)
    if found is None or found.steps is not protocol.steps:
        urgency: dict[tuple[int, int], list[tuple[int, str, int]]] = {}
        for number, step in enumerate(protocol.steps):
            after = protocol.order[step.after] if step.after else -1
            urgency.setdefault(step.urgency, []).append((number, step.id, after))
        of = {id(step): number for number, step in enumerate(protocol.steps)}
        found = _known[protocol.digest] = _Places(
            protocol.steps, of, [urgency[key] for key in sorted(urgency)]
        )
    return found


def _longest(
    delays: dict[str, tuple[int, int, bool]], step: str, delay: Delay, running: bool
) -> None:
    """Keep the delay of a step if it is the longest among its subjects: least and most in days, and whether it runs on."""
    new = (max(delay.least_days or 0, 0), max(delay.most_days or 0, 0), running)
    if step not in delays or delays[step][1] < new[1]:
        delays[step] = new
