"""The packs by which the cases of a survey were judged."""

from __future__ import annotations

from minnesota.model.protocol import Protocol
from minnesota.reading.protocol import load_protocol, protocol_names
from minnesota.reading.translation import translated
from minnesota.survey.tally import Tally


def judging_protocols(tally: Tally, lang: str) -> dict[tuple[str, str], Protocol]:
    """Return the shipped packs that judged, in a language, by their id and digest.

    Of packs of one's own only the ids are shown.
    """
    judging = {}
    for name in protocol_names():
        protocol = load_protocol(name)
        key = (protocol.id, protocol.digest)
        if key in tally.protocols:
            judging[key] = translated(protocol, name, lang)
    return judging
