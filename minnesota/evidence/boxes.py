"""The boxes of a video (MP4, MOV), and what they say of the whole film.

A damaged or hostile file may name any length: no box is followed beyond the one around it, and
only so many are looked at.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_MOST_BOXES = 2_000  # boxes of a video that are looked at; the metadata lies within far fewer
_PAYLOAD = 1024  # as much as is read of one box; what is looked for is shorter
_APPLE = "com.apple.quicktime."


class Movie(NamedTuple):
    """What a video says of the whole film: its header, and texts by labels such as "make"."""

    header: bytes
    labels: dict[str, str]


class _Box(NamedTuple):
    """A box of a video: its kind, and where in the file its content begins and ends."""

    kind: bytes
    start: int
    end: int


class _Video:
    """A stream of boxes within boxes, of which only so many are looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.boxes_left = _MOST_BOXES
        self.whole = _Box(b"", 0, stream.seek(0, os.SEEK_END))

    def boxes(self, outer: _Box) -> Iterator[_Box]:
        """Yield the boxes in another, until one is no box, or too many were looked at."""
        place = outer.start
        while place + 8 <= outer.end and self.boxes_left:
            self.boxes_left -= 1
            self.stream.seek(place)
            length, kind = struct.unpack(">I4s", self.stream.read(8))
            start = place + 8
            if length == 1:  # the length stands after the kind, in 8 bytes
                (length,) = struct.unpack(">Q", self.stream.read(8))
                start += 8
            end = place + length
            if length == 0:  # to the end of the box around it
                end = outer.end
            if not start <= end <= outer.end:
                return
            yield _Box(kind, start, end)
            place = end

    def payload(self, box: _Box) -> bytes:
        """Return the beginning of what a box holds."""
        self.stream.seek(box.start)
        return self.stream.read(min(box.end - box.start, _PAYLOAD))


def read_movie(stream: BinaryIO) -> Movie:
    """Return what a video says of the whole film. Raises struct.error when it is cut off."""
    video = _Video(stream)
    header = b""
    labels: dict[str, str] = {}
    movie = next((box for box in video.boxes(video.whole) if box.kind == b"moov"), None)
    if movie is None:
        return Movie(header, labels)
    for box in video.boxes(movie):
        if box.kind == b"mvhd":
            header = video.payload(box)
        elif box.kind == b"meta":
            labels |= _apple_labels(video, box)
        elif box.kind == b"udta":
            _read_user_data(video, box, labels)
    return Movie(header, labels)


def _read_user_data(video: _Video, user_data: _Box, labels: dict[str, str]) -> None:
    """Add what the user data of a movie says: position, maker and model, or a `meta` box."""
    for box in video.boxes(user_data):
        if box.kind in (b"\xa9xyz", b"\xa9mak", b"\xa9mod"):
            text = _decode(video.payload(box)[4:])  # after its length and language
            labels.setdefault(box.kind[1:].decode(), text)
        elif box.kind == b"meta":
            labels |= _apple_labels(video, box)


def _apple_labels(video: _Video, meta_box: _Box) -> dict[str, str]:
    """Return the named values of a `meta` box.

    Its `keys` name them, its `ilst` holds them by the number of their key.
    """
    if video.payload(meta_box)[4:8] != b"hdlr":
        meta_box = meta_box._replace(start=meta_box.start + 4)  # the ISO form has a version first
    names: list[str] = []
    values: dict[int, str] = {}
    for box in video.boxes(meta_box):
        if box.kind == b"keys":
            after_count = box._replace(start=box.start + 8)
            names = [_decode(video.payload(key)) for key in video.boxes(after_count)]
        elif box.kind == b"ilst":
            for item in video.boxes(box):
                data = next(video.boxes(item), None)
                if data and data.kind == b"data":
                    number = int.from_bytes(item.kind)
                    values[number] = _decode(video.payload(data)[8:])  # after type and language
    labels: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        if number in values and name.startswith(_APPLE):
            labels[name.removeprefix(_APPLE)] = values[number]
    return labels


def _decode(content: bytes) -> str:
    return content[:200].decode("utf-8", "replace")
