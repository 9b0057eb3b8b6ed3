"""What a device wrote into its photo or video: when it was taken, with what, and where.

Photos are read by Pillow, from their first megabytes and without decoding the image. Of videos (MP4, MOV) a few small
boxes are read. Files come from anybody: a damaged or hostile one gives nothing, and never an error.
"""

from __future__ import annotations

import io
import math
import os
import re
import struct
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from minnesota.base.dates import When
from minnesota.base.wording import Phrase
from minnesota.model.case import Case

FAR_KM = 50  # ours, from no standard: beyond a town and its surroundings, well beyond any error of a device
# As much of a photo as Pillow is given: what a camera embeds stands at its beginning. Pillow 13 reads no more tags than
# that; 12.0 let a file of 1 MB take 6 GB of memory.
_HEAD = 8 << 20
_BOXES = (
    2_000  # boxes of a video that are looked at; the metadata of real ones lies within far fewer
)
_PAYLOAD = 1024  # as much as is read of one box; what is looked for is shorter
_ZONES = timedelta(hours=14)  # the most that local time can differ from UTC
_VIDEO = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_ISO_6709 = re.compile(
    r"([+-](?:\d{2}|\d{4}|\d{6})(?:\.\d+)?)([+-](?:\d{3}|\d{5}|\d{7})(?:\.\d+)?)(?!\d)", re.ASCII
)
_CREATED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_APPLE = "com.apple.quicktime."


class Embedded(NamedTuple):
    """What is embedded: `taken` as EDTF, in the time that `clock` says; the device; the position in degrees."""

    taken: str | None = None
    clock: Literal["local", "utc"] | None = None
    device: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def embedded(path: Path) -> Embedded | None:
    """What is embedded in a photo or a video; None when nothing is found. Raises OSError when it cannot be opened."""
    with path.open("rb") as stream:
        try:
            kind = stream.read(8)[4:]
            stream.seek(0)
            found = of_video(stream) if kind in _VIDEO else of_photo(stream)
        except Exception:  # whatever a damaged file does to a library: it says nothing
            return None
    return found if found != Embedded() else None


def of_photo(stream: BinaryIO) -> Embedded:
    """What is embedded in a photo (EXIF)."""
    from PIL import ExifTags, Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(stream.read(_HEAD)), formats=("JPEG", "PNG", "TIFF")) as image:
            if image.format == "PNG" and "exif" not in image.info:
                return Embedded()  # Pillow would decode it to look further
            exif = image.getexif()
            taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
            gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
            device = _device(exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    moment = (
        re.sub(r"^(\d{4}):(\d\d):(\d\d) ", r"\1-\2-\3T", taken.strip(" \0"))
        if isinstance(taken, str)
        else ""
    )
    return _found(moment, "local", device, (_degrees(gps, 1, "S"), _degrees(gps, 3, "W")))


def _degrees(gps: dict[int, Any], tag: int, negative: str) -> float | None:
    """Degrees, minutes and seconds (under the tag after the reference's) as one number."""
    reference, parts = gps.get(tag), gps.get(tag + 1)
    if not isinstance(reference, str) or not isinstance(parts, tuple):
        return None
    degrees, minutes, seconds = (float(p) for p in (*parts, 0, 0)[:3])
    value = degrees + minutes / 60 + seconds / 3600
    return -value if reference.strip(" \0").upper() == negative else value


def of_video(stream: BinaryIO) -> Embedded:
    """What is embedded in an MP4 or MOV file."""
    end = stream.seek(0, os.SEEK_END)
    left = iter(range(_BOXES))
    movie = next(
        ((at, to) for kind, at, to in _boxes(stream, 0, end, left) if kind == b"moov"), None
    )
    words: dict[str, str] = {}
    created = b""
    for kind, at, to in _boxes(stream, *movie, left) if movie else ():
        if kind == b"mvhd":
            created = _payload(stream, at, to)
        elif kind == b"meta":
            words |= _apple(stream, at, to, left)
        elif kind == b"udta":
            for inner, start, stop in _boxes(stream, at, to, left):
                if inner in (b"\xa9xyz", b"\xa9mak", b"\xa9mod"):
                    words.setdefault(
                        inner[1:].decode(), _decoded(_payload(stream, start, stop)[4:])
                    )
                elif inner == b"meta":
                    words |= _apple(stream, start, stop, left)
    device = _device(words.get("make") or words.get("mak"), words.get("model") or words.get("mod"))
    position = _position(words.get("location.ISO6709") or words.get("xyz") or "")
    if said := _CREATED.fullmatch(words.get("creationdate", "")):
        return _found(said[1], "utc" if said[2] == "Z" else "local", device, position)
    return _found(_since_1904(created), "utc", device, position)


def _boxes(
    stream: BinaryIO, at: int, end: int, left: Iterator[int]
) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places in the file: kind, and where the content begins and ends. `left` runs out."""
    while at + 8 <= end and next(left, None) is not None:
        stream.seek(at)
        length, kind = struct.unpack(">I4s", stream.read(8))
        start = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", stream.read(8))
            start += 8
        to = end if length == 0 else at + length
        if not start <= to <= end:
            return
        yield kind, start, to
        at = to


def _payload(stream: BinaryIO, at: int, to: int) -> bytes:
    stream.seek(at)
    return stream.read(min(to - at, _PAYLOAD))


def _apple(stream: BinaryIO, at: int, to: int, left: Iterator[int]) -> dict[str, str]:
    """The named values of a `meta` box: its `keys` name them, its `ilst` holds them by number."""
    if _payload(stream, at, to)[4:8] != b"hdlr":
        at += 4  # the ISO form has a version first
    names: list[str] = []
    values: dict[int, str] = {}
    for kind, start, stop in _boxes(stream, at, to, left):
        if kind == b"keys":
            names = [
                _decoded(_payload(stream, a, b))
                for _, a, b in _boxes(stream, start + 8, stop, left)
            ]
        elif kind == b"ilst":
            for number, a, _ in _boxes(stream, start, stop, left):
                data = next(_boxes(stream, a, stop, left), None)
                if data and data[0] == b"data":
                    values[int.from_bytes(number)] = _decoded(
                        _payload(stream, data[1], data[2])[8:]
                    )
    return {
        n.removeprefix(_APPLE): values[i]
        for i, n in enumerate(names, 1)
        if i in values and n.startswith(_APPLE)
    }


def _decoded(raw: bytes) -> str:
    return raw[:200].decode("utf-8", "replace")


def _since_1904(header: bytes) -> str:
    """The time of creation in a movie header, as EDTF; nothing where it is not set."""
    seconds = int.from_bytes(header[4:12] if header[:1] == b"\1" else header[4:8])
    moment = datetime(1904, 1, 1) + timedelta(seconds=seconds) if 0 < seconds < 1 << 36 else None
    return (
        moment.isoformat() if moment and moment.year >= 1971 else ""
    )  # before: a clock that was never set


def _position(text: str) -> tuple[float | None, float | None]:
    """Latitude and longitude from ISO 6709: degrees, or with minutes, or with seconds, as the digits say."""
    match = _ISO_6709.match(text)
    return (_number(match[1], 2), _number(match[2], 3)) if match else (None, None)


def _number(text: str, width: int) -> float:
    """Degrees of so many digits, then minutes and seconds of two where they are given; the last has the fraction."""
    whole, point, fraction = text[1:].partition(".")
    units = [whole[:width], *re.findall("..", whole[width:])]
    units[-1] += point + fraction
    value = math.fsum(float(u) / (1, 60, 3600)[n] for n, u in enumerate(units))
    return -value if text[0] == "-" else value


def _device(*words: Any) -> str | None:
    """Maker and model on one line, the maker once."""
    make, model = (
        "".join(c if c.isprintable() else " " for c in str(w or ""))[:60].strip() for w in words
    )
    return (model if model.lower().startswith(make.lower()) else f"{make} {model}").strip() or None


def _found(
    taken: str,
    clock: Literal["local", "utc"],
    device: str | None,
    position: tuple[float | None, float | None],
) -> Embedded:
    """What was found, without what cannot be: a date that is none, a place beyond the poles, 0° 0′ of no reception."""
    try:
        moment = (
            When.parse(taken).text
            if re.fullmatch(r"\d{4}(-\d\d){2}T\d\d:\d\d:\d\d", taken, re.ASCII)
            else None
        )
    except ValueError:
        moment = None
    found = Embedded(moment, clock if moment else None, device)
    latitude, longitude = position
    if latitude is None or longitude is None or max(abs(latitude), abs(longitude)) < 1e-6:
        return found
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return found
    return found._replace(latitude=round(latitude, 6), longitude=round(longitude, 6))


def contradictions(
    embedded: Embedded, case: Case, collected_on: When | None = None, today: date | None = None
) -> list[str]:
    """Phrases on what cannot be right between what is embedded, the incident, and the day it was collected."""
    found: list[str] = []
    if embedded.taken and (moment := When.parse(embedded.taken).earliest):
        slack = _ZONES if embedded.clock == "utc" else timedelta(0)
        said = f"{moment:%Y-%m-%d %H:%M}{' UTC' if embedded.clock == 'utc' else ''}"
        happened = case.incident.date
        if happened and happened.earliest and moment + slack < happened.earliest:
            text = "by its own clock it was taken before the incident began: {taken} against {day}"
            found.append(Phrase(text, taken=said, day=happened))
        if (
            collected_on
            and collected_on.latest
            and (moment - slack).date() > collected_on.latest.date()
        ):
            text = "by its own clock it was taken after it was collected: {taken} against {day}"
            found.append(Phrase(text, taken=said, day=collected_on))
        if moment - _ZONES > datetime.combine(today or date.today(), datetime.max.time()):
            found.append(Phrase("by its own clock it was taken in the future: {taken}", taken=said))
    place = case.incident.coordinates
    if place and embedded.latitude is not None and embedded.longitude is not None:
        away = _kilometres(
            (place.latitude, place.longitude), (embedded.latitude, embedded.longitude)
        )
        if away > FAR_KM:
            text = "its position is {distance} km from where the incident happened"
            found.append(Phrase(text, distance=round(away)))
    return found


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the great circle."""
    (a, b), (c, d) = (map(math.radians, p) for p in (one, other))
    haversine = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(min(1, math.sqrt(haversine)))
