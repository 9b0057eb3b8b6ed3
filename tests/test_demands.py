"""What the UN experts ask for Dioura: each of the fifteen demands shows in what the program says of the case."""

from __future__ import annotations

import json
from datetime import date

import pytest
from helpers import ROOT
from typer.testing import CliRunner

from minnesota.cli import app
from minnesota.reading.case import load_case

DEMANDS = {
    "1 an immediate investigation": ["duty.opened", "duty.state-agents", "start.prompt"],
    "2 independent and impartial": ["independence.hierarchy", "independence.team", "independence.ties", "bias.weighing"],
    "3 supervised by an independent judicial authority": ["independence.supervision", "jurisdiction.civilian-court"],
    "4 prompt": ["start.prompt", "delay.scene-secured", "delay.remains-recovered", "delay.first-interview"],
    "5 thorough": ["victim.identified", "death.cause", "autopsy.performed", "responsible.taking-part"],
    "6 transparent": ["public.existence", "public.procedure", "public.findings"],
    "7 full access to justice for the families": ["remedy.access-to-justice", "family.standing", "family.legal-aid"],
    "8 complete reparation": [
        "reparation.restitution", "reparation.compensation", "reparation.rehabilitation", "reparation.satisfaction",
        "reparation.non-repetition",
    ],
    "9 the families' right to know": ["truth.circumstances", "truth.remains-location", "truth.cause-and-manner", "family.told"],
    "10 destruction and concealment of evidence": [
        "evidence.concealment", "remains.hidden-or-damaged", "remains.recovered", "scene.secured", "scene.searched",
    ],
    "11 both forces, and those in command": ["responsible.own-part", "findings.superiors", "findings.others-responsible", "states.named"],
    "12 children among the victims": ["victim.children"],
    "13 foreign forces without a clear basis; disclosure": [
        "truth.state-records", "truth.force-agreements", "findings.force-agreements", "findings.pattern",
    ],
    "14 non-repetition": ["reparation.non-repetition", "findings.prevention", "outcome.feeds-prevention"],
    "15 protection of civilians and of those who take part": ["family.safe", "witness.protected", "safety.investigators", "safety.lawyers"],
}  # fmt: skip


@pytest.fixture(scope="module")
def dioura():
    out = CliRunner().invoke(app, ["check", str(ROOT / "examples/dioura"), "--as-of", "2025-06-30", "--format", "json"])
    return json.loads(out.stdout)


@pytest.mark.parametrize("demand", DEMANDS)
def test_each_demand_shows_as_a_gap(dioura, demand):
    open_steps = {f["step"] for f in dioura["findings"] if f["verdict"] not in ("met", "not-applicable")}
    assert set(DEMANDS[demand]) <= open_steps


@pytest.mark.parametrize("demand", DEMANDS)
def test_each_demand_can_be_read_in_the_terminal(demand):
    out = CliRunner().invoke(app, ["check", str(ROOT / "examples/dioura"), "--as-of", "2025-06-30", "--all"])
    words = " ".join(out.stdout.split())
    titles = load_case(ROOT / "examples/dioura").protocols[0].step
    assert all(titles[step].title in words for step in DEMANDS[demand])


def test_what_the_article_does_not_say_is_neither_met_nor_breached(dioura):
    by_step = {f["step"]: f for f in dioura["findings"]}
    opened = by_step["duty.opened"]
    assert opened["verdict"] == "not-shown"
    assert "177 to 179 days" in opened["reasons"][0]
    breached = {f["step"] for f in dioura["findings"] if f["verdict"] in ("not-met", "contradicted")}
    assert breached == {"truth.state-records"}  # the one thing the article says was withheld
    assert not [f for f in dioura["findings"] if f["verdict"] == "met"]


def test_the_example_names_no_person():
    case = load_case(ROOT / "examples/dioura").case
    people = [*case.victims, *case.alleged_perpetrators, *case.witnesses]
    assert not [p.id for p in people if p.name]


@pytest.fixture(scope="module")
def communication():
    """The French submission on the French case, as the letters of its PDF and of its Word file."""
    from io import BytesIO

    from docx import Document
    from pypdf import PdfReader

    from minnesota.engine.assess import assess
    from minnesota.reading.translation import translated
    from minnesota.report.report import render

    file = load_case(ROOT / "examples/dioura-fr")
    file = file._replace(protocols=(translated(file.protocols[0], "minnesota-2016", "fr"),))
    result = assess(file.protocols[0], file.case, date(2025, 6, 30))
    pdf, word = (BytesIO(render(file, result, "un-submission", to, "un", "fr")) for to in ("pdf", "docx"))
    document = Document(word)
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    texts = {
        "pdf": " ".join(page.extract_text() for page in PdfReader(pdf).pages),
        "docx": " ".join([p.text for p in document.paragraphs] + cells),
    }
    return file, {to: letters(text) for to, text in texts.items()}


def letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@pytest.mark.parametrize("demand", DEMANDS)
def test_the_french_submission_holds_each_demand_as_pdf_and_as_word(communication, demand):
    file, texts = communication
    for to, text in texts.items():
        assert all(letters(file.protocols[0].step[step].title) in text for step in DEMANDS[demand]), to


def test_the_french_submission_is_french_all_through(communication):
    _, texts = communication
    english = ("notshown", "asof", "recorded", "theauthorities", "workinggroupon", "specialrapporteur")
    for text in texts.values():
        assert "rapporteurspécial" in text and "groupedetravail" in text
        assert not [w for w in english if w in text]
