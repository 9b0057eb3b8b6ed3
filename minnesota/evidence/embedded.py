"""What a device wrote into its photo or video: when it was taken, with what, and where.

Photos are read by Pillow, from their first megabytes and without decoding the image. Of videos
(MP4, MOV) a few small boxes are read. Files come from anybody: a damaged or hostile one gives
nothing, and never an error.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from minnesota.base.dates import When
from minnesota.base.wording import Phrase
from minnesota.evidence.boxes import read_movie
from minnesota.model.case import Case

FAR_KM = 50  # ours, from no standard: beyond a town and its surroundings, well beyond any error
# As much of a photo as Pillow is given: what a camera embeds stands at its beginning. Pillow 13
# reads no more tags than that; 12.0 let a file of 1 MB take 6 GB of memory.
_HEAD = 8 << 20
_ZONES = timedelta(hours=14)  # the most that local time can differ from UTC
_VIDEO = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_ISO_6709 = re.compile(
    r"([+-](?:\d{2}|\d{4}|\d{6})(?:\.\d+)?)([+-](?:\d{3}|\d{5}|\d{7})(?:\.\d+)?)(?!\d)", re.ASCII
)
_CREATED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}(-\d\d){2}T\d\d:\d\d:\d\d", re.ASCII)
_EXIF_DATE = re.compile(r"^(\d{4}):(\d\d):(\d\d) ")
_LATITUDE, _LONGITUDE = 1, 3  # of the GPS tags those that say N or S, E or W; the value is the next
_EARTH_KM = 6371  # mean radius


class Embedded(NamedTuple):
    """What is embedded: `taken` as EDTF in the time that `clock` says, the device, the position.

    Latitude and longitude are degrees.
    """

    taken: str | None = None
    clock: Literal["local", "utc"] | None = None
    device: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class _Position(NamedTuple):
    """Degrees, as read: they may be missing, or impossible."""

    latitude: float | None = None
    longitude: float | None = None


def embedded(path: Path) -> Embedded | None:
    """Return what is embedded in a photo or a video; None when nothing is found.

    Raises OSError when the file cannot be opened.
    """
    with path.open("rb") as stream:
        try:
            kind = stream.read(8)[4:]
            stream.seek(0)
            found = of_video(stream) if kind in _VIDEO else of_photo(stream)
        except Exception:  # whatever a damaged file does to a library: it says nothing
            return None
    return found if found != Embedded() else None


# Photos


def of_photo(stream: BinaryIO) -> Embedded:
    """Return what is embedded in a photo (EXIF)."""
    from PIL import ExifTags, Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(stream.read(_HEAD)), formats=("JPEG", "PNG", "TIFF")) as image:
            if image.format == "PNG" and "exif" not in image.info:
                return Embedded()  # Pillow would decode it to look further
            exif = image.getexif()
            taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
            gps_tags = exif.get_ifd(ExifTags.IFD.GPSInfo)
            device = _device(exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    moment = ""
    if isinstance(taken, str):
        moment = _EXIF_DATE.sub(r"\1-\2-\3T", taken.strip(" \0"))
    position = _Position(_degrees(gps_tags, _LATITUDE, "S"), _degrees(gps_tags, _LONGITUDE, "W"))
    return _plausible(moment, "local", device, position)


def _degrees(gps_tags: dict[int, Any], tag: int, negative: str) -> float | None:
    """Return degrees, minutes and seconds as one number.

    `tag`: that of the reference, such as "S"; the numbers are under the next.
    """
    reference, parts = gps_tags.get(tag), gps_tags.get(tag + 1)
    if not isinstance(reference, str) or not isinstance(parts, tuple):
        return None
    degrees, minutes, seconds = map(float, (*parts, 0, 0)[:3])
    value = degrees + minutes / 60 + seconds / 3600
    if reference.strip(" \0").upper() == negative:
        return -value
    return value


# Videos


def of_video(stream: BinaryIO) -> Embedded:
    """Return what is embedded in an MP4 or MOV file."""
    movie = read_movie(stream)
    labels = movie.labels
    maker = labels.get("make") or labels.get("mak")
    model = labels.get("model") or labels.get("mod")
    device = _device(maker, model)
    position = _position(labels.get("location.ISO6709") or labels.get("xyz") or "")
    created = _CREATED.fullmatch(labels.get("creationdate", ""))
    if created is None:
        return _plausible(_since_1904(movie.header), "utc", device, position)
    moment, zone = created.groups()
    clock: Literal["local", "utc"] = "utc" if zone == "Z" else "local"
    return _plausible(moment, clock, device, position)


def _since_1904(header: bytes) -> str:
    """Return the time of creation in a movie header, as EDTF; nothing where it is not set."""
    is_long = header[:1] == b"\1"
    seconds = int.from_bytes(header[4:12] if is_long else header[4:8])
    if not 0 < seconds < 1 << 36:
        return ""
    moment = datetime(1904, 1, 1) + timedelta(seconds=seconds)
    if moment.year < 1971:  # a clock that was never set, which begins in 1904 or in 1970
        return ""
    return moment.isoformat()


def _position(position: str) -> _Position:
    """Return a position from ISO 6709: degrees, or with minutes, or with seconds, by its digits."""
    match = _ISO_6709.match(position)
    if match is None:
        return _Position()
    return _Position(_signed_degrees(match[1], 2), _signed_degrees(match[2], 3))


def _signed_degrees(written: str, width: int) -> float:
    """Return degrees of so many digits, with minutes and seconds of two where they are given.

    The last of them has the fraction.
    """
    whole, point, fraction = written[1:].partition(".")
    units = [whole[:width], *re.findall("..", whole[width:])]
    units[-1] += point + fraction
    value = math.fsum(float(unit) / 60**power for power, unit in enumerate(units))
    if written[0] == "-":
        return -value
    return value


# What can be believed


def _device(*labels: Any) -> str | None:
    """Return maker and model on one line, the maker once."""
    maker, model = map(_on_one_line, labels)
    if model.lower().startswith(maker.lower()):
        return model or None
    return f"{maker} {model}".strip()


def _on_one_line(label: Any) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in str(label or ""))
    return text[:60].strip()


def _plausible(
    taken: str,
    clock: Literal["local", "utc"],
    device: str | None,
    position: _Position,
) -> Embedded:
    """Return what was found, without what cannot be.

    That is a date that is none, a place beyond the poles, and the 0° 0′ of no reception.
    """
    moment = _moment(taken)
    found = Embedded(moment, clock if moment else None, device)
    latitude, longitude = position
    if latitude is None or longitude is None or max(abs(latitude), abs(longitude)) < 1e-6:
        return found
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return found
    return found._replace(latitude=round(latitude, 6), longitude=round(longitude, 6))


def _moment(taken: str) -> str | None:
    """Return a date with a time as EDTF; None where a text is none, or none of the calendar."""
    if not _MOMENT.fullmatch(taken):
        return None
    try:
        return When.parse(taken).text
    except ValueError:
        return None


# What cannot be right


def contradictions(
    embedded: Embedded, case: Case, collected_on: When | None = None, today: date | None = None
) -> list[str]:
    """Return phrases on what cannot be right about what is embedded.

    It is held against the incident, the day on which the exhibit was collected, and `today`.
    """
    phrases = _contradictions_of_time(embedded, case, collected_on, today or date.today())
    place = case.incident.coordinates
    if place and embedded.latitude is not None and embedded.longitude is not None:
        distance = _kilometres(
            place.latitude, place.longitude, embedded.latitude, embedded.longitude
        )
        if distance > FAR_KM:
            text = "its position is {distance} km from where the incident happened"
            phrases.append(Phrase(text, distance=round(distance)))
    return phrases


def _contradictions_of_time(
    embedded: Embedded, case: Case, collected_on: When | None, today: date
) -> list[str]:
    moment = When.parse(embedded.taken).earliest if embedded.taken else None
    if moment is None:
        return []
    slack = timedelta(0)
    taken = f"{moment:%Y-%m-%d %H:%M}"
    if embedded.clock == "utc":
        slack = _ZONES
        taken += " UTC"
    phrases: list[str] = []
    incident = case.incident.date
    if incident and incident.earliest and moment + slack < incident.earliest:
        text = "by its own clock it was taken before the incident began: {taken} against {day}"
        phrases.append(Phrase(text, taken=taken, day=incident))
    if collected_on and collected_on.latest:
        if (moment - slack).date() > collected_on.latest.date():
            text = "by its own clock it was taken after it was collected: {taken} against {day}"
            phrases.append(Phrase(text, taken=taken, day=collected_on))
    if moment - _ZONES > datetime.combine(today, datetime.max.time()):
        text = "by its own clock it was taken in the future: {taken}"
        phrases.append(Phrase(text, taken=taken))
    return phrases


def _kilometres(
    from_latitude: float, from_longitude: float, to_latitude: float, to_longitude: float
) -> float:
    """Return the distance of two positions in degrees, along the great circle (haversine)."""
    start, end = math.radians(from_latitude), math.radians(to_latitude)
    eastwards = math.radians(to_longitude) - math.radians(from_longitude)
    haversine = (
        math.sin((end - start) / 2) ** 2
        + math.cos(start) * math.cos(end) * math.sin(eastwards / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1, math.sqrt(haversine)))
