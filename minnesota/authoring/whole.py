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
    """Return a pack that can be used, and what is amiss in it all the same.

    That is: principles and phases that no step uses, paragraphs of the document that no step cites
    and that are not said to ask for nothing, and missing translations.

    `name`: the pack's, or the path of its folder. `relative_to`: the folder that a path starts in.
    Raises Problems when the pack cannot be used.
    """
    protocol = load_protocol(name, relative_to)
    head = protocol_documents(name, relative_to)["protocol.yaml"]
    found = [*_unused_parts(head, protocol), *_uncited_paragraphs(head, protocol)]
    for language in languages(name, relative_to):
        documents: list[Document] = []
        for path, content in overlays(name, language, relative_to).items():
            documents.append(parse_document(content, f"{name}/{path}"))
        found += _faults_of_translation(documents, protocol)
    return protocol, found


def _unused_parts(head: Document, protocol: Protocol) -> Iterator[Diagnostic]:
    """Yield the principles and the phases that no step belongs to. `head`: protocol.yaml."""
    used = {
        "principles": {step.principle for step in protocol.steps},
        "phases": {step.phase for step in protocol.steps},
    }
    for section, used_ids in used.items():
        code = f"unused-{section.removesuffix('s')}"
        for index, part in enumerate(head.value[section]):
            if part["id"] not in used_ids:
                message = f"no step belongs to it: {part['id']}"
                yield head.diagnostic((section, index, "id"), code, message)


def _uncited_paragraphs(head: Document, protocol: Protocol) -> Iterator[Diagnostic]:
    """Yield the paragraphs of the document that no step cites and that nothing explains.

    They are known where a pack says how many numbered paragraphs its document has. `head`:
    protocol.yaml.
    """
    explained = {entry.paragraph for entry in protocol.not_operative}
    for step in protocol.steps:
        for citation in step.cite.paragraphs:
            paragraph, _, _ = citation.partition("(")
            explained.add(paragraph)
    for number in range(1, (protocol.source.paragraphs or 0) + 1):
        if str(number) not in explained:
            message = f"no step cites paragraph {number}"
            hint = "write a step, or name it under not_operative with the reason"
            yield head.diagnostic(("source", "paragraphs"), "uncited-paragraph", message, hint)


def _faults_of_translation(documents: list[Document], protocol: Protocol) -> Iterator[Diagnostic]:
    """Yield what the files of a language (section, id, texts) lack or cannot mean."""
    overlay: dict[str, dict[str, Any]] = {}
    places: dict[tuple[str, ...], Document] = {}  # the file of a section, and of a part in it
    for document in documents:
        if not isinstance(document.value, dict):
            message = "a translation is a block of keys"
            yield document.diagnostic((), "expected-block", message, "begin with: steps:")
            continue
        for section in TEXTS:
            translated = document.value.get(section)
            if translated is None:
                continue
            if not isinstance(translated, dict):
                message = "this must be a block: an id, then its texts"
                yield document.diagnostic((section,), "expected-block", message)
                continue
            yield from _unknown_parts(document, section, translated, protocol)
            for part_id, texts in translated.items():
                places.setdefault((section,), document)
                places[section, part_id] = document
                overlay.setdefault(section, {})[part_id] = texts
    for section, part_id, lacking in missing(protocol, overlay):
        place: tuple[str, ...] = ()
        if (section, part_id) in places:
            place = (section, part_id)
        elif (section,) in places:
            place = (section,)
        document = places.get(place, documents[0])
        message = f"{part_id} has no {', no '.join(lacking)} here"
        yield document.diagnostic(place, "missing-translation", message)


def _unknown_parts(
    document: Document, section: str, translated: dict[str, Any], protocol: Protocol
) -> Iterator[Diagnostic]:
    """Yield the ids that a file of a language translates and that the pack does not have."""
    known = [part.id for part in getattr(protocol, section)]
    for part_id in translated:
        if part_id not in known:
            code = f"unknown-{section.removesuffix('s')}"
            message = f'the pack has no such id: "{shown(str(part_id))}"'
            hint = did_you_mean_or_list(str(part_id), known)
            yield document.diagnostic((section, part_id), code, message, hint)
