"""`next`: what to do now, in the order in which the chance to do it is lost, then by force."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any

from minnesota.base.dates import Delay, When
from minnesota.base.lines import wrapped
from minnesota.base.wording import Word
from minnesota.engine.finding import Assessment
from minnesota.engine.gaps import Gap, gaps, leading, some
from minnesota.language.speak import Language, language
from minnesota.language.verdicts import WORDS, cited
from minnesota.reading.case import CaseFile

FORMAT = "minnesota-next/1"
_FADES = {
    "hours": (Word("Lost within hours"), Word("Lost within hours ({time} since the incident)")),
    "days": (Word("Lost within days"), Word("Lost within days ({time} since the incident)")),
    "weeks": (Word("Lost within weeks"), Word("Lost within weeks ({time} since the incident)")),
    "none": (Word("Can still be done later"), Word("Can still be done later")),
}


def tasks(assessments: Sequence[Assessment]) -> list[Gap]:
    """The gaps to work on, the one whose chance is lost soonest first; of those that wait on the same facts, one."""
    found = [g for a in assessments for g, _ in leading(gaps(a.findings), a.protocol)]
    return sorted(found, key=lambda g: g.step.urgency)


def show_next(assessments: Sequence[Assessment], lang: str = "en") -> None:
    """Print the first tasks in a language, at most a screen of them."""
    words = language(lang)
    t = words.text
    case, as_of = assessments[0].case, assessments[0].as_of
    found = tasks(assessments)
    height = shutil.get_terminal_size().lines if sys.stdout.isatty() else 40
    since = _since(assessments[0])
    head = [*wrapped(f"{case.title} ({case.id})"), t("What to do now, as of {day}", day=as_of), ""]
    if not found:
        sys.stdout.write(
            "\n".join([*head, t("Nothing is open. That is no judgement of the investigation."), ""])
        )
        return
    left = height - len(head) - 3  # two lines of last words, and the prompt
    lines: list[str] = []
    shown = 0
    for gap in found:
        entry = _entry(gap, shown + 1, since, words)
        if shown and len(lines) + len(entry) > left:
            break
        lines += entry
        shown += 1
    rest = t(
        "{count} more: --format json lists all; `minnesota check --all` shows each gap.",
        count=len(found) - shown,
    )
    last = wrapped(rest if shown < len(found) else t("That is all."))
    sys.stdout.write("\n".join([*head, *lines, *last, ""]))


def _entry(gap: Gap, number: int, since: Delay | None, words: Language) -> list[str]:
    step, t = gap.step, words.text
    whom = f" ({words.value(some(gap.subjects))})" if gap.subjects else ""
    bare, passed = _FADES[step.perishable]
    why = f"{t(passed, time=since) if since else t(bare)}: {step.why}"
    known = f"{t(WORDS[gap.verdict])}: {words.say(gap.reasons[0])}" if gap.facts else ""
    lines = wrapped(f"{number}. {step.title}{whom}")
    for text in (known, why, t("Do: {what}", what=step.close)):
        lines += wrapped(text, "   ")
    return [
        *lines,
        *wrapped(f"{words.word(step.force)} · {cited(step.cite, words)} · {step.id}", "   "),
        "",
    ]


def _since(assessment: Assessment) -> Delay | None:
    happened = assessment.case.incident.date
    delay = Delay.between(happened, When.day(assessment.as_of)) if happened else None
    return None if delay is None or delay.impossible else delay


def next_as_json(file: CaseFile, assessments: Sequence[Assessment]) -> str:
    """Every task, in order, for other programs."""
    since = _since(assessments[0])
    value = {
        "format": FORMAT,
        "case": {"id": file.case.id, "title": file.case.title, "fingerprint": file.fingerprint},
        "protocols": [a.protocol.id for a in assessments],
        "as_of": assessments[0].as_of.isoformat(),
        "since_incident": str(since) if since else None,
        "tasks": [_task(g) for g in tasks(assessments)],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def _task(gap: Gap) -> dict[str, Any]:
    step = gap.step
    return {
        "step": step.id,
        "title": step.title,
        "for": list(gap.subjects),
        "perishable": step.perishable,
        "force": step.force,
        "phase": step.phase,
        "verdict": gap.verdict,
        "why": step.why,
        "reasons": [str(r) for r in gap.reasons],
        "do": step.close,
        "cite": str(step.cite),
    }
