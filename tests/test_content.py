"""What every shipped pack promises a reader: whole texts, plain questions, an act that closes
each step, nothing asked twice.
"""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from minnesota.authoring.samples import answer, base
from minnesota.engine.assess import assess
from minnesota.model.case import Case
from minnesota.reading.protocol import load_protocol, protocol_names
from minnesota.yaml.read import parse_document

PACKS = [load_protocol(name) for name in protocol_names()]
STEPS = [(pack, step) for pack in PACKS for step in pack.steps]
SLIGHT = set(
    """
    the a an of to and or in on for with was were is are be been this that each it its by from who
    what which any has
    have had did do does not no at as their they
    """.split()  # noqa: SIM905
)
ACTS = set(
    """
    Add Agree Appoint Ask Attach Bring Build Call Capture Check Collect Compare Complete Compute
    Confirm Copy Describe
    Download Draft Draw Encrypt Examine Explain Extract Fill Find Gather Give Go Have Help Hold
    Identify Keep Label
    Leave List Look Make Map Mark Match Measure Move Name Note Number Obtain Offer Open Order
    Photograph Plan Point
    Propose Publish Put Read Record Refer Report Request Review Save Say Search Secure Send Set
    Share Show Sign Sort
    Start State Store Submit Take Talk Tell Test Trace Translate Try Use Visit Weigh Write
    """.split()  # noqa: SIM905
)


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.id)
def test_each_step_has_all_its_texts_and_ends_in_an_act(pack):
    for s in pack.steps:
        assert len(s.title) <= 80 and not s.title.endswith("."), s.id
        assert s.asks.endswith("?") and s.why.endswith(".") and s.close.endswith("."), s.id
        assert s.why not in (s.title, s.asks) and len(s.why) >= 25, s.id
        first = [clause.split()[0].capitalize() for clause in re.split(r"(?<=[.?,])\s", s.close)]
        assert ACTS & set(first), (s.id, first)
        assert not re.search(r"\bpara(graph)?s? \d", f"{s.title} {s.asks} {s.why} {s.close}"), s.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.id)
def test_the_questions_can_be_read_by_people_who_learnt_english_late(pack):
    for s in pack.steps:
        words = re.findall(r"[A-Za-z'-]+", s.asks)
        assert len(words) <= 30 and len(s.asks) <= 200, s.id
        assert sum(map(len, words)) / len(words) <= 7.2, s.id
        for sentence in re.split(r"(?<=[.?])\s", f"{s.why} {s.close}"):
            assert len(sentence.split()) <= 32, s.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.id)
def test_no_two_steps_ask_the_same(pack):
    words = {
        s.id: set(re.findall(r"[a-z]+", f"{s.title} {s.asks}".lower())) - SLIGHT for s in pack.steps
    }
    for a, b in itertools.combinations(words, 2):
        assert len(words[a] & words[b]) / len(words[a] | words[b]) < 0.8, (a, b)


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.id)
def test_every_principle_phase_and_circumstance_is_used(pack):
    assert {s.principle for s in pack.steps} == {p.id for p in pack.principles}
    assert {s.phase for s in pack.steps} == {p.id for p in pack.phases}
    assert {c for s in pack.steps for c in (*s.applies.if_any, *s.applies.unless)} == {
        c.id for c in pack.circumstances
    }


def test_packs_share_no_step_so_that_a_record_is_for_one():
    ids = [s.id for _, s in STEPS]
    assert len(ids) == len(set(ids))


def test_a_cited_number_has_keywords_to_be_checked_by_and_the_second_pack_cites_by_chapter_alone():
    for pack, s in STEPS:
        assert bool(s.cite.paragraphs) == bool(s.keywords), s.id
        assert all(re.fullmatch(r"[a-z-]{3,}", k) for k in s.keywords), s.id
        if pack.id == "berkeley-2022":
            assert not s.cite.paragraphs and s.cite.confidence == "section", s.id


def test_a_step_about_an_item_says_of_which_kinds():
    """Nobody seals a newspaper article: a case is asked what concerns it, and nothing else."""
    assert [s.id for _, s in STEPS if s.scope == "exhibit" and not s.applies.kinds] == []


# than a sample can show: an order of dates, suspects among the police, a long stretch of work
TAKES_MORE = {
    "delay.remains-recovered",
    "delay.activity-gaps",
    "independence.police-chain",
    "family.kept-informed",
    "family.autopsy-consulted",
    "report.reporter-identity",
    "jurisdiction.civilian-court",
}


@pytest.mark.slow
def test_what_explain_says_to_write_can_be_written_and_answers_the_step():
    """The sample of each step, put into a case, is valid; and no fact that the check asked for is
    still missing.
    """
    for pack, step in STEPS:
        made = answer(step, {b.id: b for b in pack.benchmarks})
        raw = base(step)
        for key, value in parse_document(made.yaml.encode(), "sample").value.items():
            ids = {p.get("id") for p in value} if isinstance(value, list) else set()
            kept = (
                [p for p in raw.get(key, []) if p.get("id") not in ids]
                if isinstance(value, list)
                else []
            )
            raw[key] = kept + value if isinstance(value, list) else value
        case = Case.model_validate({**raw, "circumstances": list(step.applies.if_any)})
        subject = None if step.scope == "case" else dict(case.parts())[step.scope][0].id
        found = [
            f
            for f in assess(pack, case, date(2025, 6, 30)).findings
            if f.step.id == step.id and f.subject == subject
        ]
        assert len(found) == 1, step.id
        assert step.id in TAKES_MORE or not set(found[0].missing) & set(made.facts), (
            step.id,
            found[0].missing,
        )
        assert made.yaml.strip() != "{}" and found[0].verdict not in (
            "not-met",
            "contradicted",
            "not-applicable",
        ), step.id
        if not made.facts:
            assert found[0].verdict in (
                "met",
                "unsupported",
                "partly-met",
                "not-met",
                "contradicted",
            ), step.id
