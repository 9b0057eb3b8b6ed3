"""Photos with what a camera embeds."""

from __future__ import annotations

from pathlib import Path

from PIL import ExifTags, Image


def jpeg(
    path,
    taken="2025:01:03 08:30:00",
    latitude=(14.0, 30.0, 0.0),
    longitude=(5.0, 15.0, 0.0),
    kind="JPEG",
) -> Path:
    """A photo with what a camera embeds."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Canon", "Canon EOS 5D"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: latitude, 3: "W", 4: longitude})
    Image.new("RGB", (8, 8)).save(path, kind, exif=exif.tobytes())
    return path
