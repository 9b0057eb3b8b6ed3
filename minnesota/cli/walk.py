"""`minnesota walk`: what is open, question by question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from minnesota.cli.completion import complete_principle
from minnesota.cli.options import (
    CasePath,
    Lang,
    Language,
    Who,
    ask,
    in_language,
    known_date,
    named_kinds,
    one_of,
    spoken,
)

if TYPE_CHECKING:
    from minnesota.engine.finding import Finding
    from minnesota.keeping.keep import Plan
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

STATUS = {
    "d": "done",
    "p": "partly",
    "n": "not-done",
    "r": "refused",
    "x": "not-applicable",
    "u": "unknown",
}


class _Walk(NamedTuple):
    """Through which case, in which language, by whom, and narrowed to which principle, phase and subject."""

    path: Path
    lang: Language | None
    words: Words
    who: str | None
    only: tuple[str | None, str | None, str | None]

    def load(self) -> CaseFile:
        """The case as it stands now."""
        from minnesota.reading.case import load_case

        return in_language(load_case(self.path), self.lang)

    def say(self, message: str, **values: Any) -> None:
        """A message of ours, on the terminal, in lines that fit it."""
        from minnesota.base.lines import wrapped

        typer.echo("\n".join(wrapped(self.words.text(message, **values))))

    def ask(self, question: str, **values: Any) -> str:
        """What was typed, on one line. `b` and `q` alone go back, and end, at every question but the first of a card."""
        typed = " ".join(ask(self.words, self.words.text(question, **values)).split())
        if typed in ("b", "q"):
            raise _Back if typed == "b" else _Quit
        return typed

    def need(self, question: str) -> str:
        """As `ask`, until something is typed."""
        while not (typed := self.ask(question)):
            pass
        return typed

    @property
    def keys(self) -> str:
        """What each letter says."""
        return " · ".join(
            f"{self.words.word(status).replace('-', ' ')} {key}" for key, status in STATUS.items()
        )

    @property
    def moves(self) -> str:
        """What else can be typed."""
        return self.words.text("back b · skip s · quit q · help ?")

    def status(self, answer: str) -> str | None:
        """The status that a letter or its word says; None where it says none."""
        named = (
            {self.words.word(s).casefold(): s for s in STATUS.values()}
            | {s: s for s in STATUS.values()}
            | STATUS
        )
        return named.get(answer) or named.get(answer.replace(" ", "-"))


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
    here = _Walk(path, lang, spoken(lang), who, (principle, phase, subject))
    file = here.load()
    for given, known, option in (
        (principle, [x.id for p in file.protocols for x in p.principles], "--principle"),
        (phase, [x.id for p in file.protocols for x in p.phases], "--phase"),
        (subject, [x.id for _, parts in file.case.parts() for x in parts], "--for"),
    ):
        one_of(given, known, option, option.removeprefix("--").replace("for", "part of the case"))
    _refuse_unwritable(file)
    typer.echo(f"{file.case.title} ({file.case.id})")
    here.say("{moves}. Each answer is saved at once.", moves=here.moves)
    if not who:
        unnamed = here.words.text(
            "The journal will not say who answered: give --who, or set MINNESOTA_WHO."
        )
        typer.echo(unnamed, err=True)
    saved, seen, turn = 0, list[tuple[str, str | None]](), 0
    try:
        while True:
            if turn == len(seen):  # a new question; else one that was gone back to
                new = _next(here, file, seen)
                if new is None:
                    break
                seen.append(new)
            move, file = _ask(here, file, *seen[turn])
            if move == "quit":
                break
            saved += move == "saved"
            turn = max(0, turn - 1) if move == "back" else turn + 1
    finally:
        from minnesota.base.wording import Counted

        last = "{answers} saved. Next: minnesota check {path}"
        typer.echo(here.words.text(last, answers=Counted(saved, "answer"), path=path))


def _assessed(file: CaseFile) -> list[Any]:
    from datetime import date

    from minnesota.engine.assess import assess

    return [assess(p, file.case, date.today()) for p in file.protocols]


def _next(
    here: _Walk, file: CaseFile, seen: list[tuple[str, str | None]]
) -> tuple[str, str | None] | None:
    """The first question that was not asked yet."""
    from minnesota.terminal.walk import questions

    open_now = ((f.step.id, f.subject) for _, f in questions(_assessed(file), *here.only))
    return next((q for q in open_now if q not in seen), None)


def _ask(here: _Walk, file: CaseFile, step: str, subject: str | None) -> tuple[str, CaseFile]:
    """Ask one question until it has an answer; gives what was done, and the case as it then is."""
    from minnesota.base.diagnostics import Problems
    from minnesota.terminal.protocol import explanation
    from minnesota.terminal.walk import card

    assessments, words = _assessed(file), here.words
    protocol, finding = next(
        (a.protocol, f)
        for a in assessments
        for f in a.findings
        if (f.step.id, f.subject) == (step, subject)
    )
    left = sum(
        f.is_gap
        and all(
            wanted in (None, has)
            for wanted, has in zip(
                here.only, (f.step.principle, f.step.phase, f.subject), strict=True
            )
        )
        for a in assessments
        for f in a.findings
    )
    typer.echo("\n".join(card(protocol, finding, _about(file.case, subject, words), left, words)))
    while True:
        answer = " ".join(ask(words, here.keys).split()).casefold()
        if answer in ("b", "back", "s", "skip", "", "q", "quit"):
            return {"b": "back", "q": "quit"}.get(answer[:1], "skip"), file
        status = here.status(answer)
        if answer == "?":
            typer.echo(f"\n{explanation(protocol, finding.step, words)}\n{here.keys}\n{here.moves}")
        elif status is None:
            here.say('"{answer}" is none of these; write one letter.', answer=answer)
        else:
            try:
                return "saved", _save(here, file, protocol, finding, status)
            except _Back:
                continue
            except _Quit:
                return "quit", file
            except _Answered as other:
                text = "Meanwhile somebody recorded: {status}. Your answer was not saved; answer again, or s to leave it."
                here.say(text, status=other.args[0])
                file = here.load()
            except Problems as problems:
                typer.echo("\n".join(map(str, problems.diagnostics)))
                here.say("Nothing was saved; try again.")


def _about(case: Case, subject: str | None, words: Words) -> str:
    """What a subject is, in the words of the file but for names."""
    part: Any = next((p for _, parts in case.parts() for p in parts if p.id == subject), None)
    if part is None:
        return ""
    kind, count = getattr(part, "kind", None), getattr(part, "count", None)
    own = [getattr(part, key, None) for key in ("title", "place")]
    said = [
        kind and words.word(kind),
        *own,
        count and words.value(count),
        getattr(part, "body", None),
    ]
    if what := ", ".join(w for w in said if w):
        return words.text("Of: {id} ({what})", id=subject, what=what)
    return words.text("Of: {id}", id=subject)


def _save(
    here: _Walk, file: CaseFile, protocol: Protocol, finding: Finding, status: str
) -> CaseFile:
    from minnesota.base.wording import Word
    from minnesota.keeping.events import Event
    from minnesota.keeping.keep import keep
    from minnesota.keeping.record import Answer, plan_record, recorded
    from minnesota.terminal.record import verdict_lines

    asked = recorded(file, finding.step.id, finding.subject)
    when = Word("When (2025-01-03, 2025-01; Enter: not known; b: back)")
    since = Word("Since when is it not known (2025-01-03, 2025-01; Enter: not known; b: back)")
    on = _date(here, since if status == "unknown" else when)
    sources, file = _sources(here, file)
    note = here.ask("Why is it set aside" if status == "not-applicable" else "Note (Enter: none)")
    answer = Answer(finding.step.id, finding.subject, status, on, None, sources, note or None)

    def plan(now: CaseFile) -> Plan:
        there = recorded(now, finding.step.id, finding.subject)
        if there != asked:
            raise _Answered(Word(there["status"]) if there else Word("nothing any more"))
        return plan_record(now, answer).plan

    kept = keep(here.path, Event.walk, here.who, plan)
    for what in kept.noticed:
        here.say("Note: {what}.", what=what)
    told = verdict_lines(kept.before, kept.after, finding.step.id, finding.subject, here.words)
    typer.echo(f"{here.words.text('Saved.')} " + "\n".join(told))
    return in_language(kept.after, here.lang)


def _date(here: _Walk, question: str) -> str | None:
    while text := here.ask(question):
        try:
            return known_date(text)
        except ValueError as error:
            here.say("{why}.", why=error.args[0])
    return None


def _sources(here: _Walk, file: CaseFile) -> tuple[tuple[str, ...], CaseFile]:
    """The exhibits that an answer rests on; `+` adds one to the case first."""
    from minnesota.base.diagnostics import did_you_mean_or_list
    from minnesota.base.wording import Word

    known = {e.id: e.title for e in file.case.exhibits}
    chosen: list[str] = []
    while True:
        text = here.ask("Source (ids of exhibits; l: list them; +: add one; Enter: none; b: back)")
        if text == "l":
            none = f"  {here.words.text('The case has no exhibit yet.')}"
            typer.echo("\n".join(f"  {i}  {title[:70]}" for i, title in known.items()) or none)
            continue
        if text == "+":
            file = _exhibit(here, file)
            chosen += [e.id for e in file.case.exhibits if e.id not in known]
            known = {e.id: e.title for e in file.case.exhibits}
            here.say(
                "So far this answer rests on: {what}.", what=", ".join(chosen) or Word("nothing")
            )
            continue
        words = text.replace(",", " ").split()
        if unknown := [w for w in words if w not in known]:
            hint = did_you_mean_or_list(unknown[0], known) or Word("add it with +")
            here.say('No exhibit has the id "{id}": {hint}', id=unknown[0], hint=hint)
            continue
        return tuple(dict.fromkeys([*chosen, *words])), file


def _exhibit(here: _Walk, file: CaseFile) -> CaseFile:
    """Take in an exhibit; gives the case as it then is."""
    from minnesota.base.diagnostics import Problems, did_you_mean_or_list
    from minnesota.cli.exhibit_add import add

    kinds, who = named_kinds(here.words), here.who or ""
    while True:
        name = here.ask("Its file (Enter: it is kept elsewhere; b: back)")
        if name and not Path(name).expanduser().is_file():
            here.say("There is no such file.")
            continue
        number = "" if name else here.need("Where, or under which number")
        while (kind := here.need("Kind (article, document, photo, testimony, …)")) not in kinds:
            named = [here.words.word(k) for k in dict.fromkeys(kinds.values())]
            hint = did_you_mean_or_list(kind, named)
            here.say('No kind of exhibit is called "{kind}": {hint}', kind=kind, hint=hint)
        title = here.need("Title")
        try:
            if name:
                add(
                    Path(name).expanduser(),
                    here.path,
                    kind=kinds[kind],
                    title=title,
                    who=who,
                    lang=here.lang,
                )
            else:
                add(
                    here.path,
                    None,
                    kind=kinds[kind],
                    title=title,
                    reference=number,
                    who=who,
                    lang=here.lang,
                )
            return here.load()
        except Problems as problems:
            typer.echo("\n".join(map(str, problems.diagnostics)))
        except typer.BadParameter as error:
            here.say("{why}. Nothing was added.", why=error.message)
        except OSError as error:
            here.say("{why}. Nothing was added.", why=error.strerror)


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
