"""What the UN experts ask for Dioura: each of the fifteen demands shows in what the program says
of the case.
"""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from typer.testing import CliRunner

from minnesota.cli import app
from minnesota.reading.case import load_case
from support.cases import ROOT
from support.demands import DEMANDS


@pytest.fixture(scope="module")
def dioura():
    out = CliRunner().invoke(
        app, ["check", str(ROOT / "examples/dioura"), "--as-of", "2025-06-30", "--format", "json"]
    )
    return json.loads(out.stdout)


@pytest.mark.parametrize("demand", DEMANDS)
def test_each_demand_shows_as_a_gap(dioura, demand):
    open_steps = {
        f["step"] for f in dioura["findings"] if f["verdict"] not in ("met", "not-applicable")
    }
    assert set(DEMANDS[demand]) <= open_steps


@pytest.fixture(scope="module")
def terminal():
    """Each step as the terminal tells it: its id, its verdict and its title."""
    command = ["check", str(ROOT / "examples/dioura"), "--as-of", "2025-06-30", "--all"]
    shown = CliRunner().invoke(app, command).stdout
    told = re.findall(r"^ ([a-z ]+?)  ([\w.-]+)[^\n]*\n   (.*(?:\n   .*)*)", shown, re.MULTILINE)
    return {step: (verdict, " ".join(rest.split())) for verdict, step, rest in told}


@pytest.mark.parametrize("demand", DEMANDS)
def test_each_demand_can_be_read_in_the_terminal_as_a_gap(terminal, demand):
    steps = load_case(ROOT / "examples/dioura").protocols[0].step
    for step in DEMANDS[demand]:
        verdict, rest = terminal[step]
        assert verdict in ("not met", "partly met", "not shown", "unsupported", "contradicted"), (
            step
        )
        assert rest.startswith(steps[step].title)
        assert f"To close: {steps[step].close}" in rest


def test_what_the_article_does_not_say_is_neither_met_nor_breached(dioura):
    by_step = {f["step"]: f for f in dioura["findings"]}
    opened = by_step["duty.opened"]
    assert opened["verdict"] == "not-shown"
    assert "177 to 179 days" in opened["reasons"][0]
    breached = {
        f["step"] for f in dioura["findings"] if f["verdict"] in ("not-met", "contradicted")
    }
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

    from minnesota.disclosure.view import view_for
    from minnesota.engine.assess import assess
    from minnesota.reading.translation import translated
    from minnesota.report.formats import Format
    from minnesota.report.report import Design, render

    file = load_case(ROOT / "examples/dioura-fr")
    file = file._replace(protocols=(translated(file.protocols[0], "minnesota-2016", "fr"),))
    result = assess(file.protocols[0], file.case, date(2025, 6, 30))
    view = view_for(file.case, result, "un")
    pdf, word = (
        BytesIO(render(view, file.fingerprint, Design("un-submission", to, lang="fr")))
        for to in (Format.pdf, Format.docx)
    )
    document = Document(word)
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    texts = {
        "pdf": " ".join(page.extract_text() for page in PdfReader(pdf).pages),
        "docx": " ".join([p.text for p in document.paragraphs] + cells),
    }
    return file, {to: letters(text) for to, text in texts.items()}


def letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@pytest.mark.slow
@pytest.mark.parametrize("demand", DEMANDS)
def test_the_french_submission_holds_each_demand_as_pdf_and_as_word(communication, demand):
    file, texts = communication
    for to, text in texts.items():
        assert all(
            letters(file.protocols[0].step[step].title) in text for step in DEMANDS[demand]
        ), to


@pytest.mark.slow
def test_the_french_submission_is_french_all_through(communication):
    _, texts = communication
    english = (
        "notshown",
        "asof",
        "recorded",
        "theauthorities",
        "workinggroupon",
        "specialrapporteur",
    )
    for text in texts.values():
        assert "rapporteurspécial" in text and "groupedetravail" in text
        assert not [w for w in english if w in text]
