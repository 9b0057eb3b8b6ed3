"""Protection of the family, witnesses, investigators and lawyers against threats (paras 27, 30,
36).
"""

from __future__ import annotations

from minnesota.base.dates import When, counted, follows
from minnesota.base.wording import Word
from minnesota.checks.delays import measured
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    Used,
    check,
    confirms,
    contradicts,
    entry_against,
    lacks,
    used,
    worst_of,
)
from minnesota.model.case import Fact, Witness

WHOM = {"investigators": "investigator", "lawyers": "lawyer", "family": "family"}
THEM = {
    "investigators": Word("investigators"),
    "lawyers": Word("lawyers"),
    "family": Word("the family"),
}

_Dated = tuple[str, When | None, Fact]


@check("safe", "case", about=WHOM)
def safe(facts: Facts, about: str) -> CheckResult:
    """The delay from each recorded threat against these people to the protection that followed
    (paras 30 and 36).
    """
    threats: list[_Dated] = [
        (p, e.on, e) for p, e in facts.events("threat") if e.against == WHOM[about]
    ]
    measures: list[_Dated] = [
        (p, e.on, e) for p, e in facts.events("protection") if e.against == WHOM[about]
    ]
    return _protected(
        facts,
        THEM[about],
        threats,
        measures,
        entry_against("timeline[]", "protection", WHOM[about]),
    )


@check("witness-protected", "witness")
def witness_protected(facts: Facts, witness: Witness) -> CheckResult:
    """The delay from each recorded threat against a witness to the protection that followed (para
    27).
    """
    path = f"witnesses.{witness.id}"
    threats: list[_Dated] = [
        (p, e.on, e)
        for p, e in facts.events("threat")
        if e.witness == witness.id
        or (e.against == "witness" and e.witness is None and len(facts.case.witnesses) == 1)
    ]
    measures: list[_Dated] = [
        (p, e.on, e) for p, e in facts.events("protection") if e.witness == witness.id
    ]
    if witness.threatened:
        threats.append((f"{path}.threatened", witness.threatened.on, witness.threatened))
    if witness.protection:
        measures.append((f"{path}.protection", witness.protection.on, witness.protection))
    return _protected(facts, witness.id, threats, measures, f"{path}.protection")


def _protected(
    facts: Facts,
    whom: str,
    threats: list[_Dated],
    measures: list[_Dated],
    missing: str,
) -> CheckResult:
    """What is shown of threats and of protection: the worst threat decides."""
    if not threats and not measures:
        return lacks(
            "Neither a threat against {whom} nor any protection is recorded.",
            missing=missing,
            whom=whom,
        )
    shown: list[CheckResult] = []
    came, after_threat = Word("Protection for {whom} came"), Word("{delay} after a threat")
    for path, on, threat in threats:
        after = [(p, when, m) for p, when, m in measures if follows(when, on)]
        if not after:
            text = (
                "A threat against {whom} is recorded, and no protection after it ({count} in all)."
            )
            return contradicts(
                text, used(path, threat), whom=whom, count=counted(len(threats), "threat")
            )
        where, when, measure = min(after, key=lambda m: str(m[1] and m[1].earliest))
        pair = (used(path, threat), used(where, measure))
        if on is None or when is None:
            text = (
                "A threat against {whom} and protection are recorded; which came first, "
                "the dates do not show."
            )
            shown.append(lacks(text, *pair, missing=missing, whom=whom))
        else:
            shown.append(
                measured(facts, "protection", on, when, pair, came, after_threat, whom=whom)
            )
    if worst := worst_of(shown):
        return worst
    facts_used: tuple[Used, ...] = tuple(used(p, m) for p, _, m in (*threats, *measures))
    if threats:
        text = "Each recorded threat against {whom} was followed by protection ({count})."
        return confirms(text, *facts_used, whom=whom, count=counted(len(threats), "threat"))
    return confirms("Protection for {whom} is recorded, and no threat.", *facts_used, whom=whom)
