"""What the program says in English, and the catalogues that say it in other languages.

python tools/catalogue.py            tells what is missing or left over; exits with 1 if anything is
python tools/catalogue.py --update   puts new texts in, empty, and takes out those that nobody says

`calls` and `mandates` are extraction methods of Babel's:
https://babel.pocoo.org/en/latest/messages.html
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from minnesota.base.wording import plural
from minnesota.language import rules

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "minnesota" / "language" / "locale"
LANGUAGES = [code for code in rules.LANGUAGES if code != "en"]  # English is in the code
FIRST = (  # the functions whose first argument is a text
    *("t", "say", "text", "_", "ask", "need", "repeated"),
    *("confirms", "contradicts", "partly", "lacks", "excludes"),
    *("Reason", "Word", "Phrase", "_Minimum"),
)
UNITS = ("Counted", "counted")  # their second argument names one thing; its plural is ours
TEXTS = {  # where the texts stand among the arguments of a function
    **dict.fromkeys(FIRST, slice(1)),
    **dict.fromkeys(("Break", *UNITS), slice(1, 2)),
    "Sentence": slice(None),
}
NOWHERE = ast.Module([], [])
Text = str | tuple[str, str]  # the second is the plural
Extracted = Iterator[tuple[int, str | None, Text, list[str]]]


def calls(file: IO[bytes], keywords: object, tags: object, options: dict[str, bool]) -> Extracted:
    """Yield the texts of Python code: arguments of our functions, docstrings of checks, values."""
    tree = ast.parse(file.read())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    # The innermost function comes last, and is the one that stays.
    inside = {node: function for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        texts: Iterable[Text] = ()
        if isinstance(node, ast.Call):
            texts = _of_call(node, inside.get(node, tree))
        elif isinstance(node, ast.FunctionDef) and "check" in map(_called, node.decorator_list):
            texts = [
                " ".join((ast.get_docstring(node) or "").split())
            ]  # `protocol explain` says it
        elif isinstance(node, ast.Subscript) and options["values"]:
            if getattr(node.value, "id", "") == "Literal":
                texts = [
                    text for value in ast.walk(node.slice) for text in _strings(value, NOWHERE)
                ]
        for text in texts:
            if isinstance(text, tuple):
                yield node.lineno, "ngettext", text, []
            elif any(map(str.isalpha, text)):
                yield node.lineno, None, text, []


def _values(choices: ast.AST) -> Iterator[Text]:
    """Yield the words among which a field of a form is chosen."""
    for node in ast.walk(choices):
        yield from _strings(node, NOWHERE)


def _of_call(call: ast.Call, scope: ast.AST) -> Iterator[Text]:
    """Yield the texts that a call is given."""
    function = _called(call)
    if function == "ngettext":
        one, many = (_strings(argument, scope) for argument in call.args[:2])
        yield from zip(one, many, strict=True)
    for argument in call.args[TEXTS.get(function, slice(0))]:
        for text in _strings(argument, scope):
            if function in UNITS:
                yield text, plural(text)
            else:
                yield text


def _called(node: ast.AST) -> str:
    """Return the name of the function that a call calls; empty for anything else."""
    function = getattr(node, "func", None)
    return str(getattr(function, "id", getattr(function, "attr", "")))


def _strings(node: ast.AST, scope: ast.AST) -> Iterator[str]:
    """Yield what an argument can be: written there, or given to a variable in the same function.

    Raises:
        ValueError: the text is put together in code, so that nobody can translate it.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body, scope)
        yield from _strings(node.orelse, scope)
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        raise ValueError(
            f"line {node.lineno}: a text that is put together in code cannot be translated"
        )
    elif isinstance(node, ast.Name):
        for given in ast.walk(scope):
            for target in getattr(given, "targets", ()):
                if isinstance(target, ast.Name) and target.id == node.id:
                    yield from _strings(given.value, NOWHERE)


def mandates(file: IO[bytes], keywords: object, tags: object, options: object) -> Extracted:
    """Yield the titles of the UN mandates."""
    for mandate in yaml.safe_load(file)["mandates"]:
        yield 1, None, mandate["title"], []


def holds_values(path: Path) -> bool:
    """Return whether the Literals of a file are words of the case format, which are shown."""
    return "/model/case/" in path.as_posix() or path.name == "audience.py"


def template() -> Catalog:
    """Return a catalogue of every text and the files that say it, with no translation."""
    made = Catalog()
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}

    def add(path: Path, method: Callable[..., Extracted], **options: object) -> None:
        for _, text, _, _ in extract_from_file(method, path, keywords, options=options):
            made.add(text, locations=[(path.relative_to(ROOT).as_posix(), 1)])

    for path in sorted((ROOT / "minnesota").rglob("*.py")):
        add(path, calls, values=holds_values(path))
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        add(path, babel_extract, trim_blocks="true", lstrip_blocks="true")
    add(ROOT / "protocols/special-procedures/mandates.yaml", mandates)
    return made


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as it is, empty if there is none yet."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def filled(message: Message) -> bool:
    """Return whether a message is translated, in each of its plural forms."""
    return bool(message.string) and (isinstance(message.string, str) or all(message.string))


def faults(language: str) -> list[str]:
    """Return what a catalogue lacks, and what it holds that nobody says."""
    said, known = template(), catalogue(language)
    translated = {message.id for message in known if filled(message)}
    return [
        *(f"not translated: {message.id}" for message in said if message.id not in translated),
        *(
            f"not said any more: {message.id}"
            for message in known
            if message.id and message.id not in said
        ),
    ]


def update(language: str) -> None:
    """Bring a catalogue up to what is said now."""
    changed = catalogue(language)
    created = changed.creation_date
    changed.update(template(), no_fuzzy_matching=True)
    changed.creation_date = created  # or each update would change the file
    with (LOCALE / f"{language}.po").open("wb") as file:
        write_po(file, changed, width=110, include_lineno=False, ignore_obsolete=True)


if __name__ == "__main__":
    if "--update" in sys.argv:
        for language in LANGUAGES:
            update(language)
    amiss = 0
    for language in LANGUAGES:
        for fault in faults(language):
            print(f"{language}: {fault}")
            amiss = 1
    sys.exit(amiss)
