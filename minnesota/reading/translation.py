"""A pack in another language: the overlays `lang/<code>.yaml`, or the files of `lang/<code>/`, laid
over its texts.

An overlay holds, by part and id, the texts that TEXTS names; `protocol` holds the title, the note
and, where it has words, the edition of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.model.protocol import Protocol
from minnesota.reading.protocol import protocol_overlay

TEXTS: Mapping[str, tuple[str, ...]] = {  # what an overlay translates, by part
    "principles": ("title", "asks"),
    "phases": ("title",),
    "circumstances": ("title", "asks"),
    "benchmarks": ("title", "reason"),
    "steps": ("title", "asks", "why", "close"),
}


def translated(
    protocol: Protocol, name: str, language: str, relative_to: Path | None = None
) -> Protocol:
    """A loaded pack in a language (English: as it is). `name` is what it was loaded by.

    Raises Problems where the pack has no such language, or not all of it: no reader gets a mixture
    of two.
    """
    if language == "en":
        return protocol
    overlay = protocol_overlay(name, language, relative_to)
    if not overlay:
        message = f"this pack has no texts in the language {language}"
        raise Problems(
            [Diagnostic(f"{name}/lang", 1, 1, "no-translation", message, "use --lang en")]
        )
    lacking = [f"{key}.{i}" for key, i, _ in missing(protocol, overlay)]
    if lacking:
        message = (
            f"{len(lacking)} parts of this pack are not whole in the language "
            f"{language}: {', '.join(lacking[:3])} …"
        )
        hint = "`minnesota protocol check` lists them; or use --lang en"
        raise Problems([Diagnostic(f"{name}/lang", 1, 1, "missing-translation", message, hint)])
    head = overlay.get("protocol", {})
    changes: dict[str, Any] = {
        key: tuple(
            p.model_copy(update=_texts(overlay[key][p.id], fields)) for p in getattr(protocol, key)
        )
        for key, fields in TEXTS.items()
        if getattr(protocol, key)
    }
    own = {key: head.get(key, getattr(protocol, key)) for key in ("title", "edition")}
    source = (
        protocol.source.model_copy(update={"note": head["note"]})
        if head.get("note")
        else protocol.source
    )
    return protocol.model_copy(update={**changes, **own, "source": source})


def missing(
    protocol: Protocol, overlay: Mapping[str, Any]
) -> list[tuple[str, str, tuple[str, ...]]]:
    """What an overlay lacks: the part, the id, and which of its texts."""
    found = []
    for key, fields in TEXTS.items():
        given = overlay.get(key) or {}
        for part in getattr(protocol, key):
            texts = given.get(part.id) if isinstance(given, Mapping) else None
            wanted = [f for f in fields if getattr(part, f, None)]
            lacking = tuple(f for f in wanted if not (isinstance(texts, Mapping) and texts.get(f)))
            if lacking:
                found.append((key, part.id, lacking))
    return found


def _texts(given: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    return {f: given[f] for f in fields if f in given}
