"""What the code and the templates say in English, and the catalogues that say it in French and Spanish.

python tests/catalogue.py            what is missing or wrong in the catalogues
python tests/catalogue.py --update   also puts new texts into them, empty, and takes out those that nobody says any more
"""

import ast
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from minnesota.base.wording import plural

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "minnesota" / "language" / "locale"
LANGUAGES = ("fr", "es")
PLURAL = {"fr": "(n > 1)", "es": "(n != 1)"}  # two forms; Babel's own third, for round millions, no text here needs
FIRST = (
    "t",
    "say",
    "Reason",
    "confirms",
    "contradicts",
    "partly",
    "lacks",
    "excludes",
    "Word",
    "Phrase",
    "repeated",
    "text",
    "_",
    "_Minimum",
    "ask",
    "need",
)
SECOND = ("Break",)
UNITS = ("Counted", "counted")
Text = str | tuple[str, str]


def texts() -> dict[Text, list[str]]:
    """Every text to translate (with its plural where it counts something), and the files that say it."""
    found: dict[Text, list[str]] = {}
    for path, text in (*_of_code(), *_of_templates(), *_of_mandates()):
        if path not in found.setdefault(text, []):
            found[text].append(path)
    plurals = {text[0] for text in found if isinstance(text, tuple)}
    return {t: paths for t, paths in found.items() if t not in plurals}  # one entry holds both


def _of_templates() -> Iterator[tuple[str, Text]]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        with path.open("rb") as file:
            for _, _, text, _ in babel_extract(file, ("_", "gettext", "ngettext"), (), options):
                said = tuple(t for t in text if t)[:2] if isinstance(text, tuple) else text
                yield path.relative_to(ROOT).as_posix(), said[0] if len(said) == 1 else said


def _of_mandates() -> Iterator[tuple[str, Text]]:
    path = ROOT / "protocols/special-procedures/mandates.yaml"
    for mandate in yaml.safe_load(path.read_text("utf-8"))["mandates"]:
        yield path.relative_to(ROOT).as_posix(), mandate["title"]


def _of_code() -> Iterator[tuple[str, Text]]:
    for path in sorted((ROOT / "minnesota").rglob("*.py")):
        name, tree = path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))
        for text in _of_tree(tree, name):
            if not isinstance(text, str) or any(map(str.isalpha, text)):
                yield name, text


def _of_tree(tree: ast.Module, name: str) -> Iterator[Text]:
    scopes: list[ast.AST] = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    inside = {id(n): scope for scope in scopes for n in ast.walk(scope)}  # the innermost function is written last
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal" and "/case/" in name:
            yield from (
                n.value for n in ast.walk(node.slice) if isinstance(n, ast.Constant) and isinstance(n.value, str)
            )
        if isinstance(node, ast.FunctionDef) and any(_called(d) == "check" for d in node.decorator_list):
            yield " ".join((ast.get_docstring(node) or "").split())  # what a check computes, as `protocol explain` says it
        if not isinstance(node, ast.Call):
            continue
        function, args = _called(node), node.args
        scope = inside.get(id(node), tree)
        if function in FIRST and args:
            yield from _strings(args[0], scope, name)
        elif function in SECOND and len(args) > 1:
            yield from _strings(args[1], scope, name)
        elif function == "Sentence":
            for arg in args:
                yield from _strings(arg, scope, name)
        elif function in UNITS and len(args) > 1:
            yield from ((unit, plural(unit)) for unit in _strings(args[1], scope, name))
        elif function == "ngettext" and len(args) > 1:
            yield from zip(_strings(args[0], scope, name), _strings(args[1], scope, name), strict=True)


def _called(node: ast.AST) -> str:
    """The name of the function that a call calls; empty for anything else."""
    function = getattr(node, "func", None)
    return str(getattr(function, "id", getattr(function, "attr", "")))


def _strings(node: ast.AST, scope: ast.AST, name: str) -> Iterator[str]:
    """The texts that an argument can be: written there, or given to a variable in the same function."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body, scope, name)
        yield from _strings(node.orelse, scope, name)
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        raise ValueError(f"{name}:{node.lineno}: a text that is put together in code cannot be translated")
    elif isinstance(node, ast.Name):
        for given in ast.walk(scope):
            if isinstance(given, ast.Assign) and any(getattr(t, "id", "") == node.id for t in given.targets):
                yield from _strings(given.value, ast.Module([], []), name)


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> Text:
    """A message of a catalogue as `texts` gives it."""
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def filled(message: Message) -> bool:
    """Whether a message is translated, in each of its plural forms."""
    return bool(message.string) and (isinstance(message.string, str) or all(message.string))


def update() -> None:
    """Write each catalogue anew: what is translated stays, what is new is empty, what nobody says any more goes."""
    said, day = texts(), datetime(2026, 1, 1)
    for language in LANGUAGES:
        old = {key(m): m.string for m in catalogue(language) if m.id and filled(m)}
        new = Catalog(
            locale=language,
            project="minnesota",
            version="1",
            msgid_bugs_address="none",
            last_translator="minnesota",
            language_team="minnesota",
            creation_date=day,
            revision_date=day,
            fuzzy=False,
        )
        new.mime_headers = [("Plural-Forms", f"nplurals=2; plural={PLURAL[language]};")]
        new.header_comment = "# What the program says, in another language. tests/catalogue.py keeps it complete."
        for text, paths in said.items():
            new.add(text, old.get(text, ("", "") if isinstance(text, tuple) else ""), [(p, 1) for p in paths])
        with (LOCALE / f"{language}.po").open("wb") as file:
            write_po(file, new, width=110, include_lineno=False)


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    for code in LANGUAGES:
        empty = [key(m) for m in catalogue(code) if m.id and not filled(m)]
        print(f"{code}: {len(texts())} texts, {len(empty)} not translated")
        for text in empty:
            print(f"  {text}")
