"""Independence: what the checks of hierarchy, ties, courts and pressure say.

Every case here is fictional.
"""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.checks.hierarchy import tie
from support.cases import case_of, said, verdict
from support.rows import each
from support.rows.independent import ARMY, BRIGADE, BY, HEAD, TABLE


@each(TABLE)
def test_independence_is_judged_by_who_answers_to_whom(row):
    TABLE.holds(row)


def test_a_shared_state_alone_is_no_tie_and_a_ministry_below_it_is():
    for body, kind in (
        ("office", "apart"),
        ("gendarmerie", "shares"),
        ("brigade", "answers-to"),
        ("defence", "commands"),
        ("army", "is"),
    ):
        assert tie(case_of("", head=HEAD).case, body, "army").kind == kind


def test_a_record_with_its_source_shows_independence_in_practice():
    yaml = (BRIGADE + BY % "gendarmerie").replace("$", "sources: [E01]")
    record = (
        "records: [{step: independence.hierarchy, for: I1, status: done, sources: [%s], "
        "note: Orders come from the court alone}]\n"
    )
    assert (
        verdict(yaml + record % "E01", "independence.hierarchy", "I1", head=HEAD).verdict == "met"
    )
    assert (
        verdict(yaml + record % "", "independence.hierarchy", "I1", head=HEAD).verdict
        == "unsupported"
    )


def test_a_record_does_not_undo_a_chain_of_command():
    yaml = (ARMY + BY % "brigade").replace("$", "sources: [E01]")
    record = "records: [{step: independence.hierarchy, for: I1, status: done, sources: [E01]}]\n"
    found = verdict(yaml + record, "independence.hierarchy", "I1", head=HEAD)
    assert found.verdict == "contradicted"
    assert "Brigade → Army" in said(found)


KINDS = st.sampled_from(["state", "ministry", "police", "armed-forces", "court", "ngo", "other"])
GRAPHS = st.integers(2, 6).flatmap(
    lambda size: st.tuples(
        st.lists(KINDS, min_size=size, max_size=size),
        st.lists(
            st.lists(st.integers(0, size - 1), max_size=3, unique=True),
            min_size=size,
            max_size=size,
        ),
    )
)


@settings(max_examples=120, deadline=None)
@given(GRAPHS)
def test_ties_agree_with_every_way_up_being_tried(graph):
    kinds, above = graph  # circles included: institutions may answer to themselves through others
    above = [[n for n in over if n != me] for me, over in enumerate(above)]
    listed = [
        f"  - {{id: i{n}, name: I{n}, kind: {k}, part_of: "
        f"[{', '.join(f'i{o}' for o in above[n])}]}}"
        for n, k in enumerate(kinds)
    ]
    case = case_of("institutions:\n" + "\n".join(listed) + "\n").case
    reach = [{me, *above[me]} for me in range(len(kinds))]
    for _ in kinds:  # as many rounds as there are institutions close every way up
        reach = [set().union(*(reach[o] for o in seen)) for seen in reach]
    open_ended = [n for n, k in enumerate(kinds) if not above[n] and k not in ("state", "ngo")]
    for body in range(len(kinds)):
        for suspected in range(len(kinds)):
            if body == suspected:
                expected = "is"
            elif suspected in reach[body]:
                expected = "answers-to"
            elif body in reach[suspected]:
                expected = "commands"
            elif any(kinds[n] != "state" for n in reach[body] & reach[suspected]):
                expected = "shares"
            else:
                expected = (
                    "unknown" if (reach[body] | reach[suspected]) & set(open_ended) else "apart"
                )
            found = tie(case, f"i{body}", f"i{suspected}")
            assert found.kind == expected
            if expected in (
                "answers-to",
                "commands",
            ):  # the path that is told is a path that is recorded
                steps = [int(name[1:]) for name in found.path.split(" → ")]
                assert {steps[0], steps[-1]} == {body, suspected}
                assert all(b in above[a] for a, b in pairwise(steps))
