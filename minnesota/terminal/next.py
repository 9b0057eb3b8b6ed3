"""`next`: what to do now, in the order in which the chance to do it is lost, then by force."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from minnesota.base.dates import Delay, When
from minnesota.base.lines import wrapped
from minnesota.base.wording import Word
from minnesota.engine.finding import Assessment
from minnesota.engine.gaps import Gap, shortened, tasks
from minnesota.language.speak import Language, language
from minnesota.language.verdicts import WORDS, cited
from minnesota.reading.case import CaseFile

FORMAT = "minnesota-next/1"
PIPED_LINES = 40  # that are written where no terminal says how many it has
LAST_LINES = 3  # kept free: two lines of last words, and the prompt
UNDER = "   "  # where what is said of a task begins


class _Chance(NamedTuple):
    """How long the chance to do something lasts, in words: alone, and with the time that passed."""

    alone: Word
    with_time: Word


_CHANCES = {
    "hours": _Chance(
        Word("Lost within hours"), Word("Lost within hours ({time} since the incident)")
    ),
    "days": _Chance(Word("Lost within days"), Word("Lost within days ({time} since the incident)")),
    "weeks": _Chance(
        Word("Lost within weeks"), Word("Lost within weeks ({time} since the incident)")
    ),
    "none": _Chance(Word("Can still be done later"), Word("Can still be done later")),
}


def show_next(assessments: Sequence[Assessment], lang: str = "en") -> None:
    """Print the first tasks in a language, at most a screen of them."""
    words = language(lang)
    case, as_of = assessments[0].case, assessments[0].as_of
    heading = [
        *wrapped(f"{case.title} ({case.id})"),
        words.text("What to do now, as of {day}", day=as_of),
        "",
    ]
    every_task = tasks(assessments)
    if not every_task:
        nothing = words.text("Nothing is open. That is no judgement of the investigation.")
        sys.stdout.write("\n".join([*heading, nothing, ""]))
        return
    height = PIPED_LINES
    if sys.stdout.isatty():
        height = shutil.get_terminal_size().lines
    room = height - len(heading) - LAST_LINES
    since_incident = _time_since_incident(assessments[0])
    lines: list[str] = []
    shown = 0
    for number, task in enumerate(every_task, 1):
        described = _described(task, number, since_incident, words)
        if lines and len(lines) + len(described) > room:
            break
        lines += described
        shown = number
    last_words = words.text("That is all.")
    if shown < len(every_task):
        last_words = words.text(
            "{count} more: --format json lists all; `minnesota check --all` shows each gap.",
            count=len(every_task) - shown,
        )
    sys.stdout.write("\n".join([*heading, *lines, *wrapped(last_words), ""]))


def _described(task: Gap, number: int, since_incident: Delay | None, words: Language) -> list[str]:
    """Return one task as lines: what it is, why now, what to do, and where it stands."""
    step = task.step
    title = f"{number}. {step.title}"
    if task.subjects:
        title += f" ({words.value(shortened(task.subjects))})"
    lines = wrapped(title)
    if task.facts:
        verdict = words.text(WORDS[task.verdict])
        lines += wrapped(f"{verdict}: {words.say(task.reasons[0])}", UNDER)
    chance = words.text(_CHANCES[step.perishable].alone)
    if since_incident:
        chance = words.text(_CHANCES[step.perishable].with_time, time=since_incident)
    lines += wrapped(f"{chance}: {step.why}", UNDER)
    lines += wrapped(words.text("Do: {what}", what=step.close), UNDER)
    authority = f"{words.word(step.force)} · {cited(step.cite, words)} · {step.id}"
    lines += wrapped(authority, UNDER)
    return [*lines, ""]


def _time_since_incident(assessment: Assessment) -> Delay | None:
    happened = assessment.case.incident.date
    if not happened:
        return None
    delay = Delay.between(happened, When.day(assessment.as_of))
    if delay is None or delay.impossible:
        return None
    return delay


def next_as_json(file: CaseFile, assessments: Sequence[Assessment]) -> str:
    """Return every task, in order, for other programs."""
    since_incident = _time_since_incident(assessments[0])
    value = {
        "format": FORMAT,
        "case": {"id": file.case.id, "title": file.case.title, "fingerprint": file.fingerprint},
        "protocols": [assessment.protocol.id for assessment in assessments],
        "as_of": assessments[0].as_of.isoformat(),
        "since_incident": since_incident and str(since_incident),
        "tasks": [_task_value(task) for task in tasks(assessments)],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def _task_value(task: Gap) -> dict[str, Any]:
    step = task.step
    return {
        "step": step.id,
        "title": step.title,
        "for": list(task.subjects),
        "perishable": step.perishable,
        "force": step.force,
        "phase": step.phase,
        "verdict": task.verdict,
        "why": step.why,
        "reasons": [str(reason) for reason in task.reasons],
        "do": step.close,
        "cite": str(step.cite),
    }
