"""`minnesota walk`: what is open, question by question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minnesota.cli.check import complete_principle
from minnesota.cli.options import CasePath, Who, given_date, one_of
from minnesota.cli.record import verdict

if TYPE_CHECKING:
    from minnesota.assess import Finding
    from minnesota.case import Case
    from minnesota.casefile import CaseFile
    from minnesota.keeping import Plan
    from minnesota.protocol import Protocol

HELP = """Go through what is open, one question at a time, what is lost soonest first.

Each question says what is asked, why, where it stands in the protocol, and what is known already. Your answer
becomes a record in case.yaml with its date, source and note, saved before the next question: if the terminal
dies, what you were typing is lost and nothing else.

\b
Examples:
  minnesota walk                              the case in this folder
  minnesota walk my-case --principle prompt
  minnesota walk my-case --phase scene --for S01 --who AB

Exit codes: 0 you came to the end, or wrote q; 2 the case could not be used; 130 Ctrl-C or Ctrl-D.
"""

STATUS = {"d": "done", "p": "partly", "n": "not-done", "r": "refused", "x": "not-applicable", "u": "unknown"}
KEYS = "done d · partly p · not done n · refused r · not applicable x · unknown u"
MOVES = "back b · skip s · quit q · help ?"


class _Back(Exception):
    """The question is to be asked again."""


class _Answered(Exception):
    """Somebody else recorded an answer to the question while it stood open."""


class _Quit(Exception):
    """Enough for today."""


def walk(
    path: CasePath = Path(),
    principle: Annotated[
        str | None,
        typer.Option(
            "--principle", "-p", help="Only this principle.", autocompletion=complete_principle, show_default=False
        ),
    ] = None,
    phase: Annotated[str | None, typer.Option(help="Only this phase.", show_default=False)] = None,
    subject: Annotated[
        str | None, typer.Option("--for", help="Only this victim, scene, …, by its id.", show_default=False)
    ] = None,
    who: Who = None,
) -> None:
    """Ask, and save each answer."""
    from minnesota.casefile import load

    file = load(path)
    for given, known, option in (
        (principle, [x.id for p in file.protocols for x in p.principles], "--principle"),
        (phase, [x.id for p in file.protocols for x in p.phases], "--phase"),
        (subject, [x.id for _, parts in file.case.parts() for x in parts], "--for"),
    ):
        one_of(given, known, option, option.removeprefix("--").replace("for", "part of the case"))
    _refuse_unwritable(file)
    typer.echo(f"{file.case.title} ({file.case.id})\n{MOVES}. Each answer is saved at once.")
    if not who:
        typer.echo("The journal will not say who answered: give --who, or set MINNESOTA_WHO.", err=True)
    saved, seen, turn = 0, list[tuple[str, str | None]](), 0
    try:
        while True:
            if turn == len(seen):  # a new question; else one that was gone back to
                new = _next(file, principle, phase, subject, seen)
                if new is None:
                    break
                seen.append(new)
            move, file = _ask(path, file, *seen[turn], who, (principle, phase, subject))
            if move == "quit":
                break
            saved += move == "saved"
            turn = max(0, turn - 1) if move == "back" else turn + 1
    finally:
        typer.echo(f"{saved} {'answer' if saved == 1 else 'answers'} saved. Next: minnesota check {path}")


def _assessed(file: CaseFile) -> list[Any]:
    from datetime import date

    from minnesota.assess import assess

    return [assess(p, file.case, date.today()) for p in file.protocols]


def _next(
    file: CaseFile, principle: str | None, phase: str | None, subject: str | None, seen: list[tuple[str, str | None]]
) -> tuple[str, str | None] | None:
    """The first question that was not asked yet."""
    from minnesota.render.question import questions

    open_now = ((f.step.id, f.subject) for _, f in questions(_assessed(file), principle, phase, subject))
    return next((q for q in open_now if q not in seen), None)


def _ask(
    path: Path, file: CaseFile, step: str, subject: str | None, who: str | None, only: tuple[str | None, ...]
) -> tuple[str, CaseFile]:
    """Ask one question until it has an answer; gives what was done, and the case as it then is."""
    from minnesota.casefile import load
    from minnesota.diagnostics import Problems
    from minnesota.render.outline import explanation
    from minnesota.render.question import card

    assessments = _assessed(file)
    protocol, finding = next(
        (a.protocol, f) for a in assessments for f in a.findings if (f.step.id, f.subject) == (step, subject)
    )
    left = sum(
        f.is_gap
        and all(
            wanted in (None, has) for wanted, has in zip(only, (f.step.principle, f.step.phase, f.subject), strict=True)
        )
        for a in assessments
        for f in a.findings
    )
    typer.echo("\n".join(card(protocol, finding, _about(file.case, subject), left)))
    while True:
        answer = _prompt(KEYS, moves=False).lower()
        if answer in ("b", "back", "s", "skip", "", "q", "quit"):
            return {"b": "back", "q": "quit"}.get(answer[:1], "skip"), file
        status = STATUS.get(answer) or answer.replace(" ", "-")
        if answer == "?":
            typer.echo(f"\n{explanation(protocol, finding.step)}\n{KEYS}\n{MOVES}")
        elif status not in STATUS.values():
            typer.echo(f'"{answer}" is none of these; write one letter.')
        else:
            try:
                return "saved", _save(path, file, protocol, finding, status, who)
            except _Back:
                continue
            except _Quit:
                return "quit", file
            except _Answered as other:
                typer.echo(
                    f"Meanwhile somebody recorded: {other}. Your answer was not saved; answer again, or s to leave it."
                )
                file = load(path)
            except Problems as problems:
                typer.echo("\n".join(map(str, problems.diagnostics)) + "\nNothing was saved; try again.")


def _about(case: Case, subject: str | None) -> str:
    """What a subject is, in the words of the file but for names."""
    part: Any = next((p for _, parts in case.parts() for p in parts if p.id == subject), None)
    if part is None:
        return ""
    words = [getattr(part, key, None) for key in ("kind", "title", "place", "count", "body")]
    said = ", ".join(str(w) for w in words if w)
    return f"Of: {subject}{f' ({said})' if said else ''}"


def _save(path: Path, file: CaseFile, protocol: Protocol, finding: Finding, status: str, who: str | None) -> CaseFile:
    from minnesota import recording
    from minnesota.keeping import keep

    asked = recording.recorded(file, finding.step.id, finding.subject)
    on = _date("Since when is it not known" if status == "unknown" else "When")
    sources, file = _sources(path, file, who)
    note = _prompt("Why is it set aside" if status == "not-applicable" else "Note (Enter: none)")
    answer = recording.Answer(finding.step.id, finding.subject, status, on, None, sources, note or None)

    def plan(now: CaseFile) -> Plan:
        there = recording.recorded(now, finding.step.id, finding.subject)
        if there != asked:
            raise _Answered(there["status"] if there else "nothing any more")
        return recording.plan(now, answer).plan

    kept = keep(path, "walk", who, plan)
    for what in kept.noticed:
        typer.echo(f"Note: {what}.")
    typer.echo("Saved. " + "\n".join(verdict(kept.before, kept.after, finding.step.id, finding.subject)))
    return kept.after


def _date(label: str) -> str | None:
    while text := _prompt(f"{label} (2025-01-03, 2025-01; Enter: not known; b: back)"):
        try:
            return given_date(text, "")
        except typer.BadParameter as error:
            typer.echo(error.message)
    return None


def _sources(path: Path, file: CaseFile, who: str | None) -> tuple[tuple[str, ...], CaseFile]:
    """The exhibits that an answer rests on; `+` adds one to the case first."""
    known = {e.id: e.title for e in file.case.exhibits}
    chosen: list[str] = []
    while True:
        text = _prompt("Source (ids of exhibits; l: list them; +: add one; Enter: none; b: back)")
        if text == "l":
            typer.echo(
                "\n".join(f"  {i}  {title[:70]}" for i, title in known.items()) or "  The case has no exhibit yet."
            )
            continue
        if text == "+":
            file = _exhibit(path, file, who)
            chosen += [e.id for e in file.case.exhibits if e.id not in known]
            known = {e.id: e.title for e in file.case.exhibits}
            typer.echo(f"So far this answer rests on: {', '.join(chosen) or 'nothing'}.")
            continue
        words = text.replace(",", " ").split()
        if unknown := [w for w in words if w not in known]:
            from minnesota.diagnostics import did_you_mean_or_list

            typer.echo(
                f'No exhibit has the id "{unknown[0]}": {did_you_mean_or_list(unknown[0], known) or "add it with +"}'
            )
            continue
        return tuple(dict.fromkeys([*chosen, *words])), file


def _exhibit(path: Path, file: CaseFile, who: str | None) -> CaseFile:
    """Take in an exhibit; gives the case as it then is."""
    from minnesota.casefile import load
    from minnesota.cli.exhibit_add import add
    from minnesota.diagnostics import Problems

    while True:
        name = _prompt("Its file (Enter: it is kept elsewhere; b: back)")
        if name and not Path(name).expanduser().is_file():
            typer.echo("There is no such file.")
            continue
        number = "" if name else _prompt("Where, or under which number")
        kind, title = _prompt("Kind (article, document, photo, testimony, …)"), _prompt("Title")
        try:
            if name:
                add(Path(name).expanduser(), path, kind=kind, title=title, who=who or "")
            else:
                add(path, None, kind=kind, title=title, reference=number, who=who or "")
            return load(path)
        except Problems as problems:
            typer.echo("\n".join(map(str, problems.diagnostics)))
        except typer.BadParameter as error:
            typer.echo(f"{error.message}. Nothing was added.")
        except OSError as error:
            typer.echo(f"{error.strerror}. Nothing was added.")


def _prompt(text: str, moves: bool = True) -> str:
    """What was typed, on one line. `b` and `q` alone go back, and end, at every question but the first of a card."""
    typed = " ".join(str(typer.prompt(text, default="", show_default=False)).split())
    if moves and typed in ("b", "q"):
        raise _Back if typed == "b" else _Quit
    return typed


def _refuse_unwritable(file: CaseFile) -> None:
    """Raise Problems where no answer could be saved, before anything is asked."""
    import os

    from minnesota.diagnostics import Diagnostic, Problems

    if not os.access(file.path.resolve().parent, os.W_OK):
        message = "nothing can be written in this folder, so no answer could be saved"
        raise Problems(
            [Diagnostic(str(file.path.parent), 1, 1, "read-only", message, "copy the case to a folder of yours")]
        )
