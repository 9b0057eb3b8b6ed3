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
from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.base.wording import Phrase, Word
from minnesota.keeping import journal
from minnesota.keeping.keep import begin_journal
from minnesota.language.rules import LANGUAGES
from minnesota.language.speak import language
from minnesota.model import DEFAULT_PROTOCOL
from minnesota.model.protocol import Protocol
from minnesota.reading.case import CASE_NAMES
from minnesota.reading.protocol import load_protocol
from minnesota.reading.schema import schema_of
from minnesota.reading.translation import translated


class Answers(NamedTuple):
    """What a new case starts from. `country` is an ISO 3166 code; `date` is EDTF or empty; `language` one of LANGUAGES."""

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
        if (folder / name).exists():
            what = "a case" if name.startswith("case") else "the journal of a case"
            message = f"there is {what} here already; nothing was written"
            raise Problems(
                [Diagnostic(str(folder / name), 1, 1, "exists", message, "name another folder")]
            )
    if folder.exists() and not folder.is_dir():
        raise Problems(
            [
                Diagnostic(
                    str(folder),
                    1,
                    1,
                    "exists",
                    "this is a file; nothing was written",
                    "name a folder",
                )
            ]
        )


def write_case(answers: Answers, folder: Path, who: str | None = None) -> list[Path]:
    """Write a new case, its schema and its journal into a folder. Returns what was written. Never overwrites.

    Raises ValueError for a title that holds nothing to read.
    """
    return _write(folder, {"case.yaml": case_text(answers)}, who)


def case_text(answers: Answers) -> str:
    """The YAML of a new case, commented. Raises ValueError for a title that holds nothing to read."""
    answers = answers._replace(title=one_line(answers.title), happened=one_line(answers.happened))
    if not answers.title:
        raise ValueError("the title holds nothing that can be read")
    from minnesota.base.templates import environment

    template = environment(
        "case/case.yaml.j2",
        {"yaml": _yaml, "comment": _comment},
        text=language(answers.language).text,
    )
    return template.render(a=answers, id=_id(answers), protocol=protocol(answers.language))


def protocol(language: str = "en") -> Protocol:
    """The pack that a new case begins with, in a language."""
    return translated(load_protocol(DEFAULT_PROTOCOL), DEFAULT_PROTOCOL, language)


def copy_example(name: str, folder: Path, who: str | None = None) -> list[Path]:
    """Copy a worked example into a folder. Returns what was written. Never overwrites."""
    source = resources.find("examples") / name
    return _write(folder, {"case.yaml": (source / "case.yaml").read_text("utf-8")}, who)


def country_code(text: str) -> str:
    """The ISO 3166 code of a country, from its code or its name in English, French or Spanish. Raises ValueError."""
    from babel import Locale

    wanted = _plain(text)
    names: dict[str, str] = {}
    for tongue in reversed(LANGUAGES):
        for code, name in Locale(tongue).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB"):
                names |= {_plain(name): code, _plain(code): code}
    if wanted in names:
        return names[wanted]
    near = get_close_matches(
        wanted, [n for n in names if len(n) > 2], n=1, cutoff=0.8
    )  # a wrong State is worse than none
    hint = (
        Phrase('did you mean "{word}"?', word=near[0])
        if near
        else Word("use its two-letter code, for example ML")
    )
    raise ValueError(Phrase('unknown country "{text}": {hint}', text=text, hint=hint))


def _write(folder: Path, texts: dict[str, str], who: str | None) -> list[Path]:
    refuse_if_taken(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in {"case.schema.json": schema_of("case"), **texts}.items():
        if name == "case.schema.json" and (folder / name).exists():
            continue  # an editor's aid, of which any copy will do
        files.write_new(folder / name, text)
        written.append(folder / name)
    begin_journal(folder / "case.yaml", "init", who)
    return [*written, folder / journal.NAME, folder / journal.HEAD]


def one_line(text: str) -> str:
    """A text on one line, without what cannot be printed."""
    return " ".join("".join(c for c in " ".join(text.split()) if c.isprintable()).split())


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str, width: int = 104) -> str:
    """A text as the lines of a comment."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)


def _id(answers: Answers) -> str:
    year = answers.date[:4] if re.match(r"\d{4}", answers.date) else ""
    words = re.findall(r"[A-Z0-9]+", _plain(answers.title).upper())
    return "-".join([w for w in (answers.country, year) if w] + words[:4])[:60].rstrip("-")


def _plain(text: str) -> str:
    """Lower case, without accents."""
    split = unicodedata.normalize("NFKD", text.strip().casefold().replace("’", "'"))
    return "".join(c for c in split if not unicodedata.combining(c))
