"""The engine: what facts and records together show, and what they never show.

Every case here is fictional.
"""

import pickle
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.checks import CHECKS
from minnesota.engine.assess import assess
from minnesota.machine.json import as_json
from minnesota.model.case import Case
from minnesota.model.protocol import Protocol
from minnesota.reading.case import load_case
from minnesota.yaml.read import parse_document, read_document
from support.cases import AS_OF, HEAD, ROOT, assessed, case_of, said, verdict
from support.rows import (
    accountability,
    forms,
    independent,
    participation,
    prompt,
    thorough,
    transparent,
)

ENGINE_HEAD = (
    HEAD
    + """\
exhibits:
  - {id: E01, kind: official-record, title: A record}
  - {id: E02, kind: article, title: A report in the press}
institutions:
  - {id: police, name: Police of Zubara, kind: police, sources: [E01]}
  - {id: watch, name: Zubara Watch, kind: ngo, sources: [E01]}
"""
)
TABLES = {
    "prompt": prompt.TABLE,
    "thorough": thorough.TABLE,
    "independent": independent.TABLE,
    "transparent": transparent.TABLE,
    "participation": participation.TABLE,
    "accountability": accountability.TABLE,
    "forms": forms.TABLE,
}
# an exhibit is its own source: that it is there, that its file is held, that a report names its
# method
SELF_SHOWN = (
    "evidence.testimony",
    "evidence.documents",
    "evidence.physical",
    "digital.originals-kept",
    "method.validation-named",
)
WELL_RUN = ROOT / "examples" / "well-run"
PROTOCOL = case_of("").protocols[0]
RANK = defaultdict(int, {"met": 2, "partly-met": 1})


# The tables of the checks, kept whole.


def shown_of_each_check():
    shown = defaultdict(set)
    for table in TABLES.values():
        for row in table.rows:
            shown[PROTOCOL.step[row.step].check].add(row.verdict)
    shown["item-collected"] = {"met", "not-shown"}  # of the second pack: see test_forms
    return shown


def test_every_check_has_a_row_that_is_met_or_refuted_and_one_that_lacks_a_fact():
    shown = shown_of_each_check()
    assert sorted(set(CHECKS) - set(shown)) == []
    assert [name for name in CHECKS if not shown[name] & {"met", "not-met"}] == []
    assert [name for name in CHECKS if not shown[name] & {"not-shown", "not-applicable"}] == []


def test_at_least_twenty_five_checks_are_seen_confirming_contradicting_and_lacking():
    complete = [
        name
        for name, verdicts in shown_of_each_check().items()
        if verdicts >= {"met", "not-met", "not-shown"}
    ]
    assert len(complete) >= 25


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_is_shown_with_sources_is_not_shown_without_them(table):
    def sourced_by_sign(row):
        return "$" in row.yaml and "sources:" not in row.yaml and row.step not in SELF_SHOWN

    shown = [row for row in table.rows if row.verdict in ("met", "partly-met", "not-met")]
    rows = [row for row in shown if sourced_by_sign(row)]
    assert len(rows) > len(shown) / 2
    for row in rows:
        found = table.finding(row, "note: No source")
        assert found.verdict in ("unsupported", "not-shown", "not-met"), row.name
        # A bare explanation explains nothing.
        assert found.verdict != "not-met" or row.verdict == "partly-met", row.name


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_step_that_asks_for_the_document_itself_is_not_met_on_a_press_report(table):
    met = [row for row in table.rows if row.verdict == "met"]
    rows = [row for row in met if "$" in row.yaml and "exhibits:" not in row.yaml]
    assert len(rows) > len(met) / 2
    for row in rows:
        wants_document = PROTOCOL.step[row.step].expects == "exhibit"
        found = table.finding(row, "sources: [E02]")
        assert found.verdict == ("unsupported" if wants_document else "met"), row.name


# A record of one step: what it says, what it rests on, and the facts beside it.

DONE = "victims: [{id: V01, autopsy: {performed: true, on: 2025-01-08, sources: [E01]}}]\n"
NOT_DONE = "victims: [{id: V01, autopsy: {performed: false, sources: [E01]}}]\n"
IN_PART = (
    "victims: [{id: V01, autopsy: {performed: false, reasons: Lost at sea, sources: [E01]}}]\n"
)
NOTHING = "victims: [{id: V01}]\n"
RECORDS = [  # facts, record, verdict, basis, words
    (NOTHING, "status: done, sources: [E01]", "met", "record", 'The record says "done"'),
    (NOTHING, "status: done", "unsupported", "record", "No source is given"),
    (NOTHING, "status: done, sources: [E02]", "unsupported", "record", "second-hand reports (E02)"),
    (NOTHING, "status: done, sources: [E01, E02]", "met", "record", 'The record says "done"'),
    (NOTHING, "status: partly, sources: [E01]", "partly-met", "record", 'The record says "partly"'),
    (NOTHING, "status: partly", "unsupported", "record", "No source is given"),
    (
        NOTHING,
        "status: not-done, sources: [E02]",
        "not-met",
        "record",
        'The record says "not-done"',
    ),
    (NOTHING, "status: not-done", "unsupported", "record", "No source is given"),
    (
        NOTHING,
        "status: refused, on: 2025-02-01, sources: [E01]",
        "not-met",
        "record",
        'The record says "refused" (2025-02-01)',
    ),
    (
        NOTHING,
        "status: not-applicable, note: The body was never found",
        "unsupported",
        "record",
        "No source",
    ),
    (
        NOTHING,
        "status: not-applicable, sources: [E01], note: The body was never found",
        "not-applicable",
        "record",
        "never found",
    ),
    (NOTHING, "status: not-applicable", "unsupported", "record", "only with a note"),
    (
        NOTHING,
        "status: not-applicable, sources: [E01]",
        "unsupported",
        "record",
        "only with a note",
    ),
    (
        NOTHING,
        "status: unknown, on: 2025-02-01, sources: [E01]",
        "not-shown",
        "facts",
        "Recorded as not known (2025-02-01)",
    ),
    (DONE, "status: done, sources: [E01]", "met", "both", "An autopsy on V01 was performed"),
    (DONE, "status: unknown", "met", "facts", "An autopsy on V01 was performed"),
    (DONE, "status: partly, sources: [E01]", "partly-met", "both", 'The record says "partly"'),
    (
        DONE,
        "status: not-done, sources: [E01]",
        "contradicted",
        "both",
        "the facts do not bear it out",
    ),
    (
        DONE,
        "status: refused, sources: [E01]",
        "contradicted",
        "both",
        "the facts do not bear it out",
    ),
    (
        DONE,
        "status: not-applicable, note: The body was never found",
        "met",
        "facts",
        "An autopsy on V01 was performed",
    ),
    (
        NOT_DONE,
        "status: done, sources: [E01]",
        "contradicted",
        "both",
        "the facts do not bear it out",
    ),
    (NOT_DONE, "status: done", "contradicted", "both", "No autopsy on V01 was performed"),
    (
        NOT_DONE,
        "status: partly, sources: [E01]",
        "contradicted",
        "both",
        "the facts do not bear it out",
    ),
    (
        NOT_DONE,
        "status: not-applicable, note: Not needed",
        "contradicted",
        "both",
        "the facts do not bear it out",
    ),
    (
        NOT_DONE,
        "status: not-done, sources: [E01]",
        "not-met",
        "both",
        "No autopsy on V01 was performed",
    ),
    (NOT_DONE, "status: unknown", "not-met", "facts", "No autopsy on V01 was performed"),
    (IN_PART, "status: done, sources: [E01]", "partly-met", "facts", "reasons are recorded"),
    (IN_PART, "status: partly, sources: [E01]", "partly-met", "both", "reasons are recorded"),
    (
        IN_PART,
        "status: not-done, sources: [E01]",
        "not-met",
        "both",
        "the facts do not bear it out",
    ),
]


@pytest.mark.parametrize("facts, record, expected, basis, words", RECORDS)
def test_a_record_counts_for_what_it_rests_on_and_never_against_the_facts(
    facts, record, expected, basis, words
):
    found = verdict(
        f"{facts}records: [{{step: autopsy.performed, for: V01, {record}}}]",
        "autopsy.performed",
        "V01",
        head=ENGINE_HEAD,
    )
    assert (found.verdict, found.basis) == (expected, basis), said(found)
    assert words in said(found)


def test_a_record_holds_for_the_one_it_names_and_for_the_only_one_where_it_names_nobody():
    record = "records: [{step: autopsy.performed, %s status: done, sources: [E01]}]"

    def found(yaml):
        return [
            (f.subject, f.verdict)
            for f in assessed(yaml, head=ENGINE_HEAD).findings
            if f.step.id == "autopsy.performed"
        ]

    assert found("victims: [{id: V01}, {id: V02}]\n" + record % "for: V02,") == [
        ("V01", "not-shown"),
        ("V02", "met"),
    ]
    assert found("victims: [{id: V01}]\n" + record % "") == [("V01", "met")]


def test_a_step_with_neither_fact_nor_record_is_not_shown_and_says_what_would_close_it():
    found = [
        f
        for f in assessed("", head=ENGINE_HEAD).findings
        if f.step.check is None and f.step.scope == "case"
    ]
    assert found
    assert {(f.verdict, f.basis, said(f)) for f in found} == {
        ("not-shown", "nothing", "Nothing is recorded.")
    }
    assert all(f.step.close for f in found)


def test_an_empty_case_shows_nothing_and_accuses_nobody():
    assessment = assessed("", head=ENGINE_HEAD)
    assert {f.verdict for f in assessment.findings} <= {
        "not-shown",
        "not-applicable",
        "unsupported",
    }
    assert {p.verdict for p in assessment.principles} == {"not-shown"}


# What others did is not what the State did.


def test_what_an_organisation_gathered_does_not_show_that_the_investigation_did():
    held = (
        "perspective: %s\nexhibits: [{id: E01, kind: testimony, title: T%s}, {id: E03, kind: "
        "document, title: D%s}, "
        "{id: E04, kind: sample, title: S%s}]\n"
        "investigations: [{id: I1, kind: criminal, sources: [E01]}]"
    )
    steps = ("evidence.testimony", "evidence.documents", "evidence.physical")
    by = ", investigation: I1"
    assert [verdict(held % ("assessment", "", "", ""), s).verdict for s in steps] == [
        "not-shown"
    ] * 3
    assert [verdict(held % ("assessment", by, by, by), s).verdict for s in steps] == ["met"] * 3
    assert [verdict(held % ("investigation", "", "", ""), s).verdict for s in steps] == ["met"] * 3


def test_what_an_organisation_did_meets_none_of_the_steps_that_the_police_meet_by_it():
    acts = """
    incident: {date: 2025-01-03, sources: [E01], authorities_knew: {on: 2025-01-03, sources: [E01]}}
    victims:
      - id: V01
        identification: {on: 2025-01-05, by: BODY, methods: [dna], sources: [E01]}
        remains: {recovered: true, on: 2025-01-04, by: BODY, sources: [E01]}
        autopsy: {performed: true, by: BODY, sources: [E01]}
    scenes:
      - id: S1
        kind: death
        secured: {on: 2025-01-03, by: BODY, sources: [E01]}
        searched: {by: BODY, sources: [E01]}
    witnesses: [{id: W1, interviewed: {on: 2025-01-05, by: BODY, sources: [E01]}}]
    communications: [{on: 2025-01-05, by: BODY, about: [investigation, identification],
        sources: [E01]}]
    publications: [{by: BODY, about: [existence], sources: [E01]}]
    """
    steps = {
        "victim.identified",
        "remains.recovered",
        "autopsy.performed",
        "scene.secured",
        "scene.searched",
        "witness.heard",
        "evidence.testimony",
        "family.told",
        "family.identification-told",
        "public.existence",
        "delay.scene-secured",
        "delay.remains-recovered",
        "delay.first-interview",
    }

    def met(body):
        return {
            f.step.id
            for f in assessed(acts.replace("BODY", body), head=ENGINE_HEAD).findings
            if f.verdict == "met"
        }

    assert steps <= met("police")
    assert steps & met("watch") == set()


# Principles, and which steps apply, by a pack made up for the test.

PACK = {
    "format": 1,
    "id": "toy",
    "title": "Toy",
    "edition": "first",
    "source": {"publisher": "Nobody", "year": 2025, "note": "Made up"},
    "principles": [{"id": "care", "title": "Care", "asks": "Is there care?"}],
    "phases": [{"id": "all", "title": "All"}],
    "circumstances": [{"id": c, "title": c, "asks": c} for c in ("flood", "night")],
}
MUSTS = [  # verdicts of must steps, the principle's
    (("met", "met"), "met"),
    (("met", "not-applicable"), "met"),
    (("not-applicable", "not-applicable"), "not-shown"),
    ((), "not-shown"),
    (("met", "not-met"), "not-met"),
    (("met", "contradicted"), "not-met"),
    (("not-shown", "not-met"), "not-met"),
    (("met", "not-shown"), "not-shown"),
    (("met", "partly-met"), "not-shown"),
    (("met", "unsupported"), "not-shown"),
]
SAYS = {
    "met": "status: done, sources: [E01]",
    "not-met": "status: not-done, sources: [E01]",
    "partly-met": "status: partly, sources: [E01]",
    "unsupported": "status: done",
    "not-shown": "status: unknown",
    "not-applicable": "status: not-applicable, sources: [E01], note: Not here",
    "contradicted": "status: done, sources: [E01]",
}


def toy(steps, body):
    made = [
        {
            "title": s["id"],
            "asks": s["id"],
            "why": s["id"],
            "cite": {"section": "I", "confidence": "section"},
            "principle": "care",
            "phase": "all",
            "force": "must",
            "scope": "case",
            "close": "Do it.",
            **s,
        }
        for s in steps
    ]
    protocol = Protocol.model_validate({**PACK, "steps": made})
    case = Case.model_validate(
        parse_document((ENGINE_HEAD + body + "\nincident: {}\n").encode(), "case.yaml").value
    )
    return assess(protocol, case, AS_OF)


def records(steps, verdicts):
    return (
        "records: ["
        + ", ".join(f"{{step: {s['id']}, {SAYS[v]}}}" for s, v in zip(steps, verdicts, strict=True))
        + "]\n"
    )


@pytest.mark.parametrize("verdicts, expected", MUSTS)
def test_a_principle_follows_its_musts(verdicts, expected):
    steps = [
        {"id": f"s{n}"} | ({"check": "no-pressure"} if v == "contradicted" else {})
        for n, v in enumerate(verdicts)
    ]
    body = (
        records(steps, verdicts)
        + "timeline: [{on: 2025-02-01, what: A visit, kind: pressure, sources: [E01]}]\n"
    )
    assessment = toy(steps, body)
    assert tuple(f.verdict for f in assessment.findings) == verdicts
    assert assessment.principles[0].verdict == expected
    assert dict(assessment.principles[0].counts) == {v: verdicts.count(v) for v in set(verdicts)}


@pytest.mark.parametrize("force", ["should", "may"])
def test_a_step_that_is_no_must_never_decides_a_principle(force):
    steps = [{"id": "s0"}, {"id": "s1", "force": force}]
    assert toy(steps, records(steps, ("met", "not-met"))).principles[0].verdict == "met"
    assert toy(steps, records(steps, ("not-shown", "met"))).principles[0].verdict == "not-shown"


@pytest.mark.parametrize(
    "circumstances, applying",
    [
        ("", {"always", "no-night"}),
        ("flood", {"always", "if-flood", "no-night"}),
        ("night", {"always", "if-either"}),
        ("flood, night", {"always", "if-flood", "if-either"}),
    ],
)
def test_circumstances_decide_which_steps_apply_and_the_others_say_why_not(circumstances, applying):
    steps = [
        {"id": "always"},
        {"id": "if-flood", "applies": {"if": ["flood"]}},
        {"id": "if-either", "applies": {"if": ["night"]}},
        {"id": "no-night", "applies": {"unless": ["night"]}},
    ]
    assessment = toy(steps, f"circumstances: [{circumstances}]\n")
    assert {f.step.id for f in assessment.findings} == applying
    assert {s.step.id: s.because for s in assessment.skipped} == {
        k: v
        for k, v in {
            "if-flood": ("flood",),
            "if-either": ("night",),
            "no-night": ("night",),
        }.items()
        if k not in applying
    }


# Properties over the whole fictional example of a well-run investigation.


READ_ONCE = pickle.dumps(read_document(WELL_RUN / "case.yaml").value)


def well_run():
    """The case as it was read, to be changed at will."""
    return pickle.loads(READ_ONCE)


def verdicts_of(raw, as_of=AS_OF):
    return {
        (f.step.id, f.subject): f.verdict
        for f in assess(PROTOCOL, Case.model_validate(raw), as_of).findings
    }


def source_lists(part, path=()):
    items = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part)
        if isinstance(part, list)
        else ()
    )
    for key, value in items:
        if key == "sources":
            yield (*path, key)
        else:
            yield from source_lists(value, (*path, key))


def without(paths):
    """The case without some of its lists of sources."""
    raw = well_run()
    for *way, last in paths:
        part = raw
        for key in way:
            part = part[key]
        del part[last]
    return raw


LISTS = list(source_lists(well_run()))


def no_better(before, after):
    return [(at, v, after[at]) for at, v in before.items() if RANK[after[at]] > RANK[v]]


def test_without_any_source_nothing_of_the_well_run_case_is_met():
    left = {step for (step, _), v in verdicts_of(without(LISTS)).items() if v == "met"}
    assert left <= set(SELF_SHOWN)


@pytest.mark.slow
def test_taking_any_one_source_list_away_never_betters_a_verdict():
    before = verdicts_of(well_run())
    assert len(LISTS) > 50
    worse = 0
    for path in LISTS:
        after = verdicts_of(without([path]))
        assert no_better(before, after) == [], path
        worse += after != before
    assert worse > len(LISTS) / 2


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(range(len(LISTS)))), st.sets(st.sampled_from(range(len(LISTS)))))
def test_taking_more_sources_away_never_betters_a_verdict(some, more):
    before = verdicts_of(without([LISTS[n] for n in some]))
    assert no_better(before, verdicts_of(without([LISTS[n] for n in some | more]))) == []


def test_the_same_file_seen_from_outside_is_never_shown_better():
    assert (
        no_better(verdicts_of(well_run()), verdicts_of(well_run() | {"perspective": "assessment"}))
        == []
    )


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_change_a_verdict(random):
    raw = well_run()
    for value in raw.values():
        if isinstance(value, list):
            random.shuffle(value)
    assert verdicts_of(raw) == verdicts_of(well_run())


def test_the_same_case_gives_the_same_bytes():
    for example in ("well-run", "dioura"):
        twice = [load_case(ROOT / "examples" / example) for _ in range(2)]
        texts = {as_json(file, assess(file.protocols[0], file.case, AS_OF)) for file in twice}
        assert len(texts) == 1


def test_an_assessment_leaves_the_case_and_the_pack_as_they_were():
    file = load_case(WELL_RUN)
    before = file.case.model_dump_json(), file.protocols[0].model_dump_json()
    assess(file.protocols[0], file.case, AS_OF)
    assert (file.case.model_dump_json(), file.protocols[0].model_dump_json()) == before


def test_what_was_looked_up_before_does_not_stay_in_the_case_as_it_stood():
    from datetime import date

    from minnesota.engine.asof import as_it_stood

    case = case_of(
        "exhibits: [{id: E01, kind: object, title: T, collected: {on: 2025-05-01}}]"
    ).case
    assert case.exhibit["E01"].collected
    then, later = as_it_stood(case, date(2025, 1, 1))
    assert later and then.exhibit["E01"].collected is None
