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
from minnesota.base.diagnostics import Diagnostic, Problems

_SPACE = re.compile("[^\\S\u00a0\u202f]+")  # a no-break space stays one
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~&]|^\s*[-+=]|^\s*\d+(?=[.)]))")


def environment(
    name: str,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    folder: Path | None = None,
    text: Callable[[str], str] = str,
) -> Template:
    """A template by its path, as `gap/report.md.j2`: from one's own folder where it is there, else
    as shipped.

    HTML is autoescaped; so is Markdown, in its own way. `text` gives the words of `_("… %(n)s …",
    n=…)` in a language.
    Raises Problems, with file and line, for a template that is broken or not there.
    """
    kind = name.removesuffix(".j2").rsplit(".", 1)[-1]

    def source(wanted: str) -> tuple[str, str, None] | None:
        own = folder / wanted if folder else None
        if own is not None and own.is_file() and ".." not in Path(wanted).parts:
            return own.read_text("utf-8"), str(own), None
        shipped = resources.find("templates").joinpath(wanted)
        return (shipped.read_text("utf-8"), wanted, None) if shipped.is_file() else None

    jinja = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source),
        autoescape=kind in ("html", "md"),
        finalize=_markdown if kind == "md" else None,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.globals["_"] = lambda message, **values: (
        text(message) % values if values else text(message)
    )
    jinja.filters.update(filters or {})
    try:
        return jinja.get_template(name)
    except TemplateSyntaxError as error:
        raise _broken(
            error.filename or error.name or name, error.lineno, error.message or ""
        ) from None
    except TemplateNotFound as error:
        raise _broken(str(error.name), 1, "there is no such template") from None
    except UnicodeDecodeError:
        raise _broken(str((folder or Path()) / name), 1, "the template is not UTF-8") from None


def filled(template: Template, values: Mapping[str, Any]) -> str:
    """The text of a template. Raises Problems, with file and line, for whatever in the template
    cannot be done.
    """
    try:
        return template.render(values)
    except TemplateSyntaxError as error:  # in a template that this one includes
        raise _broken(
            error.filename or error.name or "", error.lineno, error.message or ""
        ) from None
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
    ) as error:
        line, trace = 1, error.__traceback__
        file, own = template.filename or "", {template.filename}
        while trace is not None:
            where = trace.tb_frame.f_code.co_filename
            if where in own or where.endswith(".j2"):
                file, line = where, trace.tb_lineno
            trace = trace.tb_next
        said = error.message if isinstance(error, TemplateError) else type(error).__name__
        raise _broken(file, line, said or type(error).__name__) from None


def _broken(file: str, line: int, message: str) -> Problems:
    hint = "mend the template; CONTRIBUTING.md says what it is given"
    return Problems(
        [Diagnostic(file, line, 1, "broken-template", " ".join(message.split())[:200], hint)]
    )


def _markdown(value: Any) -> Any:
    """A value as Markdown that says that text and nothing else: on one line, every sign of Markdown
    and HTML escaped.
    """
    if isinstance(value, Markup):
        return value
    return Markup(_MARKDOWN.sub(_escaped, _SPACE.sub(" ", str(value))))  # noqa: S704 (escaped just now)


def _escaped(sign: re.Match[str]) -> str:
    return f"{sign[0]}\\" if sign[0][-1].isdigit() else f"{sign[0][:-1]}\\{sign[0][-1]}"
