"""What cameras write into their files, and what damaged and hostile files cannot do."""

from __future__ import annotations

import io
import struct
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.base.dates import When
from minnesota.evidence.embedded import Embedded, contradictions, embedded, of_photo, of_video
from support.cases import case_of
from support.photos import jpeg

CANON = Embedded("2025-01-03T08:30:00", "local", "Canon EOS 5D", 14.5, -5.25)


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mvhd(seconds: int) -> bytes:
    return box(b"mvhd", struct.pack(">IIIII", 0, seconds, seconds, 1000, 5000), bytes(80))


def apple(**values: str) -> bytes:
    names = [f"com.apple.quicktime.{k.replace('_', '.')}".encode() for k in values]
    keys = box(b"keys", bytes(4), struct.pack(">I", len(names)), *(box(b"mdta", n) for n in names))
    data = (
        box(struct.pack(">I", n), box(b"data", struct.pack(">II", 1, 0), v.encode()))
        for n, v in enumerate(values.values(), 1)
    )
    return box(
        b"meta", box(b"hdlr", bytes(4), b"\0\0\0\0mdta", bytes(12)), keys, box(b"ilst", *data)
    )


def word(kind: bytes, said: str) -> bytes:
    return box(kind, struct.pack(">HH", len(said), 0x15C7), said.encode())


SECONDS = 3818737800  # 2025-01-03 08:30:00 since 1904
FTYP, MDAT = box(b"ftyp", b"isom\0\0\2\0isommp42"), box(b"mdat", bytes(5000))
ANDROID = (
    FTYP
    + MDAT
    + box(
        b"moov",
        mvhd(SECONDS),
        box(
            b"udta",
            word(b"\xa9xyz", "+14.5000-005.2500/"),
            word(b"\xa9mak", "Tecno"),
            word(b"\xa9mod", "Spark 10"),
        ),
    )
)
IPHONE = (
    FTYP
    + box(
        b"moov",
        mvhd(SECONDS),
        apple(
            creationdate="2025-01-03T09:30:00+0100",
            location_ISO6709="+14.5000-005.2500+280.1/",
            make="Apple",
            model="iPhone 12",
        ),
    )
    + MDAT
)


def test_a_photo_says_when_with_what_and_where(tmp_path):
    assert embedded(jpeg(tmp_path / "a.jpg")) == CANON
    assert embedded(jpeg(tmp_path / "a.tif", kind="TIFF")) == CANON
    assert embedded(jpeg(tmp_path / "a.png", kind="PNG")) == CANON


@pytest.mark.parametrize(
    ("video", "expected"),
    [
        (ANDROID, Embedded("2025-01-03T08:30:00", "utc", "Tecno Spark 10", 14.5, -5.25)),
        (IPHONE, Embedded("2025-01-03T09:30:00", "local", "Apple iPhone 12", 14.5, -5.25)),
        (
            FTYP
            + struct.pack(">I4sQ", 1, b"mdat", 16 + 99)
            + bytes(99)
            + box(b"moov", mvhd(SECONDS)),
            Embedded("2025-01-03T08:30:00", "utc"),
        ),
        (
            FTYP + struct.pack(">I4s", 0, b"moov") + mvhd(SECONDS),
            Embedded("2025-01-03T08:30:00", "utc"),
        ),
        (
            FTYP + box(b"moov", box(b"mvhd", struct.pack(">IQQ", 1 << 24, SECONDS, SECONDS))),
            Embedded("2025-01-03T08:30:00", "utc"),
        ),
        (FTYP + box(b"moov", mvhd(0)), None),  # a clock that was never set
        (FTYP + box(b"moov", mvhd(5)), None),
        (
            FTYP + box(b"moov", box(b"udta", word(b"\xa9xyz", "+1430.00-00515.00/"))),
            Embedded(None, None, None, 14.5, -5.25),
        ),
        (
            FTYP + box(b"moov", box(b"udta", word(b"\xa9xyz", "+143000-0051500/"))),
            Embedded(None, None, None, 14.5, -5.25),
        ),
        (
            FTYP + box(b"moov", box(b"udta", word(b"\xa9xyz", "+00.0000+000.0000/"))),
            None,
        ),  # no reception
        (FTYP + box(b"moov", box(b"udta", word(b"\xa9xyz", "+95.0000+000.0000/"))), None),
    ],
)
def test_a_video_says_when_with_what_and_where(tmp_path, video, expected):
    (tmp_path / "a.mp4").write_bytes(video)
    assert embedded(tmp_path / "a.mp4") == expected


def test_a_clock_or_a_position_that_cannot_be_is_left_out(tmp_path):
    assert embedded(jpeg(tmp_path / "a.jpg", taken="0000:00:00 00:00:00")).taken is None
    assert embedded(jpeg(tmp_path / "a.jpg", latitude=(95.0, 0.0, 0.0))).latitude is None


def test_a_file_that_is_no_photo_gives_nothing(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"not a photo")
    assert embedded(tmp_path / "a.jpg") is None
    (tmp_path / "a.jpg").write_bytes(b"")
    assert embedded(tmp_path / "a.jpg") is None


class Counted(io.BytesIO):
    """Counts what is read of it."""

    count = 0

    def read(self, size=-1, /):
        found = super().read(size)
        self.count += len(found)
        return found


def bounded(read, raw: bytes) -> None:
    stream = Counted(raw)
    try:
        read(stream)
    except (
        Exception
    ) as error:  # `embedded` takes it as nothing found; these are what it must not see
        assert not isinstance(error, MemoryError | RecursionError)
    assert stream.count <= max(len(raw), 2_000 * 1100)


@settings(max_examples=200, deadline=None)
@given(
    raw=st.binary(max_size=400),
    base=st.sampled_from([ANDROID, IPHONE]),
    at=st.integers(0, 6000),
    length=st.integers(0, 40),
)
def test_no_video_reads_without_end(raw, base, at, length):
    bounded(of_video, base[:at] + raw + base[at + length :])
    bounded(of_video, FTYP + box(b"moov", raw))
    bounded(of_video, raw)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_damaged_photo_is_an_error(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "mutated.jpg"
    raw = bytearray(jpeg(path).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, min(400, len(raw) - 1)))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    embedded(path)
    bounded(of_photo, bytes(raw))


def test_boxes_that_hold_themselves_or_are_endless_come_to_an_end():
    nested = b""
    for _ in range(3000):
        nested = box(b"meta", nested)
    for content in (
        nested,
        box(b"free") * 200_000,
        struct.pack(">I4s", 0, b"meta") * 1000,
        struct.pack(">I4sQ", 1, b"udta", 1 << 63),
    ):
        bounded(of_video, FTYP + box(b"moov", content))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Embedded("2025-01-03T08:30:00", "local"), None),
        (Embedded("2025-01-01T23:59:00", "local"), "before the incident began"),
        (Embedded("2025-01-01T23:59:00", "utc"), None),  # it may have been the next day there
        (Embedded("2025-01-01T09:00:00", "utc"), "before the incident began"),
        (Embedded("2025-01-10T00:00:00", "local"), "after it was collected"),
        (Embedded("2025-01-10T00:00:00", "utc"), None),
        (Embedded("2025-07-02T00:00:00", "local"), "in the future"),
        (Embedded(None, None, None, 15.3, -5.1), None),  # 44 km
        (Embedded(None, None, None, 15.5, -5.1), "67 km from where the incident happened"),
        (Embedded(None, None, None, -14.9, 174.9), "20015 km"),
    ],
)
def test_what_contradicts_the_case_is_said(found, said):
    case = case_of(
        "incident: {date: 2025-01-02, coordinates: {latitude: 14.9, longitude: -5.1}}"
    ).case
    sentences = contradictions(found, case, When.parse("2025-01-09"), date(2025, 6, 30))
    assert bool(sentences) is bool(said) and (not said or any(said in s for s in sentences))
