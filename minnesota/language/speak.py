"""What the program says of a case, in each of its languages.

English is the text as the code writes it, and needs neither Babel nor a catalogue. The other
languages are `locale/<code>.po`, by the English text; Babel gives their dates, numbers and names of
countries, and `rules.py` what Babel does not know.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from minnesota.base.dates import When
from minnesota.base.wording import Counted, Listed, Phrase, Reason, Sentence, Word, plural, strung
from minnesota.language.rules import LANGUAGES

if TYPE_CHECKING:
    from gettext import GNUTranslations


class Language:
    """What the program says, in one language. Whatever the catalogue does not have stays
    English.
    """

    def __init__(self, code: str, catalogue: GNUTranslations | None = None) -> None:
        self.code = code
        self._rules = LANGUAGES[code]
        self._catalogue = catalogue

    def text(self, message: str, **values: Any) -> str:
        """A message of our own, with values in it."""
        said = self._said(message)
        return (
            said.format(**{name: self.value(v) for name, v in values.items()}) if values else said
        )

    def say(self, reason: Reason) -> str:
        """A reason as a sentence."""
        return self.text(reason.text, **reason.values) if self._catalogue else str(reason)

    def word(self, text: str) -> str:
        """One of the words that a case file knows (`gendarmerie`, `not-done`); any other text as it
        is.
        """
        return self._said(text)

    def counted(self, number: int, unit: str) -> str:
        """A number of things: 3 holders."""
        return self.value(Counted(number, unit))

    def value(self, value: Any) -> str:
        """Whatever stands in a message. What is not made of words of our own is given as it is."""
        if self._catalogue is None:
            return str(value)
        match value:
            case Counted():
                unit = self._catalogue.ngettext(value.unit, plural(value.unit), value.number)
                return f"{self.value(value.number)} {unit}"
            case Listed():
                words = [self.value(w) for w in value.words]
                return strung(words, self._said(value.last), self._said(value.between))
            case Phrase():
                return self.text(value.template, **value.values)
            case Word() | Sentence():
                return self._said(value)
            case Reason():
                return self.say(value)
            case When() | date():
                return self.date(value)
            case int() if not isinstance(value, bool):
                from babel.numbers import format_decimal

                grouped = abs(value) >= self._rules.smallest_grouped
                return format_decimal(value, locale=self.code, group_separator=grouped)
        own_words = getattr(value, "words", None)  # of a delay, a limit, a number of people
        return self.value(own_words) if isinstance(own_words, str) else str(value)

    def decimal(self, number: float) -> str:
        """A number with one decimal: 1,234.5."""
        if self._catalogue is None:
            return f"{number:,.1f}"
        from babel.numbers import format_decimal

        return format_decimal(number, "#,##0.0", locale=self.code)

    def date(self, when: When | date) -> str:
        """A date in words, as exact as it is and no more: 3 janvier 2025, vers janvier 2025."""
        if self._catalogue is None:
            return str(when)
        if not isinstance(when, When):
            return self._point(when.isoformat())
        start, slash, end = when.text.replace("T", " ").partition("/")
        if not slash:
            return self._qualified(start)
        if end in ("", ".."):
            return self.text("{date} or later", date=self._qualified(start))
        if start in ("", ".."):
            return self.text("{date} or earlier", date=self._qualified(end))
        return self.text("between {start} and {end}", start=self._the(start), end=self._the(end))

    def number(self, number: int) -> str:
        """A number that may be large: 1,000,000 also in English."""
        return f"{number:,}" if self._catalogue is None else self.value(number)

    def share(self, part: int, whole: int) -> str:
        """A part of a whole in per cent: 64%. What is not nothing is never 0%, and what is not all
        never 100%.
        """
        per_cent = round(100 * part / whole) if whole else 0
        sign = "<" if part and not per_cent else ">" if part < whole and per_cent == 100 else ""
        per_cent = {"<": 1, ">": 99}.get(sign, per_cent)
        if self._catalogue is None:
            return f"{sign}{per_cent}%"
        from babel.numbers import format_percent

        return f"{sign}{format_percent(per_cent / 100, locale=self.code)}"

    def country(self, code: str) -> str:
        """The name of a country by its two letters; the letters, where they are nobody's."""
        from babel import Locale

        return str(Locale.parse(self.code).territories.get(code, code))

    def _said(self, message: str) -> str:
        if self._catalogue is None or not message:
            return str(message)
        if isinstance(message, Sentence):
            return "".join(map(self._said, message.parts))
        return self._catalogue.gettext(message)

    def _qualified(self, text: str) -> str:
        """A point in time that may be qualified: about (`~`), uncertain (`?`), or both (`%`)."""
        said = (
            self.text("about {date}", date=self._the(text))
            if text[-1:] in "~%"
            else self._point(text)
        )
        return self.text("{date} (uncertain)", date=said) if text[-1:] in "?%" else said

    def _the(self, text: str) -> str:
        """A point in time as it follows a preposition: le 3 janvier 2025, but janvier 2025."""
        said = self._point(text)
        return self.text("the {day}", day=said) if len(text.rstrip("?~%")) >= 10 else said

    def _point(self, text: str) -> str:
        """A year, month, day or hour in words; a rarer form of date as it is written."""
        from babel.dates import format_date, format_skeleton

        day, _, hour = text.rstrip("?~%").partition(" ")
        try:
            known = date.fromisoformat(f"{day}-01" if len(day) == 7 else day)
        except ValueError:
            return text.rstrip("?~%")
        if len(day) == 7:
            return format_skeleton("yMMMM", known, locale=self.code)
        said = format_date(known, "long", locale=self.code)
        if known.day == 1:
            said = said.replace("1", self._rules.first_day, 1)
        return self.text("{day}, {hour}", day=said, hour=hour) if hour else said


ENGLISH = Language("en")


@cache
def language(code: str) -> Language:
    """A language by its code, one of LANGUAGES."""
    if code == "en":
        return ENGLISH
    from gettext import GNUTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (files("minnesota.language") / "locale" / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Language(code, GNUTranslations(compiled))
