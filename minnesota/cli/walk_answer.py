"""One answer in `minnesota walk`: what is asked of who walks, and how it is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from minnesota.cli.options import Language, ask, in_language, known_date, named_kinds

if TYPE_CHECKING:
    from minnesota.engine.finding import Finding
    from minnesota.keeping.keep import Plan
    from minnesota.language.speak import Language as Words
    from minnesota.reading.case import CaseFile

STATUS = {
    "d": "done",
    "p": "partly",
    "n": "not-done",
    "r": "refused",
    "x": "not-applicable",
    "u": "unknown",
}


class Only(NamedTuple):
    """To what a walk is narrowed; None where it takes all."""

    principle: str | None
    phase: str | None
    subject: str | None


class Walk(NamedTuple):
    """Which case is walked through, in which language, who answers, and how it is narrowed."""

    path: Path
    lang: Language | None
    words: Words
    who: str | None
    only: Only

    def covers(self, finding: Finding) -> bool:
        """Return whether the walk is not narrowed to something else."""
        return (
            self.only.principle in (None, finding.step.principle)
            and self.only.phase in (None, finding.step.phase)
            and self.only.subject in (None, finding.subject)
        )

    def load(self) -> CaseFile:
        """Read the case as it stands now."""
        from minnesota.reading.case import load_case

        return in_language(load_case(self.path), self.lang)

    def say(self, message: str, **values: Any) -> None:
        """Show a message of ours on the terminal, in lines that fit it."""
        from minnesota.base.lines import wrapped

        typer.echo("\n".join(wrapped(self.words.text(message, **values))))

    def ask(self, question: str, **values: Any) -> str:
        """Return what was typed, on one line.

        `b` and `q` alone go back, and end, at every question but the first of a card.
        """
        typed = " ".join(ask(self.words, self.words.text(question, **values)).split())
        if typed == "b":
            raise Back
        if typed == "q":
            raise Quit
        return typed

    def need(self, question: str) -> str:
        """Ask until something is typed."""
        typed = ""
        while not typed:
            typed = self.ask(question)
        return typed

    @property
    def keys(self) -> str:
        """The letters, with what each says."""
        return " · ".join(
            f"{self.words.word(status).replace('-', ' ')} {key}" for key, status in STATUS.items()
        )

    @property
    def moves(self) -> str:
        """What else can be typed."""
        return self.words.text("back b · skip s · quit q · help ?")

    def status(self, answer: str) -> str | None:
        """Return the status that a letter or its word says; None where it says none."""
        named = {}
        for status in STATUS.values():
            named[self.words.word(status).casefold()] = status
        named |= dict(zip(STATUS.values(), STATUS.values(), strict=True))
        named |= STATUS  # a letter is a letter, whatever the words of the language are
        return named.get(answer) or named.get(answer.replace(" ", "-"))


class Back(Exception):
    """The question is to be asked again."""


class Answered(Exception):
    """Somebody else recorded an answer to the question while it stood open."""


class Quit(Exception):
    """Enough for today."""


def save_answer(here: Walk, file: CaseFile, finding: Finding, status: str) -> CaseFile:
    """Ask for the date, the sources and a note of an answer, and save it.

    Returns the case as it then is. Raises Back and Quit where they are typed, Answered where
    somebody else changed the record meanwhile, and Problems where the case cannot be written.
    """
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
            raise Answered(Word(there["status"]) if there else Word("nothing any more"))
        return plan_record(now, answer).plan

    kept = keep(here.path, Event.walk, here.who, plan)
    for what in kept.noticed:
        here.say("Note: {what}.", what=what)
    told = verdict_lines(kept.before, kept.after, finding.step.id, finding.subject, here.words)
    typer.echo(f"{here.words.text('Saved.')} " + "\n".join(told))
    return in_language(kept.after, here.lang)


def _date(here: Walk, question: str) -> str | None:
    while True:
        text = here.ask(question)
        if not text:
            return None
        try:
            return known_date(text)
        except ValueError as error:
            here.say("{why}.", why=error.args[0])


def _sources(here: Walk, file: CaseFile) -> tuple[tuple[str, ...], CaseFile]:
    """Ask for the exhibits that an answer rests on; `+` adds one to the case first.

    Returns their ids, and the case as it then is.
    """
    from minnesota.base.diagnostics import did_you_mean_or_list
    from minnesota.base.wording import Word

    added: list[str] = []
    while True:
        known = file.case.exhibit
        text = here.ask("Source (ids of exhibits; l: list them; +: add one; Enter: none; b: back)")
        if text == "l":
            _list_exhibits(here, file)
            continue
        if text == "+":
            file = _exhibit(here, file)
            added += [name for name in file.case.exhibit if name not in known]
            exhibits = ", ".join(added) or Word("nothing")
            here.say("So far this answer rests on: {what}.", what=exhibits)
            continue
        typed = text.replace(",", " ").split()
        unknown = [name for name in typed if name not in known]
        if unknown:
            hint = did_you_mean_or_list(unknown[0], known) or Word("add it with +")
            here.say('No exhibit has the id "{id}": {hint}', id=unknown[0], hint=hint)
            continue
        return tuple(dict.fromkeys([*added, *typed])), file


def _list_exhibits(here: Walk, file: CaseFile) -> None:
    for exhibit in file.case.exhibits:
        typer.echo(f"  {exhibit.id}  {exhibit.title[:70]}")
    if not file.case.exhibits:
        typer.echo(f"  {here.words.text('The case has no exhibit yet.')}")


def _exhibit(here: Walk, file: CaseFile) -> CaseFile:
    """Take in an exhibit, asking until it can be; return the case as it then is."""
    from minnesota.base.diagnostics import Problems

    while True:
        name = here.ask("Its file (Enter: it is kept elsewhere; b: back)")
        source = Path(name).expanduser()
        if name and not source.is_file():
            here.say("There is no such file.")
            continue
        try:
            if name:
                _add_exhibit(here, source, here.path, None)
            else:
                number = here.need("Where, or under which number")
                _add_exhibit(here, here.path, None, number)
            return here.load()
        except Problems as problems:
            typer.echo("\n".join(map(str, problems.diagnostics)))
        except typer.BadParameter as error:
            here.say("{why}. Nothing was added.", why=error.message)
        except OSError as error:
            here.say("{why}. Nothing was added.", why=error.strerror)


def _add_exhibit(here: Walk, file: Path, path: Path | None, reference: str | None) -> None:
    """Ask for the kind and the title, and run `exhibit add` with these arguments."""
    from minnesota.cli.exhibit_add import add

    kind = _kind(here)
    title = here.need("Title")
    who = here.who or ""
    add(file, path, kind=kind, title=title, reference=reference, who=who, lang=here.lang)


def _kind(here: Walk) -> str:
    from minnesota.base.diagnostics import did_you_mean_or_list

    kinds = named_kinds(here.words)
    while True:
        kind = here.need("Kind (article, document, photo, testimony, …)")
        if kind in kinds:
            return kinds[kind]
        names = map(here.words.word, dict.fromkeys(kinds.values()))
        hint = did_you_mean_or_list(kind, names)
        here.say('No kind of exhibit is called "{kind}": {hint}', kind=kind, hint=hint)
