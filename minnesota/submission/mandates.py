"""The mandates of the special procedures that a case fits, each with its reasons and its needs.

All of it is worked out from the case, and none of it is a decision: mandate holders make their
own. The mandates themselves are data: protocols/special-procedures/mandates.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from minnesota.base import resources
from minnesota.base.wording import Reason, Word
from minnesota.engine.finding import Assessment
from minnesota.model.case import AllegedPerpetrator, Case, Injury, Institution, Submission
from minnesota.model.case.bodies import STATE_BODIES
from minnesota.yaml.read import parse_document

A_MONTH = timedelta(days=31)


class Need(NamedTuple):
    """What a mandate needs at the least, whether the case has it, and `where` it is written."""

    what: Word
    has: bool
    where: str


class Mandate(NamedTuple):
    """A mandate that the case fits or names, why, and what it needs.

    `check`: what is known of it comes partly from memory, so its live page is to be looked at.
    """

    id: str
    title: str
    why: tuple[Reason, ...]
    needs: tuple[Need, ...]
    check: bool


@cache
def mandate_data() -> Mapping[str, Any]:
    """Return the mandates and the words to look out for, as shipped."""
    name = "special-procedures/mandates.yaml"
    file = resources.find("protocols").joinpath(name)
    value: Mapping[str, Any] = parse_document(file.read_bytes(), name).value
    return value


def mandates(case: Case, assessment: Assessment) -> tuple[Mandate, ...]:
    """Return the mandates that the case fits, and those that its submission names.

    A name that no known mandate has is kept, with no needs and marked to be checked.
    """
    submission = case.submission or Submission()
    unmatched = {_comparable(title): title for title in submission.to}
    found = []
    for entry in mandate_data()["mandates"]:
        names = _comparable_names(entry)
        why = _reasons(entry, case, assessment)
        if not why and not names.isdisjoint(unmatched):
            why.append(Reason("The submission names it; the facts recorded do not show why.", {}))
        for name in names:
            unmatched.pop(name, None)
        if why:
            found.append(_mandate(entry, why, case))
    for title in unmatched.values():
        reason = Reason("The submission names it; what it needs is not known here.", {})
        found.append(Mandate("", title, (reason,), (), check=True))
    return tuple(found)


def _mandate(entry: Mapping[str, Any], why: Iterable[Reason], case: Case) -> Mandate:
    """Return a mandate of the data as it meets the case."""
    needs = tuple(_need(name, case) for name in entry["minimum"])
    title = Word(entry["title"])
    return Mandate(entry["id"], title, tuple(why), needs, check=entry.get("check", False))


def _comparable_names(entry: Mapping[str, Any]) -> set[str]:
    """Return every name of a mandate of the data, as `_comparable` gives it."""
    return {_comparable(name) for name in (entry["id"], entry["title"], *entry.get("also", ()))}


def _comparable(title: str) -> str:
    """Return a title in small letters, with single blanks and straight apostrophes."""
    return " ".join(title.casefold().replace("’", "'").split())


def _reasons(entry: Mapping[str, Any], case: Case, assessment: Assessment) -> list[Reason]:
    """Return why the case fits a mandate of the data; nothing if it does not."""
    why: list[Reason] = []
    for condition in entry.get("when", ()):
        why.extend(CONDITIONS[condition](case, assessment))
    if entry.get("country") == case.country:
        why.append(Reason("This country has a mandate of its own.", {}))
    return why


# Conditions: each yields its reason if the case meets it.


def _circumstances(case: Case, assessment: Assessment) -> set[str]:
    """Return the circumstances that the case declares, and those that its facts imply."""
    return {*case.circumstances, *assessment.implied}


def _killing(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield the reason that every case has."""
    yield Reason("A potentially unlawful death is reported.", {})


def _investigation(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if a step that is a must is open."""
    open_steps = set()
    for finding in assessment.findings:
        if finding.is_gap and finding.step.force == "must":
            open_steps.add(finding.step.id)
    if open_steps:
        text = (
            "A failure to investigate is a ground of its own. Steps that are a must and that "
            "nothing shows to be met, as of {day}: {steps}."
        )
        yield Reason(text, {"day": assessment.as_of, "steps": len(open_steps)})


def _private_military(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if a private military or security actor is alleged to have taken part."""
    if "private-military" not in _circumstances(case, assessment):
        return
    names = []
    for institution in _suspected(case):
        if institution.kind == "private-military":
            names.append(institution.name)
    if names:
        text = "A private military or security actor is alleged to have taken part: {names}."
        yield Reason(text, {"names": ", ".join(names)})
    else:
        yield Reason("A private military or security actor is alleged to have taken part.", {})


def _suspected(case: Case) -> list[Institution]:
    """Return the institutions of the alleged perpetrators, each once."""
    suspected: dict[str, Institution] = {}
    for suspect in case.alleged_perpetrators:
        if suspect.institution:
            suspected[suspect.institution] = case.institution[suspect.institution]
    return list(suspected.values())


def _disappearance(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if an enforced disappearance is reported."""
    if "enforced-disappearance" in _circumstances(case, assessment):
        yield Reason("An enforced disappearance is reported.", {})


def _body_not_returned(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if remains are recorded but not their return: from silence nothing follows."""
    kept = []
    for victim in case.victims:
        if victim.remains and not victim.remains.returned:
            kept.append(victim.id)
    if kept:
        yield Reason(
            "No return of the remains to the family is recorded, as of {day}: {ids}.",
            {"ids": ", ".join(kept), "day": assessment.as_of},
        )


def _ill_treatment(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if torture or other ill-treatment is reported or suspected."""
    if "torture" in _circumstances(case, assessment):
        yield Reason(
            "Torture or other ill-treatment before the death is reported or suspected.", {}
        )


def _custody(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if the death is reported to have happened in custody."""
    if "custody" in _circumstances(case, assessment):
        yield Reason("The death is reported to have happened in custody.", {})


def _injuries(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if injuries from before the death are recorded."""
    hurt = []
    for victim in case.victims:
        if victim.autopsy and any(map(_points_at_ill_treatment, victim.autopsy.injuries)):
            hurt.append(victim.id)
    if hurt:
        yield Reason(
            "Injuries from before the death, other than gunshot wounds, are recorded: {ids}.",
            {"ids": ", ".join(hurt)},
        )


def _points_at_ill_treatment(injury: Injury) -> bool:
    """Return whether an injury is from before the death, and not the shot of the killing itself."""
    return injury.when == "before-death" and injury.kind != "gunshot" and not injury.medical


def _no_reparation(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if no reparation is recorded."""
    if not any(outcome.kind == "reparation" for outcome in case.outcomes):
        yield Reason(
            "No reparation to the family is recorded, as of {day}.", {"day": assessment.as_of}
        )


def _no_truth(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Yield a reason if nothing recorded told the family what happened."""
    family_was_told: set[str] = set()
    for communication in case.communications:
        if communication.direction == "to-family":
            family_was_told.update(communication.about)
    if family_was_told.isdisjoint({"circumstances", "findings", "cause-and-manner"}):
        text = "Nothing recorded shows that the family was told what happened, as of {day}."
        yield Reason(text, {"day": assessment.as_of})


CONDITIONS: Mapping[str, Callable[[Case, Assessment], Iterable[Reason]]] = {
    "killing": _killing,
    "investigation": _investigation,
    "private-military": _private_military,
    "disappearance": _disappearance,
    "body-not-returned": _body_not_returned,
    "ill-treatment": _ill_treatment,
    "custody": _custody,
    "injuries": _injuries,
    "no-reparation": _no_reparation,
    "no-truth": _no_truth,
}


# Links of alleged perpetrators to a State.


def state_link(case: Case, institution: str) -> tuple[Institution, ...]:
    """Return how an institution, given by its id, is linked to a State.

    The chain begins with the institution and ends with the nearest body of a State; it is empty
    when nothing recorded shows one. Links are `part_of`, `funded_by`, and `acts_with` in either
    direction.
    """
    chains: dict[str, tuple[Institution, ...]] = {institution: (case.institution[institution],)}
    waiting = [institution]
    while waiting:
        body = case.institution[waiting.pop(0)]
        if body.kind in STATE_BODIES:
            return chains[body.id]
        for linked in _linked_bodies(case, body):
            if linked not in chains:
                chains[linked] = (*chains[body.id], case.institution[linked])
                waiting.append(linked)
    return ()


def _linked_bodies(case: Case, body: Institution) -> Iterable[str]:
    """Yield the ids of the institutions that one is linked to."""
    yield from (*body.part_of, *body.funded_by, *body.acts_with)
    for other in case.institutions:
        if body.id in other.acts_with:
            yield other.id


def unlinked(case: Case, suspect: AllegedPerpetrator) -> bool:
    """Return whether an alleged perpetrator's institution is not linked to any State.

    One whose institution is not known is not unlinked.
    """
    return suspect.institution is not None and not state_link(case, suspect.institution)


# What a mandate needs at the least.


class _Minimum(NamedTuple):
    """What is needed, and `where` it is written; `has` decides where one path cannot."""

    what: Word
    where: str
    has: Callable[[Case], bool] | None = None


def _need(name: str, case: Case) -> Need:
    """Return a need by its name, and whether the case has it."""
    minimum = NEEDS[name]
    if minimum.has is None:
        return Need(minimum.what, _is_recorded(case, minimum.where), minimum.where)
    return Need(minimum.what, minimum.has(case), minimum.where)


def _is_recorded(part: Any, path: str) -> bool:
    """Return whether something is recorded at a path below a part of the case.

    `victims[].name` asks it of each victim, of whom there must be at least one.
    """
    key, _, rest = path.partition(".")
    value = getattr(part, key.removesuffix("[]"))
    if not value:
        return False
    if not rest:
        return True
    if key.endswith("[]"):
        return all(_is_recorded(item, rest) for item in value)
    return _is_recorded(value, rest)


def _month_is_known(case: Case) -> bool:
    """Return whether the date of the incident is known at least to the month."""
    date = case.incident.date
    if not date or not date.earliest or not date.latest:
        return False
    return date.latest - date.earliest <= A_MONTH


def _is_told(case: Case) -> bool:
    """Return whether what happened is told, in the submission or with the incident."""
    submission = case.submission or Submission()
    return bool(submission.narrative or case.incident.description)


def _forces_are_named(case: Case) -> bool:
    """Return whether an alleged perpetrator's institution or part in it is recorded."""
    return any(suspect.institution or suspect.part for suspect in case.alleged_perpetrators)


def _all_are_linked(case: Case) -> bool:
    """Return whether no alleged perpetrator belongs to an institution without a link to a State."""
    return not any(unlinked(case, suspect) for suspect in case.alleged_perpetrators)


def _private_actor_is_named(case: Case) -> bool:
    """Return whether a private military actor is alleged, and the State it comes from recorded."""
    for institution in _suspected(case):
        if institution.kind == "private-military" and institution.country:
            return True
    return False


def _replies_reach_family(case: Case) -> bool:
    """Return whether those who submit are the family, or can pass replies on to it."""
    submission = case.submission or Submission()
    return submission.capacity in ("victim", "relative") or bool(submission.can_follow_up)


NEEDS: Mapping[str, _Minimum] = {
    "submitter": _Minimum(Word("who submits the case"), "submission.submitter"),
    "contact": _Minimum(Word("how to reach those who submit it"), "submission.contact"),
    "date": _Minimum(Word("when it happened"), "incident.date"),
    "month": _Minimum(
        Word("at least the month in which it happened"), "incident.date", _month_is_known
    ),
    "place": _Minimum(Word("where it happened"), "incident.place"),
    "narrative": _Minimum(
        Word("what happened, in order of time"), "submission.narrative", _is_told
    ),
    "victims": _Minimum(Word("who the victims are, or how many"), "victims"),
    "victim-names": _Minimum(Word("the name of each victim"), "victims[].name"),
    "perpetrators": _Minimum(
        Word("who is believed to be responsible, as far as it is known"), "alleged_perpetrators"
    ),
    "forces": _Minimum(
        Word("which forces or persons are believed to be responsible"),
        "alleged_perpetrators[].institution",
        _forces_are_named,
    ),
    "reasons": _Minimum(
        Word("why they are believed to be responsible"), "alleged_perpetrators[].basis"
    ),
    "state-link": _Minimum(
        Word("how those who belong to no State are linked to one"),
        "institutions[].acts_with",
        _all_are_linked,
    ),
    "private-actor": _Minimum(
        Word("which private military or security actor took part, and from which State it comes"),
        "institutions[].country",
        _private_actor_is_named,
    ),
    "remedies": _Minimum(
        Word("what was tried before the authorities, or why nothing could be"),
        "submission.remedies_tried",
    ),
    "follow-up": _Minimum(
        Word("whether those who submit it can pass replies on to the family"),
        "submission.can_follow_up",
        _replies_reach_family,
    ),
}
