"""`minnesota exhibit add`: takes in an exhibit and its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from minnesota.cli.completion import complete_kind
from minnesota.cli.exhibit_questions import asked_kind, asked_title, read_embedded, recorded
from minnesota.cli.options import (
    Lang,
    Show,
    Who,
    given_date,
    given_text,
    noticed,
    spoken,
)
from minnesota.cli.progress import byte_progress

if TYPE_CHECKING:
    from minnesota.evidence.fixity import Copied, Placed
    from minnesota.keeping.keep import Kept
    from minnesota.language.speak import Language
    from minnesota.model.case import Case, Exhibit
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
    from minnesota.reading.case import load_case

    file, path = _arguments(file, path, reference)
    words = spoken(lang)
    before = load_case(path)
    head = {
        "kind": asked_kind(kind, words),
        "title": asked_title(title, words),
        "date": given_date(date, "--date"),
        "origin": given_text(origin, "--origin"),
    }
    collected = _collected(before.case, collected_by, collected_on, collected_at)
    own_data = None
    if file:
        file.stat()  # refuses a file that is not there before anything is asked about it
        found = read_embedded(file, before.case, collected.get("on"), words)
        own_data = found and recorded(found, embedded, words)
    details = {
        **head,
        "file": None,
        "sha256": None,
        "reference": given_text(reference, "--reference"),
        "language": language,
        "confidential": confidential or None,
        "collected": collected,
        "embedded": own_data,
        "custody": _custody(given_text(holder, "--holder"), collected.get("on")),
    }
    new = _NewExhibit(path, before.path.resolve().parent, id, details, who)
    if show:
        _show(new, file, before.case, words)
        return
    _try(new, file, "")  # a case that would not be valid is refused before anything is copied
    kept = _copy_and_keep(new, file, before.case, words)
    noticed(kept, who, words)
    _print(kept.after.case.exhibits[-1], words)


class _NewExhibit(NamedTuple):
    """An exhibit as it is to be written into which case, by whom.

    `id`: as given; None for the next that is free. `details` stand in the order of the file; those
    without a value are left out.
    """

    path: Path
    folder: Path
    id: str | None
    details: dict[str, Any]
    who: str | None

    def keep(self, place: Callable[[Case, str], dict[str, str]], *, write: bool = True) -> Kept:
        """Write it; `place` gives the file and the digest for the case as it is and the id."""
        from minnesota.keeping.events import Event
        from minnesota.keeping.keep import Plan, keep
        from minnesota.yaml.edit import Append

        def plan(current: CaseFile) -> Plan:
            chosen = _id(current.case, self.id)
            details = {"id": chosen, **self.details, **place(current.case, chosen)}
            item = {key: value for key, value in details.items() if value}
            return Plan((Append(("exhibits",), item),), (f"exhibits.{chosen} added",))

        return keep(self.path, Event.exhibit_add, self.who, plan, write=write)


def _arguments(
    file: Path | None, path: Path | None, reference: str | None
) -> tuple[Path | None, Path]:
    """Return the file to copy and the case: with --reference the only argument is the case."""
    if reference is None:
        if file is None:
            raise typer.BadParameter(
                "give the file to copy, or --reference NUMBER if it is kept elsewhere",
                param_hint="FILE",
            )
        return file, path or Path()
    if path:
        raise typer.BadParameter(
            "--reference copies nothing: give only the case, and no file", param_hint="FILE"
        )
    return None, file or Path()


def _try(new: _NewExhibit, file: Path | None, sha256: str) -> Kept:
    """Plan the change and write nothing; an unknown digest ("") stands as zeros."""
    from minnesota.evidence import fixity

    def place(case: Case, chosen: str) -> dict[str, str]:
        if file is None:
            return {}
        return {"file": fixity.named(chosen, file.suffix), "sha256": sha256 or "0" * 64}

    return new.keep(place, write=False)


def _show(new: _NewExhibit, file: Path | None, case: Case, words: Language) -> None:
    """Show the difference that the exhibit would make."""
    from minnesota.evidence import fixity

    sha256 = ""
    if file:
        with byte_progress(words.text("Hashing"), file.stat().st_size) as progress:
            sha256 = fixity.digest(file, progress)
    trial = _try(new, file, sha256)
    _warn_of_same(case, sha256, words)
    typer.echo(trial.diff, nl=False)


def _copy_and_keep(new: _NewExhibit, file: Path | None, case: Case, words: Language) -> Kept:
    """Copy the file, if there is one, and write the exhibit: both, or neither."""
    from minnesota.evidence import fixity

    copy: Copied | None = None
    placed: Placed | None = None

    def place(current: Case, chosen: str) -> dict[str, str]:
        nonlocal placed
        if copy is None or file is None:
            return {}
        taken = [exhibit.file for exhibit in current.exhibits if exhibit.file]
        placed = fixity.placed(copy, new.folder, chosen, file.suffix, taken)
        return {"file": placed.file, "sha256": copy.sha256}

    try:
        if file:
            doing = words.text("Copying and reading back")
            with byte_progress(doing, 2 * file.stat().st_size) as progress:
                copy = fixity.copied(file, new.folder, progress)
            _warn_of_same(case, copy.sha256, words)
        return new.keep(place)
    except BaseException:
        _take_back(copy, placed, new.path, new.folder)
        raise


def _print(exhibit: Exhibit, words: Language) -> None:
    typer.echo(exhibit.id)
    if exhibit.file:
        typer.echo(f"  {exhibit.file}")
        typer.echo(f"  sha256 {exhibit.sha256}")
    if exhibit.reference:
        typer.echo(f"  {words.text('reference {number}', number=exhibit.reference)}")


def _take_back(copy: Copied | None, placed: Placed | None, path: Path, folder: Path) -> None:
    """Remove a file that was copied for nothing.

    A file that lay there before stays, and so does one that the case names by now.
    """
    from minnesota.reading.case import load_case

    if copy:
        copy.part.unlink(missing_ok=True)
    if placed and not placed.adopted:
        try:
            named = [exhibit.file for exhibit in load_case(path).case.exhibits]
        except Exception:  # no telling; it stays, and `verify` tells of it
            return
        if placed.file not in named:
            (folder / placed.file).unlink(missing_ok=True)


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
    for other in case.exhibit:
        if other.casefold() == given.casefold():
            raise typer.BadParameter(
                f"{other} is another exhibit; omit --id to use the next free number",
                param_hint="--id",
            )
    return given


def _collected(case: Case, by: str | None, on: str | None, at: str | None) -> dict[str, Any]:
    """Return how it was collected, as it is written into the case."""
    import re

    collected: dict[str, Any] = {}
    collector = given_text(by, "--collected-by")
    place = given_text(at, "--collected-at")
    day = given_date(on, "--collected-on")
    if day is not None:
        collected["on"] = day
    if collector in case.institution:
        collected["by"] = collector
    elif collector is not None:
        collected["collector"] = collector
    if place is None:
        return collected
    degrees = re.fullmatch(
        r"([+-]?\d{1,2}(?:\.\d+)?) ?, ?([+-]?\d{1,3}(?:\.\d+)?)", place, re.ASCII
    )
    if degrees:
        latitude, longitude = map(float, degrees.groups())
        collected["coordinates"] = {"latitude": latitude, "longitude": longitude}
    else:
        collected["place"] = place
    return collected


def _custody(holder: str | None, since: str | None) -> list[dict[str, str]]:
    """Return the chain of custody that begins with a holder; none without one."""
    from datetime import date

    if holder is None:
        return []
    return [{"holder": holder, "received": since or date.today().isoformat()}]


def _warn_of_same(case: Case, sha256: str, words: Language) -> None:
    """Warn of exhibits that have the same file already."""
    same = []
    for exhibit in case.exhibits:
        if exhibit.sha256 and exhibit.sha256.removeprefix("sha256:") == sha256:
            same.append(exhibit.id)
    if same:
        text = "Warning: this is the same file, byte for byte, as {ids}."
        typer.echo(words.text(text, ids=", ".join(same)), err=True)
