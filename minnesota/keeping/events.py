"""What a line of the journal can be about: the one place where a kind of event is named."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """The command that made a line of the journal, or what a command found when it came to write.

    A journal may hold others, written by a newer program; so a line that is read keeps plain text.
    """

    init = "init"
    record = "record"
    walk = "walk"
    exhibit_add = "exhibit add"
    hand_over = "exhibit hand-over"
    migrate = "migrate"
    repair = "log --repair"
    found = "found"  # a case that was there before its journal
    edited_outside = "edited outside"  # by an editor, or anything else but this program
