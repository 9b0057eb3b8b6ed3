"""`minnesota exhibit add`: takes in an exhibit and its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minnesota.cli.completion import complete_kind
from minnesota.cli.options import (
    Lang,
    Show,
    Who,
    ask,
    can_ask,
    exhibit_kinds,
    given_date,
    given_text,
    named_kinds,
    noticed,
    one_of,
    spoken,
)
from minnesota.cli.progress import byte_progress

if TYPE_CHECKING:
    from minnesota.evidence.embedded import Embedded
    from minnesota.evidence.fixity import Copied, Placed
    from minnesota.language.speak import Language
    from minnesota.model.case import Case
    from minnesota.reading.case import CaseFile


HELP = """Add an exhibit and copy its file into the case.

Copies FILE into evidence/, hashes it (SHA-256) and adds the exhibit to the case. The copy is named
by the exhibit's id, because the original name can hold a person's name. The copy is read back from
the disk and compared. No file is ever overwritten.

A photo or video can hold the time, device and position that the camera wrote. They are recorded
only with --embedded, or if you agree when asked: a position can be somebody's home.

With --reference, nothing is copied: the item is kept elsewhere under that number, and the only
argument is the case.

\b
Examples:
  minnesota exhibit add IMG_0042.jpg --kind photo --title "The burned house"
  minnesota exhibit add film.mp4 my-case --kind video --title "The convoy" \\
      --embedded --collected-by "Field officer 2" \\
      --collected-on 2025-01-09 --holder "Field office"
  minnesota exhibit add --reference "Seal 123" my-case --kind object \\
      --title "A cartridge case"

\b
Exit codes:
  0  added
  2  refused, nothing was kept
"""


def add(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="File to copy. Not with --reference.", show_default=False
        ),
    ] = None,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH", help="Case file or its folder.", show_default="the current folder"
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="What it is: photo, video, document, …",
            autocompletion=complete_kind,
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title.", show_default=False)
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Number under which it is kept elsewhere. Copies nothing.",
            show_default=False,
        ),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who made or published it.", show_default=False),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the exhibit itself.", show_default=False),
    ] = None,
    collected_by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Who collected it: the id of an institution, or words.",
            show_default=False,
        ),
    ] = None,
    collected_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was collected.", show_default=False)
    ] = None,
    collected_at: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE",
            help="Where it was collected: words, or degrees like 14.9,-5.1.",
            show_default=False,
        ),
    ] = None,
    holder: Annotated[
        str | None,
        typer.Option(
            metavar="HOLDER",
            help="Who holds it. Begins the chain of custody on the day of collection, or today.",
            show_default=False,
        ),
    ] = None,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Mark it as confidential.")
    ] = False,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Language of the exhibit, such as fr.", show_default=False
        ),
    ] = None,
    id: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Id of the exhibit.", show_default="the next free number"),
    ] = None,
    embedded: Annotated[
        bool | None,
        typer.Option(
            "--embedded/--no-embedded",
            help="Record the time, device and position that the file holds.",
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    show: Show = False,
    lang: Lang = None,
) -> None:
    """Copy it, enter it, and print its id, file and digest."""
    from minnesota.evidence import fixity
    from minnesota.keeping.events import Event
    from minnesota.keeping.keep import Plan, keep
    from minnesota.reading.case import load_case
    from minnesota.yaml.edit import Append

    if reference is not None:
        if path:
            raise typer.BadParameter(
                "--reference copies nothing: give only the case, and no file", param_hint="FILE"
            )
        file, path = None, file
    elif file is None:
        raise typer.BadParameter(
            "give the file to copy, or --reference NUMBER if it is kept elsewhere",
            param_hint="FILE",
        )
    path, words = path or Path(), spoken(lang)
    before = load_case(path)
    folder = before.path.resolve().parent
    head = {
        "kind": _kind(kind, words),
        "title": _title(title, words),
        "date": given_date(date, "--date"),
        "origin": given_text(origin, "--origin"),
    }
    collected = _collected(before.case, collected_by, collected_on, collected_at)
    size = file.stat().st_size if file else 0
    found = _look(file, before.case, collected.get("on"), words) if file else None
    tail = {
        "reference": given_text(reference, "--reference"),
        "language": language,
        "confidential": confidential or None,
        "collected": collected,
        "embedded": _recorded(found) if found and _wanted(found, embedded, words) else None,
        "custody": _begun(given_text(holder, "--holder"), collected.get("on")),
    }

    def planned(current: CaseFile, place: Callable[[CaseFile, str], dict[str, str]]) -> Plan:
        chosen = _id(current.case, id)
        item = {"id": chosen, **head, **place(current, chosen), **tail}
        return Plan(
            (Append(("exhibits",), {k: v for k, v in item.items() if v}),),
            (f"exhibits.{chosen} added",),
        )

    sha256 = ""
    if file and show:
        with byte_progress(words.text("Hashing"), size) as progress:
            sha256 = fixity.digest(file, progress)

    def on_trial(current: CaseFile, chosen: str) -> dict[str, str]:
        return (
            {"file": fixity.named(chosen, file.suffix), "sha256": sha256 or "0" * 64}
            if file
            else {}
        )

    trial = keep(
        path, Event.exhibit_add, who, lambda current: planned(current, on_trial), write=False
    )
    if show:
        _same(before.case, sha256, words)
        typer.echo(trial.diff, nl=False)
        return  # and where the case would not be valid, it was refused before anything was copied
    copy: Copied | None = None
    placed: Placed | None = None

    def for_good(current: CaseFile, chosen: str) -> dict[str, str]:
        nonlocal placed
        if copy is None or file is None:
            return {}
        taken = [e.file for e in current.case.exhibits if e.file]
        placed = fixity.placed(copy, folder, chosen, file.suffix, taken)
        return {"file": placed.file, "sha256": copy.sha256}

    try:
        if file:
            with byte_progress(words.text("Copying and reading back"), 2 * size) as progress:
                copy = fixity.copied(file, folder, progress)
            _same(before.case, copy.sha256, words)
        kept = keep(path, Event.exhibit_add, who, lambda current: planned(current, for_good))
    except BaseException:
        _take_back(copy, placed, path, folder)
        raise
    noticed(kept, who, words)
    new = kept.after.case.exhibits[-1]
    typer.echo(new.id)
    kept_as = new.reference and words.text("reference {number}", number=new.reference)
    for line in (new.file, copy and f"sha256 {copy.sha256}", kept_as):
        if line:
            typer.echo(f"  {line}")


def _take_back(copy: Copied | None, placed: Placed | None, path: Path, folder: Path) -> None:
    """Remove a file that was copied for nothing; never one that lay there before, or that the case names by now."""
    from minnesota.reading.case import load_case

    if copy:
        copy.part.unlink(missing_ok=True)
    if placed and not placed.adopted:
        try:
            named = [e.file for e in load_case(path).case.exhibits]
        except Exception:  # no telling; it stays, and `verify` tells of it
            return
        if placed.file not in named:
            (folder / placed.file).unlink(missing_ok=True)


def _kind(given: str | None, words: Language) -> str:
    known, named = exhibit_kinds(), named_kinds(words)
    while given is None and can_ask():
        names = ", ".join(map(words.word, known))
        answer = ask(words, words.text("Kind ({names})", names=names), None, err=True)
        if answer in named:
            return named[answer]
    if given is None:
        raise typer.BadParameter(f"give one of: {', '.join(known)}", param_hint="--kind")
    one_of(given, known, "--kind", "kind of exhibit")
    return given


def _title(given: str | None, words: Language) -> str:
    if given is None and can_ask():
        given = ask(words, words.text("Title"), None, err=True)
    title = given_text(given, "--title")
    if title is None:
        raise typer.BadParameter("give a title", param_hint="--title")
    return title


def _id(case: Case, given: str | None) -> str:
    from pydantic import TypeAdapter, ValidationError

    from minnesota.base.fields import Id
    from minnesota.evidence.fixity import next_id

    if given is None:
        return next_id(case)
    try:
        TypeAdapter(Id).validate_python(given)
    except ValidationError:
        said = "an id starts with a letter and has at most 64 letters, digits, dots and hyphens"
        raise typer.BadParameter(said, param_hint="--id") from None
    if other := next((i for i in case.exhibit if i.casefold() == given.casefold()), None):
        raise typer.BadParameter(
            f"{other} is another exhibit; omit --id to use the next free number", param_hint="--id"
        )
    return given


def _collected(case: Case, by: str | None, on: str | None, at: str | None) -> dict[str, Any]:
    """How it was collected, as it is written into the case."""
    import re

    by, at = given_text(by, "--collected-by"), given_text(at, "--collected-at")
    degrees = re.fullmatch(
        r"([+-]?\d{1,2}(?:\.\d+)?) ?, ?([+-]?\d{1,3}(?:\.\d+)?)", at or "", re.ASCII
    )
    found = {
        "on": given_date(on, "--collected-on"),
        "by": by if by in case.institution else None,
        "collector": None if by in case.institution else by,
        "place": None if degrees else at,
        "coordinates": {"latitude": float(degrees[1]), "longitude": float(degrees[2])}
        if degrees
        else None,
    }
    return {k: v for k, v in found.items() if v is not None}


def _begun(holder: str | None, since: str | None) -> list[dict[str, str]]:
    from datetime import date

    return [{"holder": holder, "received": since or date.today().isoformat()}] if holder else []


def _look(file: Path, case: Case, collected_on: str | None, words: Language) -> Embedded | None:
    """What is embedded in a file, with a warning where it cannot be right."""
    from minnesota.base.dates import When
    from minnesota.evidence.embedded import contradictions, embedded

    found = embedded(file) if file.is_file() else None
    for said in (
        contradictions(found, case, When.parse(collected_on) if collected_on else None)
        if found
        else ()
    ):
        typer.echo(words.text("Warning: {what}.", what=said), err=True)
    return found


def _wanted(found: Embedded, wanted: bool | None, words: Language) -> bool:
    """Whether to record what is embedded: as said, or as answered at a terminal; else not."""
    from minnesota.base.wording import Listed, Word

    t, has_place = words.text, found.latitude is not None
    if wanted is None and not can_ask():
        holds = (
            (Word("a time"), found.taken),
            (Word("a device"), found.device),
            (Word("a position"), has_place),
        )
        what = Listed([word for word, there in holds if there])
        typer.echo(
            t("The file itself holds {what}; --embedded records that in the case.", what=what),
            err=True,
        )
    if wanted is not None or not can_ask():
        return bool(wanted)
    typer.echo(t("The file says of itself:"), err=True)
    if found.taken:
        local = Word("taken {time} (the device's local time)")
        text = Word("taken {time} (UTC)") if found.clock == "utc" else local
        typer.echo(f"  {t(text, time=found.taken.replace('T', ' '))}", err=True)
    if found.device:
        typer.echo(f"  {t('with {device}', device=found.device)}", err=True)
    if has_place:
        place = f"{found.latitude}, {found.longitude}"
        said = t("at {place} (which can be somebody's home)", place=place)
        typer.echo(f"  {said}", err=True)
    return _agreed(t("Record that in the case?"), words)


def _agreed(question: str, words: Language) -> bool:
    """Whether the answer is yes, in English or in that language; no where nothing is typed."""
    yes, no = words.word("yes"), words.word("no")
    while True:
        answer = ask(words, f"{question} [{yes[0]}/{no[0].upper()}]", err=True).casefold()
        if answer in ("", "n", "no", no):
            return False
        if answer in ("y", "yes", yes[0], yes):
            return True


def _recorded(found: Embedded) -> dict[str, Any]:
    value = {
        "taken": found.taken,
        "clock": found.clock,
        "device": found.device,
        "coordinates": None
        if found.latitude is None
        else {"latitude": found.latitude, "longitude": found.longitude},
    }
    return {k: v for k, v in value.items() if v is not None}


def _same(case: Case, sha256: str, words: Language) -> None:
    """Warn of exhibits that have the same file already."""
    same = [e.id for e in case.exhibits if e.sha256 and e.sha256.removeprefix("sha256:") == sha256]
    if same:
        text = "Warning: this is the same file, byte for byte, as {ids}."
        typer.echo(words.text(text, ids=", ".join(same)), err=True)
