"""What the program says of a case, in English, French and Spanish."""

import re
import string
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import catalogue
from minnesota.base.dates import Delay, Limit, When
from minnesota.base.wording import AND, Listed, Phrase, Reason, Sentence, Word
from minnesota.engine.assess import assess
from minnesota.language.rules import LANGUAGES
from minnesota.language.speak import language
from minnesota.model.case.base import HowMany
from minnesota.reading.case import load_case
from minnesota.reading.protocol import load_protocol
from support.words import ENGLISH

ROOT = Path(__file__).parent.parent
OTHERS = [code for code in LANGUAGES if code != "en"]


def placeholders(text):
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:  # a lone brace
        named = set()
    return named | set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
def test_every_text_has_its_translation_and_no_translation_is_left_over(code):
    how = "python tools/catalogue.py --update, then translate it in minnesota/language/locale"
    assert catalogue.faults(code) == [], how


def translations(code):
    """Each text that is translated, with its translation; of a plural, both forms."""
    for message in catalogue.catalogue(code):
        if message.id and catalogue.filled(message):
            if isinstance(message.id, str):
                yield message.id, message.string
            else:
                yield from zip(message.id, message.string, strict=True)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_holds_the_same_values_and_stands_as_free_as_the_english(code):
    pairs = list(translations(code))
    assert len(pairs) > 1_000
    for english, other in pairs:
        assert placeholders(english) == placeholders(other), english
        assert (english[-1] == " ") == (other[-1] == " "), f"the space at the end of {english!r}"
        if english[0] == " ":
            assert other[0].isspace(), f"the space at the start of {english!r}"


def test_the_french_has_its_no_break_spaces():
    amiss = re.compile(r"[^\s\u00a0\d][;?!»]|[\u00ab][^\u00a0]| [:;?!»]")
    assert [french for _, french in translations("fr") if amiss.search(french)] == []


def reasons(example):
    file = load_case(ROOT / "examples" / example / "case.yaml")
    made = assess(load_protocol("minnesota-2016"), file.case, date(2025, 11, 24))
    return file.case, [
        *(r for f in made.findings for r in f.reasons),
        *(c.reason for c in made.conflicts),
    ]


@pytest.mark.parametrize("example", ["dioura", "well-run"])
def test_english_says_what_the_code_says(example):
    for reason in reasons(example)[1]:
        assert language("en").say(reason) == str(reason)


@pytest.mark.translations
@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("example", ["dioura", "well-run"])
def test_no_english_is_left_in_the_reasons_of_the_examples(example, code):
    case, found = reasons(example)
    names = sorted({i.name for i in case.institutions}, key=len, reverse=True)
    ours = [reason for reason in found if reason.text != "Note: {note}"]
    assert len(ours) > 100
    for reason in ours:
        said = language(code).say(reason)
        for name in names:
            said = said.replace(name, "")
        said = re.sub(r"[\w.-]+\[\d*\][\w.]*|\b[a-z_]+\.[\w.]+", "", said)  # paths in the file
        assert not ENGLISH.search(said), f"{reason.text}: {said}"
        assert "{" not in said and said != str(reason), reason.text


DAYS = st.dates(date(1900, 1, 2), date(2100, 1, 1))
TEXTS = st.one_of(
    DAYS.map(date.isoformat),
    DAYS.map(lambda d: d.isoformat()[:7]),
    DAYS.map(lambda d: d.isoformat()[:4]),
    DAYS.map(lambda d: f"{d}T08:30"),
)
WHENS = st.one_of(
    st.tuples(TEXTS, st.sampled_from(["", "~", "?", "%"])).map("".join),
    TEXTS.map(lambda t: f"{t}/.."),
    TEXTS.map(lambda t: f"../{t}"),
    st.tuples(DAYS, DAYS).map(lambda p: f"{min(p)}/{max(p)}"),
).map(When.parse)


@given(WHENS, WHENS, st.sampled_from(OTHERS))
def test_dates_and_delays_are_said_whole_in_another_language(first, second, code):
    delay = Delay.between(first, second)
    for value in (first, second, delay):
        said = language(code).value(value)
        assert said and not ENGLISH.search(said) and "{" not in said
    assert language("en").value(delay) == str(delay) and language("en").value(first) == str(first)
    if first.earliest and first.text[0] != ".":
        assert first.text[:4] in language(code).date(first)


@pytest.mark.parametrize(
    ("text", "french", "spanish"),
    [
        ("2025-01-03", "3 janvier 2025", "3 de enero de 2025"),
        ("2025-08", "août 2025", "agosto de 2025"),
        ("2025", "2025", "2025"),
        ("2025-01-03~", "vers le 3 janvier 2025", "hacia el 3 de enero de 2025"),
        ("2025-01~", "vers janvier 2025", "hacia enero de 2025"),
        ("2025-01-03?", "3 janvier 2025 (date incertaine)", "3 de enero de 2025 (fecha incierta)"),
        ("2025-01-03T08:30", "3 janvier 2025 à 08:30", "3 de enero de 2025, 08:30"),
        (
            "2025-01-02/2025-01-04",
            "entre le 2 janvier 2025 et le 4 janvier 2025",
            "entre el 2 de enero de 2025 y el 4 de enero de 2025",
        ),
        ("2025-01-04/..", "4 janvier 2025 ou plus tard", "4 de enero de 2025 o después"),
        ("2025-01-XX", "2025-01-XX", "2025-01-XX"),
    ],
)
def test_dates_in_words(text, french, spanish):
    when = When.parse(text)
    assert language("fr").date(when) == french and language("es").value(when) == spanish


def test_plural_forms():
    french, spanish = language("fr"), language("es")
    assert [french.counted(n, "day") for n in (0, 1, 2, 5)] == [
        "0 jour",
        "1 jour",
        "2 jours",
        "5 jours",
    ]
    assert french.counted(1000, "day") == "1\u202f000 jours"
    assert [spanish.counted(n, "day") for n in (0, 1, 2, 5, 1000)] == [
        "0 días",
        "1 día",
        "2 días",
        "5 días",
        "1000 días",
    ]
    assert french.value(Limit(hours=1)) == "1 heure" and spanish.value(Limit(days=10)) == "10 días"
    assert french.value(HowMany(at_least=10)) == "au moins 10 personnes"
    assert spanish.value(HowMany()) == "un número desconocido de personas"
    assert language("en").counted(3, "entry") == "3 entries"


def test_lists_phrases_and_sentences_are_translated_part_by_part_and_the_case_s_own_words_never():
    french, spanish = language("fr"), language("es")
    assert (
        french.value(Listed([Word("dna"), Word("fingerprints"), "death"], AND))
        == "ADN, empreintes digitales et death"
    )
    body = Phrase("{body} (no authority)", body="prosecutor")
    assert spanish.value(body) == "prosecutor (no es una autoridad)"
    delay = Delay.between(When.parse("2025-01-03"), When.parse("2025-01-05"))
    text = Sentence(
        Word("Scene {id} was secured"),
        " ",
        Word("{delay} after the incident"),
        ", within our benchmark of {limit}.",
    )
    reason = Reason(text, {"id": "S01", "delay": delay, "limit": Limit(days=3)})
    assert (
        str(reason)
        == "Scene S01 was secured 2 days after the incident, within our benchmark of 3 days."
    )
    assert (
        french.say(reason)
        == "Le lieu S01 a été sécurisé 2 jours après l'incident, dans la limite de notre repère "
        "de 3 jours."
    )
    assert french.say(Reason("Note: {note}", {"note": "police {x}"})) == "Note\u00a0: police {x}"
    assert french.word("gendarmerie") == "gendarmerie" and spanish.word("prosecutor") == "fiscalía"
    assert french.country("ML") == "Mali" and spanish.country("GB") == "Reino Unido"


def test_english_needs_neither_babel_nor_a_catalogue():
    code = (
        "import sys; from minnesota.language.speak import language; from minnesota.base.dates "
        "import When;"
        "language('en').value(When.parse('2025-01-03')); assert not {'babel', 'gettext'} & "
        "set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
