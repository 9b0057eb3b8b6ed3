"""The Jinja environment of every template: sandboxed, strict, and escaping by the kind of file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from minnesota import resources

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~&]|^\s*[-+=](?=\s|$)|^\s*\d+(?=[.)]))")


def environment(name: str, filters: Mapping[str, Callable[..., Any]] | None = None) -> Template:
    """A shipped template by its path, as `gap/report.html.j2`. HTML is autoescaped; so is Markdown, in its own way."""
    kind = name.removesuffix(".j2").rsplit(".", 1)[-1]
    jinja = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_source),
        autoescape=kind == "html",
        finalize=_markdown if kind == "md" else None,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(filters or {})
    return jinja.get_template(name)


def _source(name: str) -> str:
    return resources.find("templates").joinpath(name).read_text("utf-8")


def _markdown(value: Any) -> Any:
    """A value as Markdown that says that text and nothing else: on one line, every sign of Markdown and HTML escaped."""
    if isinstance(value, Markup):
        return value
    return _MARKDOWN.sub(_escaped, re.sub(r"\s+", " ", str(value)))


def _escaped(sign: re.Match[str]) -> str:
    return f"{sign[0]}\\" if sign[0][-1].isdigit() else f"\\{sign[0]}"
