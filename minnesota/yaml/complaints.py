"""What a model refuses, said to the person who wrote the file: where, what is wrong, what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from minnesota.base.diagnostics import MOST, Diagnostic, did_you_mean_or_list, shown
from minnesota.yaml.read import Document

_PATTERNS = (
    (r"\S", "empty-text", "there is no text here", "write it, or delete the key"),
    (
        "A-Za-z][A-Za-z0-9",
        "bad-id",
        "an id begins with a letter and holds letters, digits, - _ and ., at most 64 in all",
        "for example V01",
    ),
    (
        "[A-Z]{2}",
        "bad-country",
        "a country is two capital letters",
        "for example ML for Mali, CO for Colombia",
    ),
    ("[a-z]{2,3}", "bad-language", "a language is two or three small letters", "for example fr"),
    (
        "0-9a-f]{64}",
        "bad-hash",
        "a SHA-256 is 64 digits and letters a to f",
        "`sha256sum FILE` prints it",
    ),
)
_EXPECTED = {
    "tuple_type": (
        "expected-list",
        "this must be a list",
        'begin each item with "- ", or write [one, two]',
    ),
    "bool_type": (
        "expected-yes-or-no",
        "this must be true or false",
        "write true or false, without quotes",
    ),
    "int_type": (
        "expected-number",
        "this must be a whole number",
        "write it in digits, without quotes",
    ),
    "float_type": (
        "expected-number",
        "this must be a number",
        "write it in digits, without quotes",
    ),
    "float_parsing": (
        "expected-number",
        "this must be a number",
        "write it in digits, without quotes",
    ),
    "finite_number": (
        "expected-number",
        "this must be a number",
        "write it in digits, without quotes",
    ),
    "string_too_short": ("empty-text", "there is no text here", "write it, or delete the key"),
    "dict_type": (
        "expected-block",
        "this must be a block of keys",
        "write its keys below it, indented",
    ),
    "mapping_type": (
        "expected-block",
        "this must be a block of keys",
        "write its keys below it, indented",
    ),
}


class Complaints(NamedTuple):
    """The mistakes put into words, and how many more there are."""

    said: list[Diagnostic]
    unsaid: int


def complaints(
    document: Document, model: type[BaseModel], error: ValidationError, at: tuple[int, ...] = ()
) -> Complaints:
    """One diagnostic for each of the first hundred mistakes. `at`: where in the document the model's value stands."""
    mistakes = error.errors(include_url=False)
    found = [_complaint(document, model, mistake, at) for mistake in mistakes[:MOST]]
    return Complaints(found, len(mistakes) - len(found))


def _complaint(
    document: Document, model: type[BaseModel], mistake: Any, at: tuple[int, ...]
) -> Diagnostic:
    kind, loc, context, value = (
        mistake["type"],
        mistake["loc"],
        mistake.get("ctx", {}),
        mistake["input"],
    )
    on_key = kind in ("missing", "extra_forbidden")
    if loc and loc[-1] == "[key]":
        loc, on_key = loc[:-1], True
    code, message, hint = "invalid", mistake["msg"], None
    if kind == "missing":
        code, message, hint = (
            "missing-key",
            f'the key "{loc[-1]}" is missing here',
            f'add a line "{loc[-1]}: …"',
        )
        on_key = False
    elif kind == "extra_forbidden":
        code, message = "unknown-key", f'there is no key "{shown(loc[-1])}" here'
        hint = did_you_mean_or_list(str(loc[-1]), _keys(model, loc[:-1]))
    elif kind == "literal_error":
        words = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
        code, message = (
            "not-one-of",
            f"{_value_shown(value)} is not one of the words that may stand here",
        )
        hint = did_you_mean_or_list(str(value), words)
    elif kind == "string_type":
        code, message = "expected-text", "this must be text"
        scalar = isinstance(value, (int, float))
        hint = (
            f'put it in quotes: "{document.written((*at, *loc))}"'
            if scalar
            else "write one piece of text"
        )
    elif kind in ("model_type", "model_attributes_type"):
        code, message = "expected-block", "this must be a block of keys"
        hint = f"write below it, indented: {', '.join(_keys(model, loc)[:6])} …"
    elif kind == "string_pattern_mismatch":
        code, message, hint = next(
            (p[1:] for p in _PATTERNS if p[0] in context["pattern"]), (code, message, None)
        )
    elif kind in ("greater_than_equal", "less_than_equal"):
        code, message = (
            "out-of-range",
            f"the number must be {'at least' if 'ge' in context else 'at most'} {context.get('ge', context.get('le'))}",
        )
    elif kind in _EXPECTED:
        code, message, hint = _EXPECTED[kind]
        if kind == "tuple_type" and isinstance(value, str) and len(value) < 30:
            hint = f"write [{value}]"
    elif kind == "dangling":
        code = context["code"]
        hint = (
            did_you_mean_or_list(value, context["instead"])
            or "record it in this file first, with that id"
        )
    elif "hint" in context:
        code, hint = context.get("code", kind), context["hint"]
    return document.diagnostic((*at, *loc), code, message, hint or None, key=on_key)


def _keys(model: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    """The keys that may stand at a place of the model."""
    for step in loc:
        field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
        if field is not None:
            inner = _inner_model(field.annotation)
            if inner is None:
                return []
            model = inner
    return [f.alias or n for n, f in model.model_fields.items()]


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_inner_model, get_args(annotation)) if m), None)


def _value_shown(value: Any) -> str:
    return f'"{shown(value)}"' if isinstance(value, (str, int, float)) else "a list or a block"
