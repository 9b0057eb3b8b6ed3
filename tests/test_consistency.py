"""Facts that cannot both be true are told, and facts that may both be true are not.

Every case here is fictional.
"""

import pytest

from support.cases import HEAD, assessed, said, verdict

CONSISTENCY_HEAD = (
    HEAD
    + """\
exhibits:
  - {id: E01, kind: official-record, title: A record}
"""
)
INCIDENT = "incident: {date: %s, sources: [E01]}\n"
VICTIM = "victims: [{id: V01, %s}]\n"
AT = INCIDENT % "2025-01-03"

# One row: its name, the YAML with %s for the later date, a date that is too early, dates that may
# be right, the words.
ORDERS = [
    (
        "death before the incident",
        AT + VICTIM % "death: {date: %s}",
        "2025-01-02",
        ("2025-01-03", "2025-01", "2025-01-02~"),
        "the death of V01 (2025-01-02) is recorded as before the incident (2025-01-03)",
    ),
    (
        "recovery before the incident",
        AT + VICTIM % "remains: {recovered: true, on: %s}",
        "2025-01-02",
        ("2025-01-03", "2025", "2024-12-30/2025-01-05"),
        "the recovery of the remains of V01",
    ),
    (
        "recovery before the death",
        VICTIM % "death: {date: 2025-01-03}, remains: {recovered: true, on: %s}",
        "2025-01-02",
        ("2025-01-03", "2025-01"),
        "before the death of V01",
    ),
    (
        "autopsy before the death",
        VICTIM % "death: {date: 2025-01-03}, autopsy: {performed: true, on: %s}",
        "2025-01-02",
        ("2025-01-03", "2025-01"),
        "the autopsy on V01",
    ),
    (
        "autopsy before the recovery",
        VICTIM % "remains: {recovered: true, on: 2025-01-06}, autopsy: {performed: true, on: %s}",
        "2025-01-05",
        ("2025-01-06", "2025-01"),
        "before the recovery of the remains of V01",
    ),
    (
        "return before the recovery",
        VICTIM % "remains: {recovered: true, on: 2025-01-06, returned: {on: %s}}",
        "2025-01-05",
        ("2025-01-06", "2025-01-05~"),
        "the return of the remains of V01",
    ),
    (
        "return before the autopsy",
        VICTIM % "remains: {returned: {on: %s}}, autopsy: {performed: true, on: 2025-01-06}",
        "2025-01-05",
        ("2025-01-06", "2025-01"),
        "before the autopsy on V01",
    ),
    (
        "identification before the incident",
        AT + VICTIM % "identification: {on: %s}",
        "2025-01-02",
        ("2025-01-03", "2025-01-02/.."),
        "the identification of V01",
    ),
    (
        "family told before the identification",
        VICTIM % "identification: {on: 2025-01-06}" + "communications: [{on: %s, victims: [V01], "
        "about: [identification]}]",
        "2025-01-05",
        ("2025-01-06", "2025-01"),
        "telling the family of the identification of V01",
    ),
    (
        "opened before the incident",
        AT + "investigations: [{id: I1, kind: criminal, opened: {on: %s}}]",
        "2025-01-02",
        ("2025-01-03", "2025-01", "../2025-01-03"),
        "the opening of I1",
    ),
    (
        "closed before it was opened",
        "investigations: [{id: I1, kind: criminal, opened: {on: 2025-01-06}, closed: {on: %s}}]",
        "2025-01-05",
        ("2025-01-06", "2025-01"),
        "the closing of I1",
    ),
    *(
        (
            f"scene {name} before the incident",
            AT + f"scenes: [{{id: S1, kind: death, {name}: {{on: %s}}}}]",
            "2025-01-02",
            ("2025-01-03", "2025-01"),
            f"the day scene S1 was {name}",
        )
        for name in ("secured", "examined", "searched")
    ),
    (
        "witness heard before the incident",
        AT + "witnesses: [{id: W1, interviewed: {on: %s}}]",
        "2025-01-02",
        ("2025-01-03", "2025-01"),
        "the interview of W1",
    ),
]
FUTURE = [
    ("victims.V01.autopsy", VICTIM % "autopsy: {performed: true, on: 2025-07-01}"),
    ("victims.V01.remains", VICTIM % "remains: {recovered: true, on: 2025-07-01}"),
    ("victims.V01.identification", VICTIM % "identification: {on: 2025-07-01}"),
    ("victims.V01.fate", VICTIM % "fate: {on: 2025-07-01}"),
    (
        "investigations.I1.opened",
        "investigations: [{id: I1, kind: criminal, opened: {on: 2025-07-01}}]",
    ),
    ("scenes.S1.secured", "scenes: [{id: S1, kind: death, secured: {on: 2025-07-01}}]"),
    ("witnesses.W1.interviewed", "witnesses: [{id: W1, interviewed: {on: 2025-07-01}}]"),
    ("timeline[1]", "timeline: [{on: 2025-07-01, what: A hearing, kind: hearing}]"),
    (
        "communications[1]",
        "victims: [{id: V01}]\ncommunications: [{on: 2025-07-01, about: [progress]}]",
    ),
    ("publications[1]", "publications: [{on: 2025-07-01, about: [findings]}]"),
    ("outcomes[1]", "outcomes: [{on: 2025-07-01, kind: trial}]"),
]


def conflicts(yaml):
    return [str(c.reason) for c in assessed(yaml, head=CONSISTENCY_HEAD).conflicts]


@pytest.mark.parametrize(
    ("yaml", "early", "fine", "words"), [pytest.param(*r[1:], id=r[0]) for r in ORDERS]
)
def test_an_order_that_cannot_be_is_told_and_dates_that_overlap_are_not(yaml, early, fine, words):
    assert [c for c in conflicts(yaml % early) if words in c], conflicts(yaml % early)
    for date in fine:
        assert conflicts(yaml % date) == [], date


@pytest.mark.parametrize(("path", "yaml"), [pytest.param(*r, id=r[0]) for r in FUTURE])
def test_a_fact_dated_after_the_assessment_is_set_aside_and_named(path, yaml):
    assert assessed(yaml, head=CONSISTENCY_HEAD).later == (path,)
    for kept in ("2025-06-30", "2025-06/2025-08"):
        assert assessed(yaml.replace("2025-07-01", kept), head=CONSISTENCY_HEAD).later == ()


def test_a_past_day_is_assessed_as_if_what_came_later_were_not_written():
    before = "investigations: [{id: I1, kind: criminal, sources: [E01]}]\n"
    after = before + "publications: [{on: 2025-07-01, about: [existence], sources: [E01]}]\n"
    findings = [
        [(f.step.id, f.verdict, said(f)) for f in assessed(y, head=CONSISTENCY_HEAD).findings]
        for y in (before, after)
    ]
    assert findings[0] == findings[1]


BODIES = (
    "victims: [{id: V01, remains: {tag: B1, returned: {on: 2025-02-01}}}, "
    "{id: V02, remains: {tag: %s, returned: {on: 2025-03-01}}}]"
)


def test_one_body_returned_as_two_victims_is_told():
    assert conflicts(BODIES % "B1") == [
        "the body tagged B1 is recorded as returned twice, as V01 and as V02."
    ]
    assert conflicts(BODIES % "B2") == []
    assert conflicts((BODIES % "B1").replace(", returned: {on: 2025-03-01}", "")) == []


def test_an_institution_that_answers_to_itself_is_told():
    yaml = (
        "institutions: [{id: a, name: A, kind: police, part_of: [b]}, "
        "{id: b, name: B, kind: ministry, part_of: [%s]}, {id: c, name: C, kind: state}]"
    )
    assert conflicts(yaml % "a") == [
        "a answers to itself, through others.",
        "b answers to itself, through others.",
    ]
    assert conflicts(yaml % "c") == []


def test_an_exhibit_derived_from_itself_is_told():
    yaml = (
        "exhibits: [{id: E01, kind: document, title: A, derived_from: [E02]}, "
        "{id: E02, kind: document, title: B, derived_from: [%s]}, {id: E03, kind: document, "
        "title: C}]"
    )
    found = [str(c.reason) for c in assessed(yaml % "E01").conflicts]
    assert found == [
        "E01 is derived from itself, through others.",
        "E02 is derived from itself, through others.",
    ]
    assert assessed(yaml % "E03").conflicts == ()


def test_no_step_is_met_on_facts_in_conflict_and_the_conflict_is_named():
    yaml = VICTIM % (
        "remains: {recovered: true, on: 2025-01-06, sources: [E01]}, autopsy: {performed: true, "
        "on: 2025-01-05, sources: [E01]}"
    )
    found = verdict(yaml, "autopsy.performed", "V01", head=CONSISTENCY_HEAD)
    assert found.verdict == "contradicted"
    assert (
        "the autopsy on V01 (2025-01-05) is recorded as before the recovery of the remains of V01"
        in said(found)
    )


def test_a_conflict_leaves_other_steps_alone():
    yaml = (
        "victims: [{id: V01, remains: {recovered: true, on: 2025-01-06, sources: [E01]}, "
        "autopsy: {performed: true, "
        "on: 2025-01-05, sources: [E01]}}, "
    )
    yaml += "{id: V02, autopsy: {performed: true, on: 2025-01-07, sources: [E01]}}]"
    assert verdict(yaml, "autopsy.performed", "V02", head=CONSISTENCY_HEAD).verdict == "met"


def test_the_authorities_cannot_know_of_a_death_before_it():
    yaml = """
exhibits: [{id: E01, kind: official-record, title: A record}]
institutions: [{id: p, name: Prosecutor, kind: prosecutor, sources: [E01]}]
incident: {date: 2025-03-10, sources: [E01], authorities_knew: {on: 2025-03-01, by: p,
    sources: [E01]}}
investigations: [{id: I1, kind: criminal, body: p, opened: {on: 2025-06-05, by: p, sources: [E01]},
    sources: [E01]}]
"""
    found = verdict(yaml, "duty.opened")
    assert found.verdict == "contradicted" and "authorities knew of the death" in said(found)
    assert any("incident.authorities_knew" in c.paths for c in assessed(yaml).conflicts)
