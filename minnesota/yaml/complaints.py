"""What a model refuses, said to the person who wrote the file: where, what, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from minnesota.base.diagnostics import MOST, Diagnostic, did_you_mean_or_list, shown
from minnesota.yaml.read import Document

_MOST_KEYS = 6  # keys named as examples of what a block holds
_SHORT = 30  # a text below this length is repeated in a hint


class Complaints(NamedTuple):
    """The mistakes put into words, and how many more there are."""

    said: list[Diagnostic]
    unsaid: int


class _Mistake(NamedTuple):
    """One thing that pydantic refused: `keys` lead to `value`, from the `place` of the model."""

    document: Document
    model: type[BaseModel]
    place: tuple[int, ...]
    keys: tuple[str | int, ...]
    message: str
    context: dict[str, Any]
    value: Any


class _Wording(NamedTuple):
    """What is said of a mistake. No code: as pydantic calls it; no message: as pydantic says it."""

    code: str
    message: str
    hint: str | None


_A_NUMBER = _Wording(
    "expected-number", "this must be a number", "write it in digits, without quotes"
)
_A_BLOCK = _Wording(
    "expected-block", "this must be a block of keys", "write its keys below it, indented"
)
_NO_TEXT = _Wording("empty-text", "there is no text here", "write it, or delete the key")

_EXPECTED = {
    "bool_type": _Wording(
        "expected-yes-or-no", "this must be true or false", "write true or false, without quotes"
    ),
    "int_type": _Wording(
        "expected-number", "this must be a whole number", "write it in digits, without quotes"
    ),
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "string_too_short": _NO_TEXT,
    "dict_type": _A_BLOCK,
    "mapping_type": _A_BLOCK,
}

_PATTERNS = {  # a piece of the regular expression that `base/fields.py` gives a kind of value
    r"\S": _NO_TEXT,
    "A-Za-z][A-Za-z0-9": _Wording(
        "bad-id",
        "an id begins with a letter and holds letters, digits, - _ and ., at most 64 in all",
        "for example V01",
    ),
    "[A-Z]{2}": _Wording(
        "bad-country",
        "a country is two capital letters",
        "for example ML for Mali, CO for Colombia",
    ),
    "[a-z]{2,3}": _Wording(
        "bad-language", "a language is two or three small letters", "for example fr"
    ),
    "0-9a-f]{64}": _Wording(
        "bad-hash", "a SHA-256 is 64 digits and letters a to f", "`sha256sum FILE` prints it"
    ),
}


def complaints(
    document: Document,
    model: type[BaseModel],
    error: ValidationError,
    place: tuple[int, ...] = (),
) -> Complaints:
    """Return one diagnostic for each of the first hundred mistakes.

    `place`: the indexes that lead to the model's value in the document.
    """
    mistakes = error.errors(include_url=False)
    diagnostics = [_complaint(document, model, place, details) for details in mistakes[:MOST]]
    return Complaints(diagnostics, len(mistakes) - len(diagnostics))


def _complaint(
    document: Document, model: type[BaseModel], place: tuple[int, ...], details: Any
) -> Diagnostic:
    kind, keys = details["type"], details["loc"]
    on_key = kind == "extra_forbidden"
    if keys and keys[-1] == "[key]":  # how pydantic says that the key itself is wrong
        keys, on_key = keys[:-1], True
    context = details.get("ctx", {})
    mistake = _Mistake(document, model, place, keys, details["msg"], context, details["input"])
    code, message, hint = _worded(kind, mistake)
    return document.diagnostic((*place, *keys), code, message, hint or None, key=on_key)


def _worded(kind: str, mistake: _Mistake) -> _Wording:
    if kind in _WORDED:
        return _WORDED[kind](mistake)
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    context = mistake.context
    if "hint" in context:  # a rule of our own, which says what to write
        return _Wording(context.get("code", kind), mistake.message, context["hint"])
    return _Wording("invalid", mistake.message, None)


def _missing_key(mistake: _Mistake) -> _Wording:
    name = mistake.keys[-1]
    return _Wording("missing-key", f'the key "{name}" is missing here', f'add a line "{name}: …"')


def _unknown_key(mistake: _Mistake) -> _Wording:
    name = mistake.keys[-1]
    hint = did_you_mean_or_list(str(name), _keys(mistake.model, mistake.keys[:-1]))
    return _Wording("unknown-key", f'there is no key "{shown(name)}" here', hint)


def _not_one_of(mistake: _Mistake) -> _Wording:
    expected = mistake.context["expected"]
    words = re.findall(r"'([^']*)'", expected) or [expected]
    subject = "a list or a block"
    if isinstance(mistake.value, (str, int, float)):
        subject = f'"{shown(mistake.value)}"'
    message = f"{subject} is not one of the words that may stand here"
    return _Wording("not-one-of", message, did_you_mean_or_list(str(mistake.value), words))


def _not_text(mistake: _Mistake) -> _Wording:
    hint = "write one piece of text"
    if isinstance(mistake.value, (int, float)):
        written = mistake.document.written((*mistake.place, *mistake.keys))
        hint = f'put it in quotes: "{written}"'
    return _Wording("expected-text", "this must be text", hint)


def _not_a_list(mistake: _Mistake) -> _Wording:
    hint = 'begin each item with "- ", or write [one, two]'
    if isinstance(mistake.value, str) and len(mistake.value) < _SHORT:
        hint = f"write [{mistake.value}]"
    return _Wording("expected-list", "this must be a list", hint)


def _not_a_block(mistake: _Mistake) -> _Wording:
    examples = ", ".join(_keys(mistake.model, mistake.keys)[:_MOST_KEYS])
    return _A_BLOCK._replace(hint=f"write below it, indented: {examples} …")


def _not_of_the_pattern(mistake: _Mistake) -> _Wording:
    for piece, wording in _PATTERNS.items():
        if piece in mistake.context["pattern"]:
            return wording
    return _Wording("invalid", mistake.message, None)


def _too_small(mistake: _Mistake) -> _Wording:
    least = mistake.context["ge"]
    return _Wording("out-of-range", f"the number must be at least {least}", None)


def _too_great(mistake: _Mistake) -> _Wording:
    most = mistake.context["le"]
    return _Wording("out-of-range", f"the number must be at most {most}", None)


def _no_such_id(mistake: _Mistake) -> _Wording:
    context = mistake.context
    near = did_you_mean_or_list(mistake.value, context["instead"])
    hint = near or "record it in this file first, with that id"
    return _Wording(context["code"], mistake.message, hint)


_WORDED: dict[str, Callable[[_Mistake], _Wording]] = {
    "missing": _missing_key,
    "extra_forbidden": _unknown_key,
    "literal_error": _not_one_of,
    "string_type": _not_text,
    "tuple_type": _not_a_list,
    "model_type": _not_a_block,
    "model_attributes_type": _not_a_block,
    "string_pattern_mismatch": _not_of_the_pattern,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_great,
    "dangling": _no_such_id,
}


def _keys(model: type[BaseModel], path: Iterable[str | int]) -> list[str]:
    """Return the keys that may stand at a place of the model."""
    for step in path:
        field = _field(model, step)
        if field is None:  # the index of an item
            continue
        inner = _inner_model(field.annotation)
        if inner is None:
            return []
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _field(model: type[BaseModel], key: str | int) -> FieldInfo | None:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field
    return None


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        inner = _inner_model(part)
        if inner is not None:
            return inner
    return None
