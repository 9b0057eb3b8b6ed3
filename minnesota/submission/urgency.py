"""Which kind of letter the facts ask for: an urgent appeal, or a letter of allegation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal, NamedTuple

from minnesota.base.dates import When, follows
from minnesota.base.wording import Reason
from minnesota.engine.finding import Assessment
from minnesota.model.case import Case, Victim

# Our own limit: a threat older than a year does not by itself make an appeal urgent.
RECENT = timedelta(days=365)


class Urgency(NamedTuple):
    """Which kind of letter the facts ask for, and why."""

    kind: Literal["urgent-appeal", "allegation-letter"]
    reasons: tuple[Reason, ...]


class _DatedAct(NamedTuple):
    """A threat, or a measure of protection: `against` whom, which `witness`, and when."""

    against: str | None
    witness: str | None
    on: When | None


def urgency(case: Case, assessment: Assessment) -> Urgency:
    """Return an urgent appeal if something can still be prevented, else a letter of allegation.

    Three things can still be prevented: what the submission itself names, a recent threat with no
    protection after it, and harm to a disappeared person who may be alive.
    """
    reasons = (
        *_harm_named_by_submission(case),
        *_unanswered_threats(case, When.day(assessment.as_of)),
        *_missing_persons(case, assessment),
    )
    if reasons:
        return Urgency("urgent-appeal", reasons)
    text = (
        "What is reported has happened already; no threat, missing person or other harm that "
        "could still be prevented is recorded, as of {day}."
    )
    return Urgency("allegation-letter", (Reason(text, {"day": assessment.as_of}),))


def _harm_named_by_submission(case: Case) -> Iterable[Reason]:
    """Yield what those who submit the case say can still be prevented."""
    if case.submission and case.submission.urgent:
        yield Reason(
            "Those who submit the case say what can still be prevented: {what}",
            {"what": case.submission.urgent},
        )


def _unanswered_threats(case: Case, today: When) -> Iterable[Reason]:
    """Yield each recent threat after which the people threatened got no recorded protection."""
    measures = _measures(case)
    for threat in _threats(case):
        if _long_ago(threat.on, today) or _protected_after(threat, measures):
            continue
        if threat.on:
            yield Reason(
                "A threat is recorded ({when}), and no protection after it.", {"when": threat.on}
            )
        else:
            yield Reason("A threat is recorded, and no protection after it.", {})


def _threats(case: Case) -> Iterable[_DatedAct]:
    """Yield the threats of the timeline, then those recorded with the witnesses."""
    for event in case.timeline:
        if event.kind == "threat":
            yield _DatedAct(event.against, event.witness, event.on)
    for witness in case.witnesses:
        if witness.threatened:
            yield _DatedAct("witness", witness.id, witness.threatened.on)


def _measures(case: Case) -> list[_DatedAct]:
    """Return the measures of protection: those of the timeline and those of the witnesses."""
    measures = []
    for event in case.timeline:
        if event.kind == "protection":
            measures.append(_DatedAct(event.against, event.witness, event.on))
    for witness in case.witnesses:
        if witness.protection:
            measures.append(_DatedAct("witness", witness.id, witness.protection.on))
    return measures


def _protected_after(threat: _DatedAct, measures: Iterable[_DatedAct]) -> bool:
    """Return whether the same people were protected after a threat."""
    for measure in measures:
        same_people = (measure.against, measure.witness) == (threat.against, threat.witness)
        if same_people and follows(measure.on, threat.on):
            return True
    return False


def _long_ago(on: When | None, today: When) -> bool:
    """Return whether a date surely lies further back than `RECENT`; an unknown date does not."""
    if not on or not on.latest or not today.earliest:
        return False
    return today.earliest - on.latest > RECENT


def _missing_persons(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield the disappeared of whom neither death nor fate nor remains are recorded."""
    circumstances = {*case.circumstances, *assessment.implied}
    if "enforced-disappearance" not in circumstances:
        return
    text = (
        "{id} is reported to have disappeared; nothing recorded shows what became of this person, "
        "who may be alive."
    )
    for victim in case.victims:
        if not _fate_is_recorded(victim):
            yield Reason(text, {"id": victim.id})


def _fate_is_recorded(victim: Victim) -> bool:
    """Return whether the file records what became of a victim."""
    if victim.death or victim.fate:
        return True
    remains = victim.remains
    return bool(remains and (remains.recovered or remains.found))
