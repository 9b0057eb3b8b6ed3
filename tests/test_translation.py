"""The packs in French and Spanish: whole, or not at all."""

from __future__ import annotations

import re

import pytest

from minnesota.base.diagnostics import Problems
from minnesota.reading.protocol import compiled, load_protocol, protocol_names, protocol_overlay
from minnesota.reading.translation import TEXTS, translated
from support.cases import ROOT

ENGLISH = re.compile(
    r"\b(the|of|and|with|which|was|were|is|are|from|by|that|this|to|not)\b", re.IGNORECASE
)
SHIPPED = [(name, code) for name in protocol_names() for code in ("fr", "es")]


@pytest.mark.translations
@pytest.mark.parametrize("name, code", SHIPPED)
def test_every_text_of_every_pack_is_translated_and_none_left_in_english(name, code):
    protocol = load_protocol(name)
    there = translated(protocol, name, code)
    assert there.title != protocol.title
    texts = [
        (old, new, field)
        for key, fields in TEXTS.items()
        for old, new in zip(getattr(protocol, key), getattr(there, key), strict=True)
        for field in fields
        if getattr(new, field, None)
    ]
    assert len(texts) > 4 * len(protocol.steps)
    for old, new, field in texts:
        text = getattr(new, field)
        assert text != getattr(old, field) or len(text) < 12, (old.id, field)
        assert not ENGLISH.search(text.replace("Not", "")), (old.id, field, text)
    questions = [new.asks for _, new, field in texts if field == "asks"]
    assert len(questions) >= len(protocol.steps)
    assert [
        q for q in questions if not q.rstrip().endswith("?") or (code == "es" and "¿" not in q)
    ] == []
    assert [
        s.model_copy(update=dict.fromkeys(("title", "asks", "why", "close"), ""))
        for s in there.steps
    ] == [
        s.model_copy(update=dict.fromkeys(("title", "asks", "why", "close"), ""))
        for s in protocol.steps
    ], "a translation changes words and nothing else"


@pytest.mark.parametrize("name, code", SHIPPED)
def test_a_translation_keeps_numbers_and_citations_out_as_the_english_does(name, code):
    protocol = load_protocol(name)
    there = translated(protocol, name, code)
    for old, new in zip(protocol.steps, there.steps, strict=True):
        numbers = [sorted(re.findall(r"\d+", f"{s.asks} {s.why} {s.close}")) for s in (old, new)]
        assert numbers[0] == numbers[1], (old.id, numbers)


def test_the_compiled_texts_are_those_of_the_yaml(tmp_path):
    import json

    made = compiled(ROOT / "protocols/minnesota-2016")
    assert json.loads(made["fr.compiled.json"])["pack"] == protocol_overlay("minnesota-2016", "fr")


def test_a_pack_without_a_language_or_with_half_of_it_is_refused_and_not_mixed(tmp_path):
    toy = tmp_path / "toy"
    (toy / "steps").mkdir(parents=True)
    (toy / "protocol.yaml").write_text(
        "format: 1\nid: toy\ntitle: A toy\nedition: E\n"
        "source: {publisher: P, symbol: S, year: 2020, note: N}\ncircumstances: []\n"
        "principles: [{id: p, title: P, asks: Is it?}]\nphases: [{id: f, title: F}]\n"
    )
    (toy / "steps/1.yaml").write_text(
        "- {id: toy.one, title: T, asks: A?, why: W, cite: {section: I, confidence: section}, "
        "principle: p, phase: f, force: must, scope: case, perishable: none, expects: source, "
        "close: C}\n"
    )
    protocol = load_protocol("./toy", tmp_path)
    with pytest.raises(Problems) as told:
        translated(protocol, "./toy", "fr", tmp_path)
    assert told.value.diagnostics[0].code == "no-translation"
    (toy / "lang").mkdir()
    (toy / "lang/fr.yaml").write_text(
        "principles: {p: {title: Pr, asks: Est-ce ?}}\nphases: {f: {title: Fr}}\n"
        "steps: {toy.one: {title: Tr}}\n"
    )
    with pytest.raises(Problems) as told:
        translated(protocol, "./toy", "fr", tmp_path)
    assert told.value.diagnostics[0].code == "missing-translation"
