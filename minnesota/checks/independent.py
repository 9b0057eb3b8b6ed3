"""Independence: whether those who investigate, supervise, examine and judge stand apart from those
suspected (paras 17, 28).
"""

from __future__ import annotations

from minnesota.base.dates import counted, follows
from minnesota.base.wording import Sentence, Word
from minnesota.checks.facts import Facts
from minnesota.checks.hierarchy import accused, tie, worst_tie
from minnesota.checks.registry import (
    CheckResult,
    Used,
    check,
    confirms,
    contradicts,
    entry_of_kind,
    lacks,
    partly,
    used,
    worst_of,
)
from minnesota.model.case import Investigation
from minnesota.model.case.bodies import JUDICIAL, POLICE

_NO_PERPETRATOR = "alleged_perpetrators[].institution"


def _accusations(facts: Facts) -> tuple[Used, ...]:
    return tuple(
        used(f"alleged_perpetrators.{p.id}", p)
        for p in facts.case.alleged_perpetrators
        if p.institution
    )


def _standing(facts: Facts, body: str, what: Word, *base: Used, **values: str) -> CheckResult:
    """What the graph says of one body. `what` says which part it has in the investigation, up to
    its name.
    """
    found = facts.tie(body)
    if found is None:
        return lacks(
            "No institution of the alleged perpetrators is recorded, so nobody's independence "
            "from it can be judged.",
            missing=_NO_PERPETRATOR,
        )
    facts_used = (
        *base,
        *(used(f"institutions.{i.id}", i) for i in found.through),
        *_accusations(facts),
    )
    values = {**values, "body": facts.case.institution[body].name, "path": found.path}
    if found.kind == "is":
        return contradicts(
            Sentence(what, " {body}, an institution of the alleged perpetrators."),
            *facts_used,
            **values,
        )
    if found.disqualifies:
        tied = Word(" {body}, which commands an institution of the alleged perpetrators: {path}.")
        if found.kind == "answers-to":
            tied = Word(
                " {body}, which answers to an institution of the alleged perpetrators: {path}."
            )
        return contradicts(Sentence(what, tied), *facts_used, **values)
    if found.kind == "shares":
        return lacks(
            Sentence(
                what,
                " {body}, which shares a command with an institution of the alleged "
                "perpetrators: {path}. "
                "To show independence in practice: who gives it orders in this case, who "
                "appoints and can remove its "
                "investigators, and where its funds come from.",
            ),
            *facts_used,
            missing="records[]",
            **values,
        )
    if found.kind == "unknown":
        return lacks(
            Sentence(
                what,
                " {body}; to whom {path} answers is not recorded, so a shared command cannot "
                "be ruled out.",
            ),
            *facts_used,
            missing=f"institutions.{found.through[0].id}.part_of",
            **values,
        )
    unplaced = [p for p in facts.case.alleged_perpetrators if p.institution is None]
    if unplaced and "private-actors" not in facts.case.circumstances:
        return lacks(
            Sentence(what, " {body}; to which institution {unplaced} belongs is not recorded."),
            *facts_used,
            missing=f"alleged_perpetrators.{unplaced[0].id}.institution",
            unplaced=unplaced[0].id,
            **values,
        )
    return confirms(
        Sentence(
            what,
            " {body}, which stands apart from every institution of the alleged perpetrators "
            "up to the State itself.",
        ),
        *facts_used,
        **values,
    )


@check("body-independent", "investigation")
def body_independent(facts: Facts, investigation: Investigation) -> CheckResult:
    """Where the investigating body stands in the hierarchy, against the alleged perpetrators'
    institutions (para 28).
    """
    fact = used(f"investigations.{investigation.id}", investigation)
    if investigation.body is None:
        return lacks(
            "Which body conducts {id} is not recorded.",
            missing=f"{fact.path}.body",
            id=investigation.id,
        )
    return _standing(
        facts, investigation.body, Word("{id} is conducted by"), fact, id=investigation.id
    )


@check("supervision-independent", "investigation")
def supervision_independent(facts: Facts, investigation: Investigation) -> CheckResult:
    """Whether a judicial authority that stands apart from those suspected supervises the
    investigation (para 28).
    """
    fact = used(f"investigations.{investigation.id}", investigation)
    if investigation.supervised_by is None:
        return lacks(
            "Which authority supervises {id} is not recorded.",
            missing=f"{fact.path}.supervised_by",
            id=investigation.id,
        )
    seen = _standing(
        facts, investigation.supervised_by, Word("{id} is supervised by"), fact, id=investigation.id
    )
    supervisor = facts.case.institution[investigation.supervised_by]
    if seen.answer == "confirms" and supervisor.kind not in JUDICIAL:
        return partly(
            "{id} is supervised by {body}, which stands apart from those suspected but is not "
            "a judicial authority.",
            *seen.used,
            id=investigation.id,
            body=supervisor.name,
        )
    return seen


@check("custody-authority-independent", "case")
def custody_authority_independent(facts: Facts) -> CheckResult:
    """Whether the authority that was told of a death in custody stands apart from the body that
    held the person (para 17).
    """
    for path, event in facts.events("custody-report"):
        if event.to is None:
            return lacks(
                "To which authority the death was reported is not recorded.",
                used(path, event),
                missing=f"{path}.to",
            )
        if event.by is None:
            return _standing(facts, event.to, Word("The death was reported to"), used(path, event))
        found = tie(facts.case, event.to, event.by)
        facts_used = (used(path, event), *(used(f"institutions.{i.id}", i) for i in found.through))
        values = {"body": facts.case.institution[event.to].name, "path": found.path}
        if found.disqualifies:
            return contradicts(
                "The death was reported to {body}, within the hierarchy that held the person: "
                "{path}.",
                *facts_used,
                **values,
            )
        if found.kind == "apart":
            return confirms(
                "The death was reported to {body}, which stands apart from the body that held "
                "the person.",
                *facts_used,
                **values,
            )
        return lacks(
            "The death was reported to {body}; it shares a command with the body that held "
            "the person, or its chain is "
            "not recorded: {path}.",
            *facts_used,
            missing="records[]",
            **values,
        )
    return lacks(
        "No report of the death in custody is recorded.",
        missing=entry_of_kind("timeline[]", "custody-report"),
    )


@check("ties", "investigation")
def practical_ties(facts: Facts, investigation: Investigation) -> CheckResult:
    """Joint operations and common funding between the body and the alleged perpetrators'
    institutions (para 28).
    """
    path = f"investigations.{investigation.id}"
    if investigation.body is None:
        return lacks(
            "Which body conducts {id} is not recorded.", missing=f"{path}.body", id=investigation.id
        )
    body, others = (
        facts.case.institution[investigation.body],
        [facts.case.institution[i] for i in accused(facts.case)],
    )
    if not others:
        return lacks(
            "No institution of the alleged perpetrators is recorded.", missing=_NO_PERPETRATOR
        )
    base = (used(path, investigation), used(f"institutions.{body.id}", body), *_accusations(facts))
    if body.id in accused(facts.case):
        return contradicts("{body} is itself alleged to have taken part.", *base, body=body.name)
    for other in others:
        facts_used = (*base, used(f"institutions.{other.id}", other))
        values = {"body": body.name, "other": other.name}
        if other.id in body.acts_with or body.id in other.acts_with:
            return lacks(
                "{body} acts together with {other}, an institution of the alleged "
                "perpetrators. To show independence in "
                "practice: what separates them in this case.",
                *facts_used,
                missing="records[]",
                **values,
            )
        if common := sorted(set(body.funded_by) & set(other.funded_by)):
            values["funder"] = facts.case.institution[common[0]].name
            return lacks(
                "{body} and {other}, an institution of the alleged perpetrators, are both "
                "funded by {funder}.",
                *facts_used,
                missing="records[]",
                **values,
            )
        if other.id in body.funded_by:
            return contradicts(
                "{body} is funded by {other}, an institution of the alleged perpetrators.",
                *facts_used,
                **values,
            )
    if not body.funded_by:
        return lacks(
            "No joint operation or common funding is recorded, and neither is who funds {body}.",
            *base,
            missing=f"institutions.{body.id}.funded_by",
            body=body.name,
        )
    return confirms(
        "{body} has its funds from elsewhere than the alleged perpetrators' institutions, and "
        "no joint operation is recorded.",
        *base,
        *(used(f"institutions.{o.id}", o) for o in others),
        body=body.name,
    )


@check("team-independent", "investigation")
def team_independent(facts: Facts, investigation: Investigation) -> CheckResult:
    """Present and former institutions of each member of the team (para 28: keep out suspects and
    their units).
    """
    path = f"investigations.{investigation.id}.team"
    if not investigation.team:
        return lacks(
            "Who is on the team of {id} is not recorded.", missing=path, id=investigation.id
        )
    if not accused(facts.case):
        return lacks(
            "No institution of the alleged perpetrators is recorded.", missing=_NO_PERPETRATOR
        )
    seen: list[CheckResult] = []
    for number, member in enumerate(investigation.team, 1):
        fact = used(f"{path}[{number}]", member)
        if member.institution is None:
            unknown = lacks(
                "To which institution member {number} of the team of {id} belongs is not recorded.",
                fact,
                missing=f"{path}[{number}].institution",
                number=number,
                id=investigation.id,
            )
            seen.append(unknown)
        belongs, belonged = (
            Word("Member {number} of the team of {id} belongs to"),
            Word("Member {number} of the team of {id} belonged to"),
        )
        present = [(member.institution, belongs)] if member.institution else []
        for body, what in [*present, *((b, belonged) for b in member.formerly)]:
            seen.append(_standing(facts, body, what, fact, id=investigation.id, number=str(number)))
    if worst := worst_of(seen):
        return worst
    facts_used = dict.fromkeys(u for s in seen for u in s.used)
    return confirms(
        "All recorded members of the team of {id} ({count}) stand apart from the alleged "
        "perpetrators' institutions, now and before.",
        *facts_used,
        count=len(investigation.team),
        id=investigation.id,
    )


@check("forensic-independent", "investigation")
def forensic_independent(facts: Facts, investigation: Investigation) -> CheckResult:
    """Whether the forensic services used stand apart from the alleged perpetrators' institutions
    (para 28).
    """
    fact = used(f"investigations.{investigation.id}", investigation)
    if not investigation.forensic_services:
        return lacks(
            "Which forensic services {id} uses is not recorded.",
            missing=f"{fact.path}.forensic_services",
            id=investigation.id,
        )
    seen = [
        _standing(facts, s, Word("{id} uses the forensic services of"), fact, id=investigation.id)
        for s in investigation.forensic_services
    ]
    if worst := worst_of(seen):
        return worst
    return seen[0]._replace(used=tuple(dict.fromkeys(u for s in seen for u in s.used)))


@check("police-chain", "investigation")
def police_chain(facts: Facts, investigation: Investigation) -> CheckResult:
    """Whether the inquiry into a police killing is free of the police chain of command (para
    28).
    """
    police = [i for i in accused(facts.case) if facts.case.institution[i].kind in POLICE]
    fact = used(f"investigations.{investigation.id}", investigation)
    if not police:
        return lacks(
            "No police institution is recorded among those of the alleged perpetrators.",
            missing=_NO_PERPETRATOR,
        )
    if investigation.body is None:
        return lacks(
            "Which body conducts {id} is not recorded.",
            missing=f"{fact.path}.body",
            id=investigation.id,
        )
    found = worst_tie(facts.case, investigation.body, police)
    assert found is not None
    in_chain = found.disqualifies or (found.shared is not None and found.shared.kind in POLICE)
    facts_used = (
        fact,
        *(used(f"institutions.{i.id}", i) for i in found.through),
        *_accusations(facts),
    )
    values = {"id": investigation.id, "path": found.path}
    if in_chain:
        return contradicts(
            "{id} stands in the police chain of command: {path}.", *facts_used, **values
        )
    if found.kind == "apart":
        return confirms(
            "{id} is conducted from outside the police chain of command.", *facts_used, **values
        )
    return lacks(
        "Whether {id} is free of the police chain of command is not settled by what is "
        "recorded: {path}.",
        *facts_used,
        missing="institutions[].part_of",
        **values,
    )


@check("civilian-court", "case")
def civilian_court(facts: Facts) -> CheckResult:
    """Whether the case is before an ordinary civilian court, and not a military one (para 28)."""
    courts: list[tuple[Used, str]] = []
    for path, outcome in facts.outcomes(
        "referral", "prosecution", "trial", "conviction", "acquittal"
    ):
        if outcome.court:
            courts.append((used(path, outcome), outcome.court))
    for investigation in facts.investigations:
        fact = used(f"investigations.{investigation.id}", investigation)
        if investigation.kind == "military":
            return contradicts(
                "{id} is an investigation by military justice.", fact, id=investigation.id
            )
        courts += [
            (fact, body) for body in (investigation.body, investigation.supervised_by) if body
        ]
    for kind in ("military-court", "court"):
        for fact, id in courts:
            court = facts.case.institution[id]
            if court.kind == kind:
                facts_used = (fact, used(f"institutions.{id}", court))
                if kind == "court":
                    return confirms(
                        "The case is before {court}, a civilian court.",
                        *facts_used,
                        court=court.name,
                    )
                return contradicts(
                    "The case is before {court}, a military court.", *facts_used, court=court.name
                )
    return lacks("Before which court the case is, is not recorded.", missing="outcomes[].court")


@check("no-pressure", "case")
def no_pressure(facts: Facts) -> CheckResult:
    """Recorded pressure on the inquiry. That none is recorded does not show that there was none
    (para 28).
    """
    pressure = [(path, event) for path, event in facts.events("pressure")]
    reports = [(path, event) for path, event in facts.events("official-report")]
    facts_used = [used(path, event) for path, event in pressure]
    if pressure and all(any(follows(r.on, event.on) for _, r in reports) for _, event in pressure):
        text = (
            "Pressure on the inquiry is recorded and was reported ({count}); whether it "
            "bent the inquiry is not shown."
        )
        return partly(
            text,
            *facts_used,
            *(used(p, r) for p, r in reports),
            count=counted(len(pressure), "entry"),
        )
    if pressure:
        text = "Pressure on the inquiry is recorded ({count}), and no report of it."
        return contradicts(text, *facts_used, count=counted(len(pressure), "entry"))
    return lacks(
        "No pressure on the inquiry is recorded, which does not show that there was none.",
        missing="records[]",
    )
