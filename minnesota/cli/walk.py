"""`minnesota walk`: what is open, question by question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from minnesota.cli.completion import complete_principle
from minnesota.cli.options import CasePath, Lang, Who, ask, one_of, spoken
from minnesota.cli.walk_answer import Answered, Back, Only, Quit, Walk, save_answer

if TYPE_CHECKING:
    from minnesota.engine.finding import Finding
    from minnesota.language.speak import Language as Words
    from minnesota.model.case import Case
    from minnesota.model.protocol import Protocol
    from minnesota.reading.case import CaseFile

HELP = """Answer the open questions one by one.

Asks first about what will be lost soonest. Each question says what is asked, why, where it stands
in the protocol, and what is already known.

Each answer becomes a record in case.yaml with its date, source and note. It is saved before the
next question: if the terminal closes, you lose only what you were typing.

\b
Examples:
  minnesota walk                               the case in this folder
  minnesota walk my-case --principle prompt    one principle only
  minnesota walk my-case --phase scene --for S01 --who AB
  minnesota walk my-case --lang fr             in French

\b
Exit codes:
  0    you reached the end, or quit with q
  2    the case could not be used
  130  stopped with Ctrl-C or Ctrl-D
"""

MOVES = {  # what is typed instead of a status, and what is done then
    "b": "back",
    "back": "back",
    "s": "skip",
    "skip": "skip",
    "": "skip",
    "q": "quit",
    "quit": "quit",
}


class Question(NamedTuple):
    """A step, and the part of the case that it is asked of."""

    step: str
    subject: str | None


def walk(
    path: CasePath = Path(),
    principle: Annotated[
        str | None,
        typer.Option(
            "--principle",
            "-p",
            metavar="ID",
            help="Only this principle.",
            autocompletion=complete_principle,
            show_default=False,
        ),
    ] = None,
    phase: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this phase.", show_default=False)
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option(
            "--for", metavar="ID", help="Only this victim, scene or other part.", show_default=False
        ),
    ] = None,
    who: Who = None,
    lang: Lang = None,
) -> None:
    """Ask, and save each answer."""
    here = Walk(path, lang, spoken(lang), who, Only(principle, phase, subject))
    file = here.load()
    _refuse_unknown(here.only, file)
    _refuse_unwritable(file)
    typer.echo(f"{file.case.title} ({file.case.id})")
    here.say("{moves}. Each answer is saved at once.", moves=here.moves)
    if not who:
        unnamed = here.words.text(
            "The journal will not say who answered: give --who, or set MINNESOTA_WHO."
        )
        typer.echo(unnamed, err=True)
    saved = turn = 0
    seen: list[Question] = []
    try:
        while True:
            if turn == len(seen):  # a new question; else one that was gone back to
                new = _next(here, file, seen)
                if new is None:
                    break
                seen.append(new)
            move, file = _ask(here, file, seen[turn])
            if move == "quit":
                break
            if move == "saved":
                saved += 1
            if move == "back":
                turn = max(0, turn - 1)
            else:
                turn += 1
    finally:
        from minnesota.base.wording import Counted

        last = "{answers} saved. Next: minnesota check {path}"
        typer.echo(here.words.text(last, answers=Counted(saved, "answer"), path=path))


def _refuse_unknown(only: Only, file: CaseFile) -> None:
    """Raise BadParameter where the case has nothing that is called so."""
    principles: list[str] = []
    phases: list[str] = []
    for protocol in file.protocols:
        principles += [principle.id for principle in protocol.principles]
        phases += [phase.id for phase in protocol.phases]
    subjects: list[str] = []
    for _, parts in file.case.parts():
        subjects += [part.id for part in parts]
    one_of(only.principle, principles, "--principle", "principle")
    one_of(only.phase, phases, "--phase", "phase")
    one_of(only.subject, subjects, "--for", "part of the case")


def _assessed(file: CaseFile) -> list[Any]:
    from datetime import date

    from minnesota.engine.assess import assess

    return [assess(p, file.case, date.today()) for p in file.protocols]


def _next(here: Walk, file: CaseFile, seen: list[Question]) -> Question | None:
    """Return the first question that was not asked yet."""
    from minnesota.terminal.walk import questions

    for _, finding in questions(_assessed(file), *here.only):
        question = Question(finding.step.id, finding.subject)
        if question not in seen:
            return question
    return None


def _ask(here: Walk, file: CaseFile, question: Question) -> tuple[str, CaseFile]:
    """Ask one question until it has an answer.

    Returns what was done ("saved", "back", "skip" or "quit"), and the case as it then is.
    """
    from minnesota.terminal.protocol import explanation

    words = here.words
    protocol, finding = _show_card(here, file, question)
    while True:
        answer = " ".join(ask(words, here.keys).split()).casefold()
        if answer in MOVES:
            return MOVES[answer], file
        status = here.status(answer)
        if answer == "?":
            typer.echo(f"\n{explanation(protocol, finding.step, words)}\n{here.keys}\n{here.moves}")
        elif status is None:
            here.say('"{answer}" is none of these; write one letter.', answer=answer)
        else:
            move, file = _try_to_save(here, file, finding, status)
            if move != "again":
                return move, file


def _show_card(here: Walk, file: CaseFile, question: Question) -> tuple[Protocol, Finding]:
    """Show a question with what is known already; return what it is about."""
    from minnesota.terminal.walk import card

    left = 0
    about: list[tuple[Protocol, Finding]] = []
    for assessment in _assessed(file):
        for finding in assessment.findings:
            if finding.is_gap and here.covers(finding):
                left += 1
            if Question(finding.step.id, finding.subject) == question:
                about.append((assessment.protocol, finding))
    protocol, finding = about[0]
    subject = _about(file.case, question.subject, here.words)
    typer.echo("\n".join(card(protocol, finding, subject, left, here.words)))
    return protocol, finding


def _try_to_save(here: Walk, file: CaseFile, finding: Finding, status: str) -> tuple[str, CaseFile]:
    """Ask for the rest of an answer, and save it.

    Returns "saved", "quit", or "again" where the question stays open, and the case as it then is.
    """
    from minnesota.base.diagnostics import Problems

    try:
        return "saved", save_answer(here, file, finding, status)
    except Back:
        return "again", file
    except Quit:
        return "quit", file
    except Answered as other:
        here.say(
            "Meanwhile somebody recorded: {status}. Your answer was not saved; answer again,"
            " or s to leave it.",
            status=other.args[0],
        )
        return "again", here.load()
    except Problems as problems:
        typer.echo("\n".join(map(str, problems.diagnostics)))
        here.say("Nothing was saved; try again.")
        return "again", file


def _about(case: Case, subject: str | None, words: Words) -> str:
    """Return what a subject is, in the words of the file but for names."""
    part = _part(case, subject)
    if part is None:
        return ""
    kind = getattr(part, "kind", None)
    count = getattr(part, "count", None)
    described = [
        kind and words.word(kind),
        getattr(part, "title", None),
        getattr(part, "place", None),
        count and words.value(count),
        getattr(part, "body", None),
    ]
    description = ", ".join(filter(None, described))
    if description:
        return words.text("Of: {id} ({what})", id=subject, what=description)
    return words.text("Of: {id}", id=subject)


def _part(case: Case, subject: str | None) -> Any:
    for _, parts in case.parts():
        for part in parts:
            if part.id == subject:
                return part
    return None


def _refuse_unwritable(file: CaseFile) -> None:
    """Raise Problems where no answer could be saved, before anything is asked."""
    import os

    from minnesota.base.diagnostics import Diagnostic, Problems

    if not os.access(file.path.resolve().parent, os.W_OK):
        message = "nothing can be written in this folder, so no answer could be saved"
        raise Problems(
            [
                Diagnostic(
                    str(file.path.parent),
                    0,
                    0,
                    "read-only",
                    message,
                    "copy the case to a folder that you own",
                )
            ]
        )
