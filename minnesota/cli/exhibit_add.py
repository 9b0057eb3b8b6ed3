"""`minnesota exhibit add`: takes in an exhibit and its file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minnesota.cli.options import Lang, Who, ask, given_date, noticed, one_of, spoken

if TYPE_CHECKING:
    from minnesota.evidence.embedded import Embedded
    from minnesota.evidence.fixity import Copied, Placed
    from minnesota.language.speak import Language
    from minnesota.model.case import Case
    from minnesota.reading.case import CaseFile

LARGE = 20_000_000  # bytes from which a progress bar is shown


def complete_kind(incomplete: str) -> list[str]:
    """Kinds of exhibit, for the shell's completion."""
    return [k for k in _kinds() if k.startswith(incomplete)]


def _kinds() -> list[str]:
    from typing import get_args

    from minnesota.model.case import Exhibit

    return list(get_args(Exhibit.model_fields["kind"].annotation))


HELP = """Take in an exhibit: its file is copied into evidence/, hashed (SHA-256), and entered into the case.

PATH is the case or its folder; without it, the folder you are in. The copy is named by the exhibit's id, as
the original's name can hold a person's; it is read back from the disk and compared, and nothing is ever
written over. What a camera wrote into a photo or video (time, device, position) is recorded only with
--embedded, or when you say so: a position can be somebody's home.

\b
Examples:
  minnesota exhibit add IMG_0042.jpg --kind photo --title "The burned house"
  minnesota exhibit add film.mp4 my-case --kind video --title "The convoy" --embedded \\
      --collected-by "Field officer 2" --collected-on 2025-01-09 --holder "Field office"
  minnesota exhibit add --reference "Seal 123" my-case --kind object --title "A cartridge case"

With --reference nothing is copied: the item is kept elsewhere, under that number, and the one
argument is the case.

Exit codes: 0 taken in; 2 refused, nothing was kept.
"""


def add(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The file to copy (not with --reference).", show_default=False
        ),
    ] = None,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="A case file or its folder; the folder you are in.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="What it is: photo, video, document, …",
            autocompletion=complete_kind,
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="What it is called.", show_default=False)
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            help="Kept elsewhere, under this number; nothing is copied.", show_default=False
        ),
    ] = None,
    origin: Annotated[
        str | None, typer.Option(help="Who made or published it.", show_default=False)
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="Its own date.", show_default=False)
    ] = None,
    collected_by: Annotated[
        str | None,
        typer.Option(
            help="An institution of the case by its id, or who in words.", show_default=False
        ),
    ] = None,
    collected_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was collected.", show_default=False)
    ] = None,
    collected_at: Annotated[
        str | None,
        typer.Option(help="Where: a place, or degrees as 14.9,-5.1.", show_default=False),
    ] = None,
    holder: Annotated[
        str | None,
        typer.Option(
            help="Who holds it: begins the chain of custody, on the day of collection or today.",
            show_default=False,
        ),
    ] = None,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Mark it as confidential.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="Its language, as fr.", show_default=False)
    ] = None,
    id: Annotated[
        str | None, typer.Option(help="Its id; else the next free number.", show_default=False)
    ] = None,
    embedded: Annotated[
        bool | None,
        typer.Option(
            "--embedded/--no-embedded",
            help="Record the time, device and position in the file.",
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the difference, and write nothing.")
    ] = False,
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
                "with --reference nothing is copied: give the case only, and no file",
                param_hint="FILE",
            )
        file, path = None, file
    elif file is None:
        raise typer.BadParameter(
            "give the file to copy, or --reference for what is kept elsewhere", param_hint="FILE"
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
        with progress_bar(size, words.text("Hashing")) as progress:
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
            with progress_bar(2 * size, words.text("Copying and reading back")) as progress:
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


def _asks() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def given_text(text: str | None, option: str) -> str | None:
    """One line of text that was given. Raises BadParameter when it is empty."""
    if text is not None and not text.strip():
        raise typer.BadParameter(
            "this is empty; say what it is, or leave it out", param_hint=option
        )
    if (
        text is not None
        and not text.isascii()
        and any("\ud800" <= sign <= "\udfff" for sign in text)
    ):
        raise typer.BadParameter(
            "this is no text in the encoding of the terminal; set it to UTF-8", param_hint=option
        )
    return text and " ".join(text.split())


def named_kinds(words: Language) -> dict[str, str]:
    """The kinds of exhibit by their names in a language, and by themselves."""
    return {words.word(k): k for k in _kinds()} | {k: k for k in _kinds()}


def _kind(given: str | None, words: Language) -> str:
    known, named = _kinds(), named_kinds(words)
    while given is None and _asks():
        names = ", ".join(map(words.word, known))
        answer = ask(words, words.text("Kind ({names})", names=names), None, err=True)
        if answer in named:
            return named[answer]
    if given is None:
        raise typer.BadParameter(f"say what it is: {', '.join(known)}", param_hint="--kind")
    one_of(given, known, "--kind", "kind of exhibit")
    return given


def _title(given: str | None, words: Language) -> str:
    if given is None and _asks():
        given = ask(words, words.text("Title"), None, err=True)
    title = given_text(given, "--title")
    if title is None:
        raise typer.BadParameter("say what it is called", param_hint="--title")
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
        said = "an id begins with a letter, then letters, digits, dots, hyphens; at most 64"
        raise typer.BadParameter(said, param_hint="--id") from None
    if other := next((i for i in case.exhibit if i.casefold() == given.casefold()), None):
        raise typer.BadParameter(
            f"{other} is another exhibit; leave --id out for the next free one", param_hint="--id"
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
    if wanted is None and not _asks():
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
    if wanted is not None or not _asks():
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


@contextmanager
def progress_bar(total: int, doing: str) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error, for large files at a terminal."""
    if total < LARGE or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn(doing),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda read: bar.advance(task, read)
