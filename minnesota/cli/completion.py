"""What the shell offers for a word that is half typed: ids of the case that the line names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from minnesota.model import DEFAULT_PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minnesota.model.protocol import Protocol
    from minnesota.reading.case import CaseFile


def complete_principle(context: typer.Context, incomplete: str) -> list[str]:
    """Return the principles of each pack that the cases name."""
    principles = [
        principle.id for protocol in _protocols(context) for principle in protocol.principles
    ]
    return _beginning(principles, incomplete)


def complete_circumstance(incomplete: str) -> list[tuple[str, str]]:
    """Return the circumstances, and their titles, that a new case can have."""
    from minnesota.reading.protocol import load_protocol

    return _titled(load_protocol(DEFAULT_PROTOCOL).circumstances, incomplete)


def complete_step(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the steps, and their titles, of each pack that the case names."""
    steps = [step for protocol in _protocols(context) for step in protocol.steps]
    return _titled(steps, incomplete)


def complete_step_of_pack(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the steps, and their titles, of the pack that `--pack` names."""
    from minnesota.reading.protocol import load_protocol

    pack = load_protocol(context.params.get("pack") or DEFAULT_PROTOCOL)
    return _titled(pack.steps, incomplete)


def complete_pack(incomplete: str) -> list[str]:
    """Return the packs that are shipped."""
    from minnesota.reading.protocol import protocol_names

    return _beginning(protocol_names(), incomplete)


def complete_subject(context: typer.Context, incomplete: str) -> list[str]:
    """Return the parts of the case that the step is asked of."""
    subjects: list[str] = []
    for file in _cases(context):
        scope = _scope_of_typed_step(file)
        for kind, parts in file.case.parts():
            if scope in (None, kind):
                subjects.extend(part.id for part in parts)
    return _beginning(subjects, incomplete)


def complete_exhibit(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the exhibits of the case, and their titles."""
    exhibits = [exhibit for file in _cases(context) for exhibit in file.case.exhibits]
    return _titled(exhibits, incomplete)


def complete_kind(incomplete: str) -> list[str]:
    """Return the kinds of exhibit."""
    from minnesota.cli.options import exhibit_kinds

    return _beginning(exhibit_kinds(), incomplete)


def _beginning(words: Iterable[str], incomplete: str) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete)]


def _titled(parts: Iterable[object], incomplete: str) -> list[tuple[str, str]]:
    titles = {part.id: part.title for part in parts}  # type: ignore[attr-defined]
    return [(name, titles[name]) for name in _beginning(titles, incomplete)]


def _typed_words() -> list[str]:
    """Return the words typed so far, as the shells hand them over, the program's name first.

    At an option without its value, Typer has parsed no argument yet.
    """
    typed = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS") or ""
    return typed.split()


def _cases(context: typer.Context) -> list[CaseFile]:
    """Return the cases that a command line names, or that of this folder, if they can be used."""
    named = list(context.params.get("paths") or ())
    for argument in ("path", "old", "new"):
        path = context.params.get(argument)
        if path not in (None, Path()):
            named.append(path)
    if not named:
        named = [Path(word) for word in _typed_words()[2:]]
    cases = []
    for path in named:
        cases += _usable_case(path)
    return cases or _usable_case(Path())


def _usable_case(path: Path) -> list[CaseFile]:
    from minnesota.base.diagnostics import Problems
    from minnesota.reading.case import load_case

    try:
        return [load_case(path)]
    except (Problems, OSError):
        return []


def _protocols(context: typer.Context) -> list[Protocol]:
    """Return the packs that the cases name; the default one where there is no case."""
    from minnesota.reading.protocol import load_protocol

    protocols = [protocol for file in _cases(context) for protocol in file.protocols]
    return protocols or [load_protocol(DEFAULT_PROTOCOL)]


def _scope_of_typed_step(file: CaseFile) -> str | None:
    typed = _typed_words()
    for protocol in file.protocols:
        for step in protocol.steps:
            if step.id in typed:
                return step.scope
    return None
