"""The paths that the engine names, found again in the YAML."""

from __future__ import annotations

from datetime import date

import pytest

from minnesota.engine.assess import assess
from minnesota.reading.case import load_case
from minnesota.yaml.places import nearest, places, spot
from support.cases import AS_OF, ROOT, assessed, case_of

CASE = {
    "incident": {"date": "2025-01-02"},
    "exhibits": [
        {"id": "E1"},
        {"id": "E1.custody", "custody": [{}, {"to": "x"}]},
        {"id": "E10", "custody": [{"to": "y"}]},
    ],
    "timeline": [{"on": "2025-01-05"}, {"on": "2025-01-06"}, {"kind": "x"}],
}


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("incident.date", ("incident", "date")),
        ("incident.place", ("incident",)),
        ("exhibits.E1", ("exhibits", 0)),
        ("exhibits.E1.custody.custody[2]", ("exhibits", 1, "custody", 1)),
        ("exhibits.E10.custody[1].to", ("exhibits", 2, "custody", 0, "to")),
        ("exhibits.E100", ("exhibits",)),
        ("timeline[3]", ("timeline", 2)),
        ("timeline[4].on", ("timeline",)),
        ("timeline[] of kind official-report", ("timeline",)),
        ("incident, timeline or outcomes, each with its body", ("incident",)),
        ("records[] of step duty.opened", ()),
        ("a more exact date or hour", ()),
        ("", ()),
    ],
)
def test_a_path_leads_as_far_as_there_is_something(path, at):
    assert nearest(places(CASE), path) == at


def test_what_was_set_aside_is_not_counted():
    known = places(CASE, later=("timeline[2]",))
    assert known["timeline[2]"] == ("timeline", 2) and "timeline[3]" not in known


@pytest.mark.parametrize("day", [AS_OF, date(2024, 4, 1), date(2024, 3, 12)])
@pytest.mark.parametrize("example", ["dioura", "well-run"])
def test_every_fact_that_the_engine_used_stands_where_its_path_leads(example, day):
    file = load_case(ROOT / "examples" / example)
    checked = 0
    for protocol in file.protocols:
        assessment = assess(protocol, file.case, day)
        known = places(file.document.value, assessment.later)
        for finding in assessment.findings:
            for path in finding.facts:
                value = file.document.value
                for key in known[path]:
                    value = value[key]
                stated = value.get("sources", []) if isinstance(value, dict) else []
                assert set(stated) <= {*finding.sources, *(path.split(".")[1:2])}
                checked += 1
    assert checked > 20


def test_a_number_is_of_the_case_as_it_stood():
    body = """
    exhibits: [{id: E01, kind: official-record, title: A register}]
    timeline:
      - {kind: official-report, on: 2026-05-05, what: Later., sources: [E01]}
      - {kind: official-report, on: 2025-01-05, what: In time., sources: [E01]}
    incident: {date: 2025-01-02, sources: [E01]}
    """
    file, assessment = case_of(body), assessed(body)
    paths = {p for f in assessment.findings for p in f.facts if p.startswith("timeline")}
    assert paths == {"timeline[1]"} and assessment.later == ("timeline[1]",)
    assert places(file.document.value, assessment.later)["timeline[1]"] == ("timeline", 1)


def test_what_is_pointed_at_is_one_word():
    assert spot(CASE, ("exhibits", 1)) == (("exhibits", 1, "id"), False)
    assert spot(CASE, ("exhibits", 1, "custody")) == (("exhibits", 1, "custody"), True)
    assert spot(CASE, ("timeline", 0)) == (("timeline", 0, "on"), False)
    assert spot(CASE, ("incident",)) == (("incident",), True)
    assert spot(CASE, ("incident", "date")) == (("incident", "date"), False)
    assert spot(CASE, ()) == ((), True)
