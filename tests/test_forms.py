"""Forms and records: what the checks of autopsies, identifications, interviews, items, reports
and timelines say.
"""

from minnesota.engine.assess import assess
from minnesota.reading.protocol import load_protocol
from support.cases import AS_OF, case_of, said, verdict
from support.rows import each
from support.rows.forms import AFTER, HEAD, OWN, SHA, TABLE, TIMELINE, VIDEO


@each(TABLE)
def test_forms_are_judged_by_what_they_record(row):
    TABLE.holds(row)


def test_a_timeline_with_no_source_at_all_is_not_said_to_rest_on_the_press():
    found = verdict(
        OWN + TIMELINE.replace(", $", "") % (AFTER % "note: None"), "chronology.sourced", head=HEAD
    )
    assert found.verdict in ("unsupported", "not-shown", "not-met")
    assert "second-hand" not in said(found), said(found)


def digital(fields: str, step: str):
    """The finding on the clip X1 by the Berkeley Protocol, in a case that is judged by both."""
    body = (VIDEO % fields).replace("$", "sources: [E01]")
    case = case_of(
        body,
        "protocol: [minnesota-2016, berkeley-2022]\n".join(("", HEAD))
        + "- {id: X2, kind: object, title: A phone}\n",
    ).case
    assert case.protocol == ("minnesota-2016", "berkeley-2022")
    found = [
        f for f in assess(load_protocol("berkeley-2022"), case, AS_OF).findings if f.step.id == step
    ]
    assert [f.subject for f in found] == ["X1"]  # a phone is no clip
    return found[0]


def test_the_collection_of_a_file_is_judged_by_origin_day_and_hour():
    step = "online.collection-data"
    whole = digital("origin: A channel, collected: {on: 2025-01-05T10:00, by: watch, $}, ", step)
    assert (whole.verdict, whole.facts) == ("met", ("exhibits.X1.collected",)), said(whole)
    no_hour = digital("origin: A channel, collected: {on: 2025-01-05, by: watch, $}, ", step)
    assert no_hour.verdict == "partly-met" and "Not recorded: hour" in said(no_hour), said(no_hour)
    for fields in (
        "origin: A channel, ",
        "",
    ):  # where it comes from does not say how it was collected
        nothing = digital(fields, step)
        assert (nothing.verdict, nothing.missing) == ("not-shown", ("exhibits.X1.collected",)), (
            said(nothing)
        )
    bare = digital("origin: A channel, collected: {on: 2025-01-05T10:00}, ", step)
    assert bare.verdict == "unsupported" and "exhibits.X1.collected" in said(bare), said(bare)


def test_the_original_of_a_file_is_judged_by_the_berkeley_protocol_too():
    assert digital(f"file: clip.mp4, sha256: {SHA}, ", "online.hash").verdict == "met"
    assert digital("", "online.hash").missing == ("exhibits.X1.file", "exhibits.X1.sha256")
