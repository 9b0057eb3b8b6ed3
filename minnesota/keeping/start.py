"""Starting a case: the commented file that `init` writes, and the worked examples it copies."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from minnesota.base import files, resources
from minnesota.base.diagnostics import Problems
from minnesota.base.wording import Phrase, Word
from minnesota.keeping import journal
from minnesota.keeping.events import Event
from minnesota.keeping.keep import begin_journal
from minnesota.language.rules import LANGUAGES
from minnesota.language.speak import language
from minnesota.model import DEFAULT_PROTOCOL
from minnesota.model.protocol import Protocol
from minnesota.reading.case import CASE_NAMES
from minnesota.reading.protocol import load_protocol
from minnesota.reading.schema import schema_of
from minnesota.reading.translation import translated

_NEAR = 0.8  # how like a name must be to be suggested: a wrong State is worse than none
_NO_STATES = ("EU", "EZ", "UN", "XA", "XB")  # two letters in Babel that are no country
_WORDS_IN_ID = 4
_LONGEST_ID = 60  # letters; the format allows 64


class Answers(NamedTuple):
    """What a new case starts from.

    `country` is an ISO 3166 code; `date` is EDTF or empty; `language` is one of LANGUAGES.
    """

    country: str
    title: str
    perspective: str
    happened: str
    date: str
    circumstances: tuple[str, ...]
    language: str = "en"


def refuse_if_taken(folder: Path) -> None:
    """Raise Problems when the folder already holds a case, or is no folder."""
    for name in (*CASE_NAMES, journal.NAME, journal.HEAD):
        path = folder / name
        if path.exists():
            what = "a case" if name in CASE_NAMES else "the journal of a case"
            message = f"there is {what} here already; nothing was written"
            raise Problems.one(path, "exists", message, "name another folder")
    if folder.exists() and not folder.is_dir():
        message = "this is a file; nothing was written"
        raise Problems.one(folder, "exists", message, "name a folder")


def write_case(answers: Answers, folder: Path, who: str | None = None) -> list[Path]:
    """Write a new case, its schema and its journal into a folder, and return what was written.

    Nothing is ever written over. Raises Problems where there is a case already, and ValueError for
    a title that holds nothing to read.
    """
    return _write(folder, case_text(answers), who)


def case_text(answers: Answers) -> str:
    """Return the YAML of a new case, commented.

    Raises ValueError for a title that holds nothing to read.
    """
    from minnesota.base.templates import environment

    answers = answers._replace(title=one_line(answers.title), happened=one_line(answers.happened))
    if not answers.title:
        raise ValueError("the title holds nothing that can be read")
    filters = {"yaml": _as_yaml, "comment": _as_comment}
    text = language(answers.language).text
    template = environment("case/case.yaml.j2", filters, text=text)
    pack = protocol(answers.language)
    return template.render(a=answers, id=_id(answers), protocol=pack)


def protocol(language: str = "en") -> Protocol:
    """Return the pack that a new case begins with, in a language. Raises Problems."""
    return translated(load_protocol(DEFAULT_PROTOCOL), DEFAULT_PROTOCOL, language)


def copy_example(name: str, folder: Path, who: str | None = None) -> list[Path]:
    """Copy a worked example into a folder, and return what was written.

    Nothing is ever written over. Raises Problems where there is a case already.
    """
    example = resources.find("examples") / name / "case.yaml"
    return _write(folder, example.read_text("utf-8"), who)


def country_code(text: str) -> str:
    """Return the ISO 3166 code of a country, from its code or its name in a language of ours.

    Raises ValueError, with what is near, for no country that is known.
    """
    codes = _country_codes()
    wanted = _plain(text)
    if wanted in codes:
        return codes[wanted]
    names = [name for name in codes if len(name) > 2]
    near = get_close_matches(wanted, names, n=1, cutoff=_NEAR)
    hint: str = Word("use its two-letter code, for example ML")
    if near:
        hint = Phrase('did you mean "{word}"?', word=near[0])
    raise ValueError(Phrase('unknown country "{text}": {hint}', text=text, hint=hint))


def _country_codes() -> dict[str, str]:
    """Return the codes of all countries by plain names and codes; of two names, the English one."""
    from babel import Locale

    codes: dict[str, str] = {}
    for tongue in reversed(LANGUAGES):
        for code, name in Locale(tongue).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_STATES:
                codes[_plain(name)] = code
                codes[_plain(code)] = code
    return codes


def one_line(text: str) -> str:
    """Return a text on one line, without what cannot be printed."""
    line = " ".join(text.split())
    printable = "".join(filter(str.isprintable, line))
    return " ".join(printable.split())  # what went may have stood between two spaces


def _write(folder: Path, case: str, who: str | None) -> list[Path]:
    refuse_if_taken(folder)
    folder.mkdir(parents=True, exist_ok=True)
    schema_path, case_path = folder / "case.schema.json", folder / "case.yaml"
    written = []
    if not schema_path.exists():  # an editor's aid, of which any copy will do
        files.write_new(schema_path, schema_of("case"))
        written.append(schema_path)
    files.write_new(case_path, case)
    begin_journal(case_path, Event.init, who)
    return [*written, case_path, folder / journal.NAME, folder / journal.HEAD]


def _as_yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _as_comment(text: str, width: int = 104) -> str:
    """Return a text as the lines of a comment."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)


def _id(answers: Answers) -> str:
    """Return the id of a new case: its country, its year, and how its title begins."""
    parts = [answers.country]
    if re.match(r"\d{4}", answers.date):
        parts.append(answers.date[:4])
    words = re.findall(r"[A-Z0-9]+", _plain(answers.title).upper())
    parts += words[:_WORDS_IN_ID]
    return "-".join(filter(None, parts))[:_LONGEST_ID].rstrip("-")


def _plain(text: str) -> str:
    """Return a text in small letters, without accents."""
    letters = unicodedata.normalize("NFKD", text.strip().casefold().replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
