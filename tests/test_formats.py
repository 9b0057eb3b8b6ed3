"""One Markdown text as HTML, PDF/A and Word: each says the same, and nothing that stands in the
text can act.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minnesota.base.templates import _markdown
from minnesota.engine.assess import assess
from minnesota.language.verdicts import WORDS
from minnesota.reading.case import load_case
from minnesota.report import document
from minnesota.report.document import (
    Figure,
    Heading,
    Items,
    Meta,
    Paragraph,
    Quote,
    Rule,
    Table,
    parse,
    plain,
    without_figures,
)
from minnesota.report.figures import figures
from minnesota.report.html import page
from minnesota.report.pdf import pdf
from minnesota.report.word import docx
from support.cases import AS_OF, ROOT
from support.hostile import NASTY
from support.words import Words, folded

META = Meta(
    "Décès à Dioura : rapport", "fr", "CONFIDENTIEL", "2025-06-30", "", {**document.WORDS, **WORDS}
)
VERDICTS = ("not met", "not shown", "met")
SAMPLE = "\n".join(
    [
        "# Décès à Dioura : l’enquête",
        "",
        "Un *premier* paragraphe, **en gras et *en italique***, avec un `code-E01`, « "
        "guillemets », œuvre, naïf, ½ — …",
        "il va à la ligne.",
        "",
        "<!-- figure: timeline -->",
        "",
        "## Les faits",
        "",
        "- un point",
        "- un autre",
        "  - plus bas",
        "  - encore",
        "",
        "1. première",
        "2. deuxième",
        "",
        "### Paroles",
        "",
        "> Ce que dit un témoin.",
        "",
        "---",
        "",
        "7. septième question",
        "8. huitième question",
        "",
        "#### En arabe et en hébreu",
        "",
        "Ville: مدينة كبيرة puis שלום; en russe Привет.",
        "",
        "## Les étapes",
        "",
        "| Étape | Verdict | Pourquoi |",
        "|---|---|---|",
        *(
            f"| Étape numéro {n} | {VERDICTS[n % 3]} | Raison {n}, `E{n:02}`, *vu* |"
            for n in range(200)
        ),
        "",
        "## Les délais",
        "",
        "<!-- figure: delays -->",
        "",
        "| Quoi | Combien |",
        "|---|---|",
        f"| Empreinte | `{'0123456789abcdef' * 4}` |",
        "",
    ]
)
WHERE = (
    "# T\n\n{}\n",
    "# T\n\n- {}\n",
    "# T\n\n## {}\n",
    "# T\n\n> {}\n",
    "# T\n\n| {} | b |\n|---|---|\n| x | {} |\n",
    "# T\n\n1. **{}**\n",
)


def from_html(text: str) -> str:
    return folded("".join(Words(text).words))


def from_docx(data: bytes) -> str:
    from docx import Document
    from docx.table import Table as Grid

    said = []
    for part in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Grid):
            said += [
                cell.text
                for row in part._tbl.tr_lst
                for cell in (_cell(part, tc) for tc in row.tc_lst)
            ]
        else:
            said.append(part.text)
    return folded(" ".join(said))


def _cell(table, tc):
    from docx.table import _Cell

    return _Cell(tc, table)


def from_pdf(data: bytes) -> str:
    from pypdf import PdfReader

    return folded(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages))


def from_blocks(blocks) -> str:
    said = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            said.append(plain(block.inlines))
        elif isinstance(block, Items):
            said += [from_blocks(item) for item in block.items]
        elif isinstance(block, Table):
            said += [plain(cell) for row in (block.head, *block.rows) for cell in row]
        elif isinstance(block, Quote):
            said.append(from_blocks(block.blocks))
    return folded(" ".join(said))


def letters(text: str) -> str:
    """The letters and digits of a text from left to right: what stays the same however a PDF
    breaks its lines.
    """
    kept = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in kept if c.isalnum() and unicodedata.bidirectional(c) not in ("R", "AL")
    )


@pytest.fixture(scope="module")
def pictures() -> dict[str, str]:
    file = load_case(ROOT / "examples/well-run")
    return figures(
        assess(file.protocols[0], file.case, AS_OF),
        lambda message, **values: message.format(**values),
        str,
    )


def test_the_text_is_read_as_it_was_meant():
    blocks = parse(SAMPLE)
    kinds = [type(b).__name__ for b in blocks]
    assert " ".join(kinds) == (
        "Heading Paragraph Figure Heading Items Items Heading Quote Rule Items Heading Paragraph "
        "Heading Table Heading Figure Table"
    )
    assert [b.level for b in blocks if isinstance(b, Heading)] == [1, 2, 3, 4, 2, 2]
    lists = [b for b in blocks if isinstance(b, Items)]
    assert [(i.ordered, i.start) for i in lists] == [(False, 1), (True, 1), (True, 7)]
    assert isinstance(lists[0].items[1][1], Items)
    assert Rule() in blocks and Figure("timeline") in blocks
    assert "figure" not in without_figures(SAMPLE) and "## Les délais\n\n| Quoi" in without_figures(
        SAMPLE
    )


@given(st.text(), st.sampled_from(WHERE[:-1]))
@example("---", WHERE[0])
@example("===", WHERE[0])
@example(" - one", WHERE[0])
@settings(max_examples=500, deadline=None)
def test_any_text_that_was_escaped_is_read_as_that_text(text, where):
    escaped = str(_markdown(text))
    expected = from_blocks(parse(where.replace("{}", "mark"))).replace("mark", folded(text) or "")
    assert from_blocks(parse(where.replace("{}", escaped))) == folded(expected)


def test_every_format_says_the_same_words(pictures):
    words = from_blocks(parse(SAMPLE))
    assert from_html(page(SAMPLE, META, pictures)) == words
    assert from_docx(docx(SAMPLE, META)) == words
    without = META._replace(marking="")
    shown = re.sub(r"(?m)^\s*\d+ / \d+\s*$", "", "\n".join(_pages(pdf(SAMPLE, without, {}))))
    for sign in ("•", "‣", "◦"):
        shown = shown.replace(sign, " ")
    shown = re.sub(r"(?m)^\s*[1278]\. ", "", shown)
    head = "ÉtapeVerdictPourquoi"
    said = letters(shown)
    assert said.count(head) > 3  # on every page anew
    assert said.replace(head, "") == letters(words).replace(head, "")
    for part in ("مدينة", "שלום"):
        assert set(part) <= set(unicodedata.normalize("NFKC", shown)) and part in words


def _pages(data: bytes) -> list[str]:
    from pypdf import PdfReader

    return [p.extract_text() for p in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.slow
@pytest.mark.parametrize("where", WHERE)
def test_nothing_in_a_text_can_act_in_any_format(where, pictures):
    for nasty in NASTY:
        text = where.replace("{}", str(_markdown(nasty)))
        meta = META._replace(title=nasty, marking=nasty, draft=nasty)
        html = page(text, meta, pictures)
        assert folded(nasty) in from_html(html)
        tags = [t for t, _ in Words(html).tags]
        assert (
            tags.count("script") == 1
            and tags.count("style") == 1
            and not {"img", "a:href"} & set(tags)
        )
        assert all((a.get("href") or "#").startswith("#") for _, a in Words(html).tags)
        word = docx(text, meta)
        assert folded(nasty) in from_docx(word)
        fields = re.findall(r'w:instr="(\w+)"|instrText', "".join(_parts(word).values()))
        assert sorted(fields) == ["NUMPAGES", "PAGE"]
        made = pdf(text, meta._replace(marking="", draft=""), {})
        assert letters(nasty) in letters(from_pdf(made))
        assert pdf(text, meta, {})


@pytest.mark.slow
@given(st.text(min_size=1))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_a_format(text):
    markdown = f"# {_markdown(text)}\n\n{_markdown(text)}\n"
    meta = META._replace(title=text, marking=text, draft=text)
    assert (
        from_docx(docx(markdown, meta))
        == from_html(page(markdown, meta, {}))
        == from_blocks(parse(markdown))
    )
    assert pdf(markdown, meta, {}).startswith(b"%PDF")


def _parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {
            n: archive.read(n).decode("utf-8", "replace")
            for n in archive.namelist()
            if n.endswith((".xml", ".rels"))
        }


def test_the_word_file_has_real_styles_tables_and_no_trace_of_its_making():
    from docx import Document

    data = docx(SAMPLE, META._replace(draft="PROJET"))
    assert data == docx(SAMPLE, META._replace(draft="PROJET"))
    made = Document(io.BytesIO(data))
    used = {p.style.name for p in made.paragraphs}
    assert {f"Heading {n}" for n in (1, 2, 3, 4)} | {
        "List Bullet",
        "List Bullet 2",
        "List Number",
        "Quote",
    } <= used
    assert made.sections[0].header.paragraphs[0].text == "CONFIDENTIEL · PROJET"
    assert all("w:tblHeader" in t._tbl.tr_lst[0].xml for t in made.tables)
    parts = _parts(data)
    core = made.core_properties
    assert (core.title, core.language, core.author, core.last_modified_by) == (
        META.title,
        "fr",
        "",
        "",
    )
    assert (
        "dcterms" not in parts["docProps/core.xml"].replace("xmlns:dcterms", "")
        and "docProps/app.xml" not in parts
    )
    assert 'w:lang w:val="fr-FR"' in parts["word/styles.xml"]
    starts = re.findall(r'startOverride w:val="(\d+)"', parts["word/numbering.xml"])
    assert starts == ["1", "7"]


@pytest.mark.slow
def test_the_pdf_is_one_for_the_archives(pictures, tmp_path):
    from pypdf import PdfReader

    meta = META._replace(draft="PROJET")
    data = pdf(SAMPLE, meta, pictures)
    assert data == pdf(SAMPLE, meta, pictures)
    made = PdfReader(io.BytesIO(data))
    root = made.trailer["/Root"]
    assert (
        root["/Lang"] == "fr"
        and "/OutputIntents" in root
        and "/AF" not in root
        and "/Names" not in root
    )
    assert made.metadata.title == META.title and not made.metadata.author
    assert made.metadata["/CreationDate"] == made.metadata["/ModDate"] == "D:20250630000000Z"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", xmp)) == {"2025-06-30T00:00:00Z"}
    assert not re.search(rb"/(JavaScript|JS|OpenAction|AA|Launch|URI|EmbeddedFile)\b", data)
    titles = [o.title for o in _flat(made.outline)]
    assert titles == [plain(b.inlines) for b in parse(SAMPLE) if isinstance(b, Heading)]
    for number, sheet in enumerate(made.pages, 1):
        text = sheet.extract_text()
        assert "CONFIDENTIEL · PROJET" in text and f"{number} / {len(made.pages)}" in text
    fonts = len(re.findall(rb"/Type\s*/FontDescriptor\b", data))
    assert fonts and fonts == len(re.findall(rb"/FontFile[23]?\s+\d", data)), (
        "a font is not embedded"
    )
    if verapdf := shutil.which(
        "verapdf"
    ):  # it cannot be had from the registries; where it is installed, it judges
        file = tmp_path / "made.pdf"
        file.write_bytes(data)
        told = subprocess.run(
            [verapdf, "--flavour", "2b", "--format", "text", str(file)],
            capture_output=True,
            text=True,
        )
        assert told.stdout.startswith("PASS"), told.stdout + told.stderr


def _flat(outline) -> list:
    return [o for part in outline for o in (_flat(part) if isinstance(part, list) else [part])]


def test_signs_that_no_font_has_stand_in_the_pdf_by_their_number():
    made = from_pdf(pdf("# T\n\nmedina \U00012345 \U0001f9ff end\n", META, {}))
    assert "medina" in made and "end" in made
    assert "[U+12345]" in made or "\U00012345" in made


def test_pictures_say_in_words_what_they_show(pictures):
    assert set(pictures) == {"timeline", "delays", "verdicts"}
    for svg in pictures.values():
        assert (
            svg.count("<svg")
            == svg.count('role="img"')
            == svg.count("<title")
            == svg.count("<desc")
        )
        assert "style=" not in svg and "href" not in svg
    assert "Witnesses, Prompt: met (0/1)" in pictures["verdicts"]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_in_a_browser_the_page_fits_asks_for_nothing_and_filters(
    browser, pictures, width, language
):
    sheet = browser.open(
        page(SAMPLE, META._replace(language=language, draft="PROJET"), pictures), width
    )
    assert sheet.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
    assert sheet.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    rows = (
        "[...document.querySelectorAll('div[data-verdict] tbody tr')].filter(r => "
        "r.checkVisibility()).length"
    )
    assert sheet.locator("select").count() == 1 and sheet.evaluate(rows) == 200
    sheet.get_by_label("Verdict").select_option("not shown")
    assert sheet.evaluate(rows) == 67
    sheet.get_by_role("searchbox").fill("NUMÉRO 19")
    assert sheet.evaluate(rows) == 5
    assert sheet.get_by_role("status").inner_text().endswith("5 / 200")
    assert browser.told == []
    sheet.close()


def test_without_its_script_the_page_still_says_all(browser, pictures):
    browser.open(page(SAMPLE, META, pictures), 1280).close()
    context = browser.browser.new_context(java_script_enabled=False)
    sheet = context.new_page()
    sheet.goto(browser.file.as_uri())
    assert (
        sheet.locator("select").count() == 0 and sheet.get_by_text("Étape numéro 199").is_visible()
    )
    context.close()


def test_in_a_browser_nothing_in_a_text_runs(browser, pictures):
    for where in WHERE:
        text = where.replace("{}", " ".join(str(_markdown(n)) for n in NASTY))
        every = " ".join(NASTY)
        sheet = browser.open(
            page(text, Meta(every, "en", every, "2025-06-30", every, {"verdict": every}), pictures),
            375,
        )
        assert sheet.title() == folded(every)
        assert NASTY[0] in sheet.inner_text("main") and "49" not in sheet.inner_text("main")
        assert sheet.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        sheet.close()


def test_printed_by_a_browser_every_page_is_marked(browser, pictures):
    sheet = browser.open(page(SAMPLE, META, pictures), 1280)
    pages = _pages(sheet.pdf(prefer_css_page_size=True))
    assert len(pages) > 4
    for number, text in enumerate(pages, 1):
        assert "CONFIDENTIEL" in text and f"{number} / {len(pages)}" in text
    sheet.close()


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_axe_finds_nothing_serious(browser, axe, pictures, width, language):
    html = page(SAMPLE, META._replace(language=language, draft="PROJET"), pictures)
    sheet = browser.open(html, width)
    sheet.evaluate(axe)
    found = sheet.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
    assert [
        (v["id"], [n["html"][:120] for n in v["nodes"]][:2])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []
    sheet.close()


def test_the_page_can_be_read_by_ear(pictures):
    found = Words(page(SAMPLE, META, pictures)).tags
    names = [t for t, _ in found]
    assert {"header", "nav", "main", "footer"} <= set(names) and names.count("h1") == 1
    assert all(a.get("scope") for t, a in found if t == "th")
    ids = [a["id"] for _, a in found if a.get("id")]
    assert len(ids) == len(set(ids))
    labels = [a["aria-label"] for _, a in found if a.get("role") == "region"]
    assert labels == ["Les étapes", "Les délais"]
    pointed = [a["href"][1:] for t, a in found if t == "a"]
    assert set(pointed) <= set(ids) and len(pointed) == 4
