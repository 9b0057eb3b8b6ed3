"""Citations held against a PDF: every word of every paragraph, and no other byte of a pack."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pypdf
import pytest
import typst
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from minnesota.authoring import pages
from minnesota.authoring.citations import Agreement, raised, verify_citations
from minnesota.authoring.paragraphs import paragraphs_of
from minnesota.base.diagnostics import Problems
from minnesota.reading.protocol import load_protocol
from support.packs import TOY, write_pack

# A document of our own: invented words, in every shape that a real one has.

STEMS = [
    "marrow",
    "lantern",
    "wickerwork",
    "harbourmaster",
    "unremarkable",
    "gardenerly",
    "thistle",
    "counterbalancing",
    "overwintering",
    "office",
    "cobblestone",
    "affluence",
    "river",
]
ENDS = ["ation", "ingly", "ness", "able", "istically", "fully", "ment"]
NOTE = "Footnoted nonsense, the notebook of a beekeeper, p. 12."


def words(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(STEMS) + chance.choice(["", "", *ENDS]) for _ in range(count))


def sentence(seed: int, count: int = 14) -> str:
    return words(seed, count).capitalize() + "."


PARAGRAPHS = {
    str(n): " ".join(sentence(100 * n + i) for i in range(1 + n % 5)) for n in range(1, 41)
}
PARAGRAPHS |= {
    "3": f"{sentence(1)} It happened in the spring of 2016. {sentence(2)} On 10 December it "
    f"ended, in 10 December words. {sentence(3)}",
    "5": f"{sentence(4)} Compare with paragraph 6. the millwright said, and note 12. Nothing "
    f"else. {sentence(5)}",
    "7": f"{sentence(6)} The sand-glass is: (a) a sand-glass of glass; (b) see (c) below, a "
    f'zeppelin; and (c) the "quoted" keeper\'s café.',
    "8": " ".join(sentence(900 + i, 20) for i in range(25)),
    "40": "The last of all. It ends here.",
}
BREAKS = {
    "of 2016.": "of#linebreak()2016.",
    "On 10 Dec": "On#linebreak()10 Dec",
    "in 10 Dec": "in#linebreak()10 Dec",
    "paragraph 6. the": "paragraph#linebreak()6. the",
    "note 12. Nothing": "note#linebreak()12. Nothing",
}
SECTIONS = {1: "Of lamps and lanterns", 6: "Of glass", 20: "Of the zeppelin", 31: "Of boats"}


def source(setup: str, number: str, contents: str) -> str:
    body = [contents]
    for n, text in PARAGRAPHS.items():
        if int(n) in SECTIONS:
            body.append(f"= {SECTIONS[int(n)]}")
        if int(n) % 9 == 4:
            body.append(f"*A zeppelin title before {n}*")
        for plain, broken in BREAKS.items():
            text = text.replace(plain, broken)
        first, rest = text.split(".", 1) if int(n) % 4 == 2 else (text, None)
        noted = text if rest is None else f"{first}.#footnote[{NOTE} {n}. Zeppelin.]{rest}"
        body.append(number.format(n=n, text=noted.replace("; (", ";#linebreak();(")))
    return setup + "\n\n".join(
        [*body, "= Annex", "1. A zeppelin list", "2. And its second", words(7, 60)]
    )


RUNNING = "numbering: '1', header: [The Book of Nonsense #h(1fr) _Zeppelin edition_]".replace(
    "'", '"'
)
JUSTIFIED = '#set text(size: 10pt, hyphenate: true, lang: "en")\n#set par(justify: true)\n'
LAYOUTS = {
    "narrow": (
        f"#set page(width: 230pt, height: 340pt, {RUNNING})\n{JUSTIFIED}",
        "[{n}.]#h(1em){text}",
        "#outline()\n#pagebreak()",
    ),
    "columns": (
        f"#set page(width: 500pt, height: 400pt, columns: 2, {RUNNING})\n{JUSTIFIED}#set "
        f'heading(numbering: "1.")\n',
        "[{n}.] {text}",
        "#outline()\n#pagebreak()",
    ),
    "hanging": (
        f"#set page(width: 400pt, height: 500pt, {RUNNING})\n{JUSTIFIED}#set "
        f"super(typographic: false)\n"
        "#show heading: set text(size: 10pt)\n",
        "grid(columns: (2em, 1fr), [{n}.], [{text}])",
        "\n\n".join(
            f"{n}\\. {title} #h(1fr) {n + 3}" for n, title in enumerate(SECTIONS.values(), 1)
        )
        + "\n#pagebreak()",
    ),
}


def made(folder: Path, text: str) -> Path:
    (folder / "made.typ").write_text(text, encoding="utf-8")
    typst.compile(folder / "made.typ", output=folder / "made.pdf")
    return folder / "made.pdf"


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_word_of_every_paragraph_is_read_and_no_other(tmp_path, layout):
    setup, number, contents = LAYOUTS[layout]
    pdf = made(tmp_path, source(setup, "#" + number, contents))
    assert len(pypdf.PdfReader(pdf).pages) > 8
    found = paragraphs_of(pdf)
    assert list(found) == list(PARAGRAPHS)
    for n, text in PARAGRAPHS.items():
        assert found[n] == text


def test_a_number_that_is_not_found_is_skipped_and_never_invented(tmp_path):
    some = "\n\n".join(f"#[{n}.] {sentence(n)}" for n in (1, 2, 3, 5, 6, 20, 2, 7))
    assert list(paragraphs_of(made(tmp_path, some))) == ["1", "2", "3", "5", "6", "7"]


# What is no such document


def blank(folder: Path, **_: object) -> bytes:
    return typst.compile(made(folder, "#rect(fill: red)").with_suffix(".typ"))


def encrypted(folder: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=made(folder, "#[1.] Word."))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    writer.write(stream := io.BytesIO())
    return stream.getvalue()


def truncated(folder: Path) -> bytes:
    return made(folder, "#[1.] Word.").read_bytes()[:700]


def page_of(operators: bytes, pages: int = 1) -> bytes:
    """A PDF of the same page many times: small in the file, however large its content is when it
    is read.
    """
    writer = pypdf.PdfWriter()
    names = {
        "Type": "Font",
        "Subtype": "Type1",
        "BaseFont": "Helvetica",
        "Encoding": "WinAnsiEncoding",
    }
    font = DictionaryObject({NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in names.items()})
    fonts = DictionaryObject({NameObject("/F"): font})
    stream = DecodedStreamObject()
    stream.set_data(operators)
    packed = writer._add_object(stream.flate_encode())
    for _ in range(pages):
        page = writer.add_blank_page(600, 800)
        page[NameObject("/Contents")] = packed
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return written(writer)


def test_text_whose_size_is_in_its_matrix_is_read_alike(tmp_path):
    """As programs for layout write it: one font of size 1, the place and size of each line in a
    matrix.
    """
    operators = rb"""BT /F 1 Tf 16 0 0 16 50 760 Tm (7. A great title)Tj 10 0 0 10 50 700 Tm
        (1.)Tj 2 0 Td (The mill must \(a\) be impar-)Tj -2 -1.2 TD (tial and \223open\224; and)Tj
        T* (\(b\))Tj 2 0 Td [(have)-400(a da)20(m.)]TJ 8 0 0 8 50 60 Tm (2. A note at the foot.)Tj
        10 0 0 10 50 640 Tm (2.)Tj 2 0 Td (Second.)Tj ET"""
    (tmp_path / "made.pdf").write_bytes(page_of(operators))
    assert paragraphs_of(tmp_path / "made.pdf") == {
        "1": 'The mill must (a) be impartial and "open"; and (b) have a dam.',
        "2": "Second.",
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: b"", "not-pdf"),
        (lambda folder: b"PK\x03\x04 a word file", "not-pdf"),
        (lambda folder: b"%PDF-1.7\n" + b"nonsense " * 99, "damaged"),
        (truncated, "damaged"),
        (encrypted, "encrypted"),
        (blank, "no-text"),
        (lambda folder: written(pypdf.PdfWriter()), "no-text"),
        (lambda folder: made(folder, "Only words. 2016. Years.").read_bytes(), "no-paragraphs"),
        (lambda folder: page_of(b"", 2001), "too-large"),
        (lambda folder: page_of(b"BT (x) Tj ET " * 100_000, 500), "too-large"),
        (lambda folder: page_of(b" " * 200_000_000), "damaged"),
    ],
)
def test_what_cannot_be_read_is_one_diagnostic(tmp_path, monkeypatch, capfd, make, code):
    monkeypatch.setattr(pages, "MAX_SECONDS", 3.0)
    pdf = tmp_path / "source.pdf"
    pdf.write_bytes(make(tmp_path))
    with pytest.raises(Problems) as caught:
        paragraphs_of(pdf)
    assert [(d.file, d.code) for d in caught.value.diagnostics] == [(str(pdf), code)]
    assert capfd.readouterr() == ("", "")


def test_what_is_no_file_is_one_diagnostic(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "none.pdf", tmp_path, tmp_path / "pipe", Path("a\0b")):
        with pytest.raises(Problems) as caught:
            paragraphs_of(path)
        assert [d.code for d in caught.value.diagnostics] == ["unreadable"]
    monkeypatch.setattr(pages, "MAX_BYTES", 10)
    with pytest.raises(Problems, match="1 problem") as caught:
        paragraphs_of(made(tmp_path, "#[1.] Word."))
    assert caught.value.diagnostics[0].code == "too-large"


def test_a_damaged_file_never_ends_in_a_traceback(tmp_path):
    whole = made(tmp_path, "#[1.] Wörd one.\n\n#[2.] Word two.").read_bytes()
    chance = random.Random(1)
    for _ in range(120):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        (tmp_path / "broken.pdf").write_bytes(broken)
        try:
            paragraphs_of(tmp_path / "broken.pdf")
        except Problems as problems:
            assert len(problems.diagnostics) == 1


def test_a_document_that_only_its_owner_may_change_is_read(tmp_path):
    writer = pypdf.PdfWriter(clone_from=made(tmp_path, "#[1.] One word."))
    writer.encrypt("", owner_password="secret", algorithm="RC4-128")
    (tmp_path / "made.pdf").write_bytes(written(writer))
    assert paragraphs_of(tmp_path / "made.pdf") == {"1": "One word."}


# Agreement

TEXTS = {
    "1": "Lanterns, glassworks and the keeper’s Émigré of efﬁciency.",
    "2": "See the list in (b) below: (a) a sand-glass; (b) the ferry-\xadman of (a); and (c) a "
    "zeppelin",
    "3": "A lantern and a zeppelin.",
    "4": "A zeppelin.",
    "6": "The next but one, with a lantern.",
    "7": "Nothing. Zeppelin lantern.",
    "8": "Zeppelin lantern.",
}
ASKED = [
    ("1", "lantern glass", "agree", 'paragraph 1 holds "lantern" and "glass"'),
    ("1", "émigr efficien keeper", "agree", 'paragraph 1 holds "émigr", "efficien" and "keeper"'),
    ("1", "emigr", "doubt", 'paragraph 1 does not hold "emigr"; no other paragraph holds it'),
    ("1", "works", "doubt", 'paragraph 1 does not hold "works"; no other paragraph holds it'),
    ("1 3", "lantern", "agree", 'paragraphs 1 and 3 hold "lantern"'),
    (
        "1 3 4",
        "lantern",
        "doubt",
        'paragraphs 1 and 3 hold "lantern", but 4 not: narrow the citation by hand',
    ),
    (
        "1-3",
        "zeppelin",
        "doubt",
        'paragraphs 2 and 3 hold "zeppelin", but 1 not: narrow the citation by hand',
    ),
    (
        "4",
        "lantern",
        "doubt",
        'paragraph 4 does not hold "lantern"; it is found in paragraphs 1, 3 and 6 and 2 more',
    ),
    (
        "1",
        "lantern zeppelin",
        "doubt",
        'paragraph 1 does not hold "zeppelin"; all keywords are found in paragraphs 3, 7 and 8',
    ),
    ("2(a)", "sand glass", "agree", 'paragraph 2(a) holds "sand" and "glass"'),
    (
        "2(a)",
        "zeppelin",
        "doubt",
        'paragraph 2(a) does not hold "zeppelin"; it is found in paragraphs 2, 3 and 4 and 2 more',
    ),
    ("2(b)", "ferry", "agree", 'paragraph 2(b) holds "ferry"'),
    ("2(c)", "zeppelin", "agree", 'paragraph 2(c) holds "zeppelin"'),
    ("2(d)", "zeppelin", "doubt", "paragraph 2 has no (d)"),
    (
        "4",
        "zeppelin",
        "doubt",
        'paragraph 4 holds "zeppelin", but paragraph 5 could not be found: where 4 ends is '
        "not sure",
    ),
    ("5", "zeppelin", "not-found", "paragraph 5 could not be found (its last is 8)"),
    ("1 241", "lantern", "not-found", "the document has no paragraph 241 (its last is 8)"),
    ("1", "", "doubt", "the step has no keywords"),
    ("1 bis", "lantern", "doubt", '"bis" is not the number of a paragraph'),
]


def test_each_step_agrees_or_is_doubted_in_words(tmp_path):
    step = {k: v for k, v in yaml.safe_load(TOY["steps/one.yaml"])[1].items() if k != "applies"}
    confidences = ["verified", "memory", "section"]
    asked = [
        {
            **step,
            "id": f"toy.s{i}",
            "keywords": words.split(),
            "cite": {"paragraphs": cited.split(), "section": "A", "confidence": confidences[i % 3]},
        }
        for i, (cited, words, *_) in enumerate(ASKED)
    ]
    write_pack(tmp_path, **{"steps/two.yaml": yaml.safe_dump(asked)})
    assert verify_citations(load_protocol("./toy", tmp_path), TEXTS) == [
        Agreement(f"toy.s{i}", cited.replace(" ", ", "), confidences[i % 3], answer, reason)
        for i, (cited, _, answer, reason) in enumerate(ASKED)
    ]
    assert {a.answer for a in verify_citations(load_protocol("./toy", tmp_path), {})} == {
        "not-found"
    }


# Writing it down


def test_only_the_confidence_of_a_step_that_agrees_is_changed():
    before = (
        "\ufeff# confidence: memory é😀\r\n"
        '- {id: a.one, title: "confidence: memory 😀é", cite: {paragraphs: ["25"], section: '
        "memory, confidence: memory}} # memory\r\n"
        "- id: a.two\r\n  cite:\r\n    confidence:   'section'   # section\r\n"
        "    section: section\r\n"
        '- {id: a.three, cite: {"confidence": "memory", section: A}}\n'
        "- {id: a.four, cite: {confidence: verified, section: memory}}\r"
        "- {confidence: memory, cite: {confidence: \n    section}, id: a.five}"
    ).encode()
    after = raised("s.yaml", before, {"a.one", "a.two", "a.four", "a.five", "a.none"}).decode()
    assert raised("s.yaml", before, ()) == before
    assert after == before.decode().replace(
        "section: memory, confidence: memory}}", "section: memory, confidence: verified}}"
    ).replace("'section'", "'verified'").replace("\n    section}", "\n    verified}")


def test_a_confidence_in_a_strange_hand_is_told_with_its_place():
    for value in ('"m\\x65mory"', ">-\n    memory"):
        with pytest.raises(Problems) as caught:
            raised("s.yaml", f"- id: a\n  cite:\n   confidence: {value}\n".encode(), {"a"})
        assert [(d.file, d.line, d.code) for d in caught.value.diagnostics] == [
            ("s.yaml", 3, "unusual-value")
        ]


WORDS = st.text(st.sampled_from("aé😀中 memorysection"), max_size=8).map(lambda t: f'"{t}"')
CONFIDENCES = st.sampled_from(["memory", "section", "verified"])
STEPS = st.lists(
    st.tuples(WORDS, CONFIDENCES, st.sampled_from(["", "'", '"']), st.booleans(), st.booleans()),
    min_size=1,
    max_size=6,
)
FLOW = (
    "- {{title: {title}, cite: {{section: {title}, confidence: {value}}}, id: s{n}}} # memory{end}"
)
BLOCK = (
    "-  id: s{n}{end}   cite:{end}     confidence:  {value}  # section{end}     section: "
    "memory{end}   title: {title}{end}"
)


@given(STEPS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_nothing_but_the_wanted_values_differs(steps, end, bom):
    def text(wanted: bool) -> bytes:
        parts = []
        for n, (title, confidence, quote, flow, agreed) in enumerate(steps):
            value = "verified" if wanted and agreed else confidence
            parts.append(
                (FLOW if flow else BLOCK).format(
                    title=title, value=f"{quote}{value}{quote}", n=n, end=end
                )
            )
        return (
            ("\ufeff" if bom else "") + f"# é confidence: memory{end}" + "".join(parts)
        ).encode()

    agreed = {f"s{n}" for n, step in enumerate(steps) if step[4]}
    assert raised("s.yaml", text(False), agreed) == text(True)
