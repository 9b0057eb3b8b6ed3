"""What `minnesota exhibit add` asks: the kind, the title, whether to record what a file holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from minnesota.cli.options import ask, can_ask, exhibit_kinds, given_text, named_kinds, one_of

if TYPE_CHECKING:
    from minnesota.evidence.embedded import Embedded
    from minnesota.language.speak import Language
    from minnesota.model.case import Case


def asked_kind(given: str | None, words: Language) -> str:
    """Return the kind of exhibit as given, or as answered at a terminal.

    Raises BadParameter where it is no kind, or nobody can be asked.
    """
    known = exhibit_kinds()
    named = named_kinds(words)
    while given is None and can_ask():
        names = ", ".join(map(words.word, known))
        answer = ask(words, words.text("Kind ({names})", names=names), None, err=True)
        if answer in named:
            return named[answer]
    if given is None:
        raise typer.BadParameter(f"give one of: {', '.join(known)}", param_hint="--kind")
    one_of(given, known, "--kind", "kind of exhibit")
    return given


def asked_title(given: str | None, words: Language) -> str:
    """Return the title as given, or as answered at a terminal.

    Raises BadParameter where it is empty, or nobody can be asked.
    """
    if given is None and can_ask():
        given = ask(words, words.text("Title"), None, err=True)
    title = given_text(given, "--title")
    if title is None:
        raise typer.BadParameter("give a title", param_hint="--title")
    return title


def read_embedded(
    file: Path, case: Case, collected_on: str | None, words: Language
) -> Embedded | None:
    """Return what is embedded in a file, and warn where it cannot be right; None for nothing."""
    from minnesota.base.dates import When
    from minnesota.evidence.embedded import contradictions, embedded

    if not file.is_file():
        return None
    found = embedded(file)
    if found is None:
        return None
    collected = None
    if collected_on:
        collected = When.parse(collected_on)
    for contradiction in contradictions(found, case, collected):
        typer.echo(words.text("Warning: {what}.", what=contradiction), err=True)
    return found


def recorded(found: Embedded, agreed: bool | None, words: Language) -> dict[str, Any] | None:
    """Return what is embedded as it is written into the case; None where it is not to be.

    `agreed`: as --embedded says; None to ask at a terminal, where there is one.
    """
    if agreed is None and can_ask():
        _show(found, words)
        agreed = _agrees(words.text("Record that in the case?"), words)
    elif agreed is None:
        _say_what_it_holds(found, words)
    if not agreed:
        return None
    value: dict[str, Any] = {}
    for key in ("taken", "clock", "device"):
        if getattr(found, key) is not None:
            value[key] = getattr(found, key)
    if found.latitude is not None:
        value["coordinates"] = {"latitude": found.latitude, "longitude": found.longitude}
    return value


def _say_what_it_holds(found: Embedded, words: Language) -> None:
    from minnesota.base.wording import Listed, Word

    holds = []
    if found.taken:
        holds.append(Word("a time"))
    if found.device:
        holds.append(Word("a device"))
    if found.latitude is not None:
        holds.append(Word("a position"))
    text = "The file itself holds {what}; --embedded records that in the case."
    typer.echo(words.text(text, what=Listed(holds)), err=True)


def _show(found: Embedded, words: Language) -> None:
    typer.echo(words.text("The file says of itself:"), err=True)
    if found.taken:
        text = "taken {time} (the device's local time)"
        if found.clock == "utc":
            text = "taken {time} (UTC)"
        line = words.text(text, time=found.taken.replace("T", " "))
        typer.echo(f"  {line}", err=True)
    if found.device:
        typer.echo(f"  {words.text('with {device}', device=found.device)}", err=True)
    if found.latitude is not None:
        place = f"{found.latitude}, {found.longitude}"
        line = words.text("at {place} (which can be somebody's home)", place=place)
        typer.echo(f"  {line}", err=True)


def _agrees(question: str, words: Language) -> bool:
    """Return whether the answer is yes, in English or in that language; no for Enter."""
    yes = words.word("yes")
    no = words.word("no")
    while True:
        answer = ask(words, f"{question} [{yes[0]}/{no[0].upper()}]", err=True).casefold()
        if answer in ("", "n", "no", no):
            return False
        if answer in ("y", "yes", yes[0], yes):
            return True
