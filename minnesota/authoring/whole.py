"""`protocol check`: whether a pack of one's own is whole, beyond what its model asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from minnesota.base.diagnostics import Diagnostic, did_you_mean_or_list, shown
from minnesota.model.protocol import Protocol
from minnesota.reading.protocol import languages, load_protocol, overlays, protocol_documents
from minnesota.reading.translation import TEXTS, missing
from minnesota.yaml.read import Document, parse_document


def faults(name: str, relative_to: Path | None = None) -> tuple[Protocol, list[Diagnostic]]:
    """A pack that can be used, and what is amiss in it all the same. Raises Problems where it cannot be used.

    Looked for: principles and phases that no step uses, paragraphs of the document that no step cites and
    that are not said to ask for nothing, missing translations.
    """
    protocol = load_protocol(name, relative_to)
    head = protocol_documents(name, relative_to)["protocol.yaml"]
    found = [*_unused(head, protocol), *_uncited(head, protocol)]
    for language in languages(name, relative_to):
        files = overlays(name, language, relative_to)
        found += _untranslated(
            [parse_document(content, f"{name}/{path}") for path, content in files.items()], protocol
        )
    return protocol, found


def _unused(head: Document, protocol: Protocol) -> Iterator[Diagnostic]:
    used = {
        "principles": {s.principle for s in protocol.steps},
        "phases": {s.phase for s in protocol.steps},
    }
    for key, ids in used.items():
        for number, part in enumerate(head.value[key]):
            if part["id"] not in ids:
                what = key.removesuffix("s")
                yield head.diagnostic(
                    (key, number, "id"), f"unused-{what}", f"no step belongs to it: {part['id']}"
                )


def _uncited(head: Document, protocol: Protocol) -> Iterator[Diagnostic]:
    """Where a pack says how many numbered paragraphs its document has: those that no step cites and nothing explains."""
    cited = {p.partition("(")[0] for s in protocol.steps for p in s.cite.paragraphs}
    cited |= {n.paragraph for n in protocol.not_operative}
    for number in range(1, (protocol.source.paragraphs or 0) + 1):
        if str(number) not in cited:
            message = f"no step cites paragraph {number}"
            hint = "write a step, or name it under not_operative with the reason"
            yield head.diagnostic(("source", "paragraphs"), "uncited-paragraph", message, hint)


def _untranslated(documents: list[Document], protocol: Protocol) -> Iterator[Diagnostic]:
    """What the files of a language (part, id, texts) lack, or translate that is not there."""
    overlay: dict[str, dict[str, Any]] = {}
    place: dict[tuple[str, ...], Document] = {}
    for document in documents:
        if not isinstance(document.value, dict):
            yield document.diagnostic(
                (), "expected-block", "a translation is a block of keys", "begin with: steps:"
            )
            continue
        for key in TEXTS:
            given = document.value.get(key)
            if given is not None and not isinstance(given, dict):
                yield document.diagnostic(
                    (key,), "expected-block", "this must be a block: an id, then its texts"
                )
                continue
            ids = [p.id for p in getattr(protocol, key)]
            for part_id, texts in (given or {}).items():
                place.setdefault((key,), document)
                place[key, part_id] = document
                if part_id not in ids:
                    message = f'the pack has no such id: "{shown(str(part_id))}"'
                    hint = did_you_mean_or_list(str(part_id), ids)
                    yield document.diagnostic(
                        (key, part_id), f"unknown-{key.removesuffix('s')}", message, hint
                    )
                overlay.setdefault(key, {})[part_id] = texts
    for key, part_id, lacking in missing(protocol, overlay):
        at = next((at for at in ((key, part_id), (key,)) if at in place), ())
        document = place.get(at, documents[0])
        message = f"{part_id} has no {', no '.join(lacking)} here"
        yield document.diagnostic(at, "missing-translation", message)
