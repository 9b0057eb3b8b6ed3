"""The gap report: complete, safe against what a case may hold, and right in a real browser."""

from __future__ import annotations

import html
import os
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from minnesota.base.templates import _markdown
from minnesota.cli import app
from minnesota.disclosure.view import view_for
from minnesota.engine.assess import assess
from minnesota.engine.gaps import gaps
from minnesota.reading.case import CaseFile, load_case
from minnesota.report.formats import Format
from minnesota.report.report import Design, render
from minnesota.submission.questions import questions
from minnesota.terminal.check import show
from support.cases import AS_OF, ROOT, case_of

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
browser_is_there = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
NASTY = (
    "<script>fetch('http://x.invalid')</script> {{ 7*7 }} {% raw %} | **b** "
    "[l](http://x.invalid) <img src=x onerror=alert(1)>"
)


def written(file: CaseFile, kind: str, as_of: date = AS_OF) -> str:
    view = view_for(file.case, assess(file.protocols[0], file.case, as_of), "internal")
    return render(view, file.fingerprint, Design("gap", Format(kind))).decode()


@pytest.fixture(scope="module")
def dioura() -> CaseFile:
    return load_case(ROOT / "examples/dioura")


@pytest.fixture(scope="module")
def nasty() -> CaseFile:
    quoted = "'" + NASTY.replace("'", "''") + "'"
    return case_of(f"""
        incident: {{description: {quoted}, place: {quoted}, date: 2025-01-03, sources: [E01]}}
        institutions: [{{id: a, name: {quoted}, kind: police}}]
        alleged_perpetrators: [{{id: P01, institution: a, sources: [E01]}}]
        investigations: [{{id: I01, kind: criminal, body: a, opened: {{on: 2025-03-01,
            sources: [E01]}}, sources: [E01]}}]
        timeline: [{{on: 2025-01-04, what: {quoted}, sources: [E01]}}]
        exhibits: [{{id: E01, kind: document, title: {quoted}, origin: {quoted}}}]
    """)


@pytest.mark.parametrize("kind", ["md", "html"])
def test_the_report_holds_all_that_it_promises(dioura, kind):
    text = html.unescape(re.sub(r"\\(.)", r"\1", written(dioura, kind)))
    result = assess(dioura.protocols[0], dioura.case, AS_OF)
    for part in (
        "Summary",
        "What is known of the case",
        "Timeline",
        "Delays",
        "Exhibits",
        "Method and limits",
    ):
        assert part in text
    assert dioura.fingerprint in text and result.protocol.digest in text and "2025-06-30" in text
    for verdict in result.principles:
        assert verdict.principle.title in text
    for gap in gaps(result.findings):
        assert gap.step.title in text and gap.step.close in text
        assert str(gap.step.cite) in text
        assert all(str(reason) in text for reason in gap.reasons)
    for exhibit in dioura.case.exhibits:
        assert exhibit.title in " ".join(text.split())
    assert "INTERNAL" in (text.splitlines()[2] if kind == "md" else text)


def test_markdown_tables_keep_their_columns_whatever_stands_in_the_cells(nasty):
    tables = re.findall(r"(?:^\|.*\n)+", written(nasty, "md"), re.MULTILINE)
    assert len(tables) > 3
    for table in tables:
        head, line, *rows = table.splitlines()
        assert line.startswith("|---") and rows
        for row in (head, *rows):
            assert len(re.findall(r"(?<!\\)\|", row)) == line.count("|"), row


@given(st.text())
@settings(max_examples=300)
def test_text_in_markdown_stays_text(text):
    out = _markdown(text)
    assert "\n" not in out
    assert not re.search(r"(?<!\\)[<>|`*_\[\]]", out.replace("\\\\", ""))


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.mark.parametrize("case", ["dioura", "nasty"])
def test_the_page_is_one_file_that_loads_and_runs_nothing(case, request):
    text = written(request.getfixturevalue(case), "html")
    page = Page(text)
    names = {tag for tag, _ in page.tags}
    assert not names & {"img", "iframe", "object", "embed", "form"}
    assert text.count("<script") == 1 and "script-src 'sha256-" in html.unescape(text), (
        "our own filter, by its hash, and nothing else"
    )
    for tag, attributes in page.tags:
        assert not [
            a for a in attributes if a.startswith("on") or a in ("src", "srcset", "action")
        ], tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in text and "@import" not in text
    said = html.unescape(text)
    assert said.count("{{ 7*7 }}") == said.count("<img src=x") >= (5 if case == "nasty" else 0)


def test_the_page_can_be_read_by_ear(dioura):
    page = Page(written(dioura, "html"))
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert next(a for t, a in page.tags if t == "html")["lang"] == "en"
    assert {"header", "main", "footer"} <= {t for t, _ in page.tags}
    assert all(a.get("scope") for t, a in page.tags if t == "th")
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    pictures = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(pictures) >= 2
    for picture in pictures:
        assert picture["role"] == "img" and set(picture["aria-labelledby"].split()) <= set(ids)


def test_no_person_is_named_from_the_name_keys():
    file = case_of("""
        victims: [{id: V01, name: Zebulon Quicksilver, pseudonym: Z.,
            next_of_kin: [{name: Yara Quicksilver}]}]
        witnesses: [{id: W01, name: Xander Thornfield, protected: true}]
        alleged_perpetrators: [{id: P01, name: Wilhelmina Ashgrove}]
        investigations: [{id: I01, kind: criminal, team: [{name: Victor Nightingale}]}]
        submission: {submitter: Ursula Fairweather, contact: Tall House 7}
    """)
    for text in (written(file, "md"), written(file, "html")):
        for name in (
            "Quicksilver",
            "Thornfield",
            "Ashgrove",
            "Nightingale",
            "Fairweather",
            "Tall House",
        ):
            assert name not in text


def test_a_case_with_nothing_in_it_still_makes_a_report():
    file = case_of("")
    assert "none recorded" in written(file, "md") and "none recorded" in written(file, "html")


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("report.md", b"# "),
        ("report.txt", b"# "),
        ("report", b"# "),
        ("report.html", b"<!DOCTYPE html>"),
        ("REPORT.HTM", b"<!DOCTYPE html>"),
        ("report.pdf", b"%PDF-"),
        ("report.docx", b"PK"),
    ],
)
def test_the_ending_of_a_file_says_its_format(name, beginning, tmp_path):
    command = ["report", str(ROOT / "examples/well-run"), "-t", "family", "-o", tmp_path / name]
    ran = CliRunner().invoke(app, [*map(str, command), "--as-of", "2025-06-30"])
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_an_ending_of_no_format_writes_nothing_and_names_those_there_are(tmp_path):
    command = ["report", str(ROOT / "examples/well-run"), "-o", str(tmp_path / "report.odt")]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 2 and list(tmp_path.iterdir()) == []
    for ending in (".md", ".html", ".pdf", ".docx"):
        assert ending in ran.output


def test_questions_to_a_government_come_in_the_order_of_the_gaps(dioura):
    result = assess(dioura.protocols[0], dioura.case, AS_OF)
    order = [(gap.step.id, gap.verdict) for gap in gaps(result.findings)]
    several = 0
    for theme in questions(result):
        places = [order.index((asked.step.id, asked.verdict)) for asked in theme.questions]
        assert places == sorted(places), theme.title
        several += len(places) > 1
    assert several > 3


def golden(name: str, text: str) -> None:
    """Compare with a file that a person has read; `UPDATE_GOLDEN=1 pytest` writes it anew."""
    path = ROOT / "tests/golden" / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_check_of_dioura_reads_as_it_was_last_approved(dioura, tmp_path):
    target = tmp_path / "out.txt"
    with target.open("w", encoding="utf-8") as stream:
        show(assess(dioura.protocols[0], dioura.case, AS_OF), stream=stream)
    golden(
        "dioura-check.txt",
        "".join(line.rstrip() + "\n" for line in target.read_text("utf-8").splitlines()),
    )


def test_the_report_of_the_well_run_example_reads_as_it_was_last_approved():
    text = written(load_case(ROOT / "examples/well-run"), "md")
    golden("well-run-gap.md", re.sub(r"`[0-9a-f]{64}`", "`…`", text))


@pytest.mark.slow
@browser_is_there
@pytest.mark.parametrize(("case", "width"), [("dioura", 375), ("dioura", 1280), ("nasty", 375)])
def test_in_a_browser_nothing_is_requested_nothing_fails_and_nothing_runs_off_the_page(
    case, width, request, tmp_path: Path
):
    from playwright.sync_api import sync_playwright

    file = tmp_path / "gaps.html"
    file.write_text(written(request.getfixturevalue(case), "html"), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        told, asked = [], []
        page.on("console", lambda m: told.append(m.text))
        page.on("pageerror", lambda e: told.append(str(e)))
        page.on("dialog", lambda d: told.append(d.message))
        page.on("request", lambda r: asked.append(r.url))
        page.goto(file.as_uri())
        assert told == []
        assert asked == [file.as_uri()]
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
        )
        if case == "nasty":
            assert NASTY.split(" {{")[0] in page.inner_text("main")
        pdf = page.pdf(format="A4")
        assert pdf.startswith(b"%PDF")
        browser.close()
