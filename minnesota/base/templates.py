"""The Jinja environment of every template: sandboxed, strict, and escaping by the kind of file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from minnesota.base import resources
from minnesota.base.diagnostics import Problems

_SPACE = re.compile("[^\\S\u00a0\u202f]+")  # a no-break space stays one
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~&]|^\s*[-+=]|^\s*\d+(?=[.)]))")
_LONGEST_MESSAGE = 200  # characters of what Jinja says
# What a template can raise while it is filled in, beside what Jinja itself raises.
_ERRORS_OF_VALUES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


def environment(
    name: str,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    folder: Path | None = None,
    text: Callable[[str], str] = str,
) -> Template:
    """Return a template by its path, as `gap/report.md.j2`.

    It comes from `folder`, one's own, where it is there, else as shipped. HTML is autoescaped; so
    is Markdown, in its own way. `text` gives the words of `_("… %(n)s …", n=…)` in a language.
    Raises Problems, with file and line, for a template that is broken or not there.
    """
    _, _, kind = name.removesuffix(".j2").rpartition(".")
    jinja = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_loader(folder)),
        autoescape=kind in ("html", "md"),
        finalize=_markdown if kind == "md" else None,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.globals["_"] = _translator(text)
    jinja.filters.update(filters or {})
    try:
        return jinja.get_template(name)
    except TemplateSyntaxError as error:
        raise _broken_syntax(error, name) from None
    except TemplateNotFound as error:
        raise _broken(str(error.name), 1, "there is no such template") from None
    except UnicodeDecodeError:
        raise _broken(str((folder or Path()) / name), 1, "the template is not UTF-8") from None


def filled(template: Template, values: Mapping[str, Any]) -> str:
    """Return the text of a template.

    Raises Problems, with file and line, for whatever in the template cannot be done.
    """
    try:
        return template.render(values)
    except TemplateSyntaxError as error:  # in a template that this one includes
        raise _broken_syntax(error, "") from None
    except TemplateError as error:
        file, line = _place(error, template)
        raise _broken(file, line, error.message or type(error).__name__) from None
    except _ERRORS_OF_VALUES as error:  # its text could hold what the case says
        file, line = _place(error, template)
        raise _broken(file, line, type(error).__name__) from None


def _loader(folder: Path | None) -> Callable[[str], tuple[str, str, None] | None]:
    def load(name: str) -> tuple[str, str, None] | None:
        """Return the source of a template, and what to call it; None where there is none."""
        if folder is not None and ".." not in Path(name).parts:
            own = folder / name
            if own.is_file():
                return own.read_text("utf-8"), str(own), None
        shipped = resources.find("templates").joinpath(name)
        if not shipped.is_file():
            return None
        return shipped.read_text("utf-8"), name, None

    return load


def _translator(text: Callable[[str], str]) -> Callable[..., str]:
    def translate(message: str, **values: Any) -> str:
        if not values:  # a percent sign in it is then only that
            return text(message)
        return text(message) % values

    return translate


def _place(error: Exception, template: Template) -> tuple[str, int]:
    """Return the file and the line of the innermost template in which an error came up."""
    file, line = template.filename or "", 1
    trace = error.__traceback__
    while trace is not None:
        code_file = trace.tb_frame.f_code.co_filename
        if code_file == template.filename or code_file.endswith(".j2"):
            file, line = code_file, trace.tb_lineno
        trace = trace.tb_next
    return file, line


def _broken_syntax(error: TemplateSyntaxError, name: str) -> Problems:
    return _broken(error.filename or error.name or name, error.lineno, error.message or "")


def _broken(file: str, line: int, message: str) -> Problems:
    hint = "mend the template; CONTRIBUTING.md says what it is given"
    message = " ".join(message.split())[:_LONGEST_MESSAGE]
    return Problems.one(file, "broken-template", message, hint, line=line)


def _markdown(value: Any) -> Any:
    """Return a value as Markdown that says that text and nothing else.

    It stands on one line, with every sign of Markdown and HTML escaped.
    """
    if isinstance(value, Markup):
        return value
    one_line = _SPACE.sub(" ", str(value))
    return Markup(_MARKDOWN.sub(_escaped, one_line))  # noqa: S704 (escaped just now)


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    if sign[-1].isdigit():  # "1." begins a list: the backslash goes before the point
        return f"{sign}\\"
    return f"{sign[:-1]}\\{sign[-1]}"
