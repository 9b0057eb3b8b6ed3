"""What goes to the UN: which letter, which mandates and questions, what keeps it from being sent,
and the text itself.
"""

from __future__ import annotations

import re
import string
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from minnesota.base import templates
from minnesota.base.wording import Word
from minnesota.cli import app
from minnesota.disclosure.view import namer, view_for
from minnesota.engine.assess import assess
from minnesota.engine.finding import Assessment
from minnesota.engine.gaps import gaps, leading
from minnesota.language.verdicts import WORDS
from minnesota.reading.case import CaseFile, load_case
from minnesota.reading.protocol import protocol_names
from minnesota.report.chart import delays, timeline
from minnesota.submission.mandates import CONDITIONS, NEEDS, Mandate, mandate_data, mandates
from minnesota.submission.questions import PER_THEME, THEMES, questions
from minnesota.submission.readiness import ready
from minnesota.submission.urgency import urgency
from minnesota.version import __version__
from support.cases import AS_OF, ROOT, case_of
from support.demands import DEMANDS

READERS = {"un-submission": "un", "family": "family", "public": "public", "state": "state"}


def judged(file: CaseFile) -> Assessment:
    return assess(file.protocols[0], file.case, AS_OF)


def mandates_of(body: str) -> dict[str, Mandate]:
    file = case_of(body)
    return {m.id or m.title: m for m in mandates(file.case, judged(file))}


@pytest.fixture(scope="module")
def dioura() -> CaseFile:
    return load_case(ROOT / "examples/dioura")


@pytest.fixture(scope="module")
def well_run() -> CaseFile:
    return load_case(ROOT / "examples/well-run")


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> CaseFile:
    folder = tmp_path_factory.mktemp("empty") / "case"
    assert (
        CliRunner()
        .invoke(app, ["init", str(folder), "--no-input", "--country", "ML", "--title", "A death"])
        .exit_code
        == 0
    )
    return load_case(folder)


# Mandates


def test_dioura_goes_where_its_submission_says_and_to_those_who_look_for_the_disappeared(dioura):
    found = {m.id: m for m in mandates(dioura.case, judged(dioura))}
    assert list(found) == ["executions", "mercenaries", "disappearances", "truth", "mali"]
    assert "Wagner Group" in str(found["mercenaries"].why[0])
    assert "V01" in str(found["disappearances"].why[0])
    lacking = {n.where for n in found["executions"].needs if not n.has}
    assert lacking == {"submission.submitter", "submission.contact"}
    assert "victims[].name" in {n.where for n in found["disappearances"].needs if not n.has}


def test_a_case_that_is_looked_into_as_it_should_be_goes_to_one_mandate_alone(well_run):
    (only,) = mandates(well_run.case, judged(well_run))
    assert only.id == "executions" and [str(r) for r in only.why] == [
        "A potentially unlawful death is reported."
    ]


@pytest.mark.parametrize(
    ("mandate", "there", "not_there"),
    [
        ("mercenaries", "circumstances: [private-military]", "circumstances: [private-actors]"),
        ("disappearances", "circumstances: [enforced-disappearance]", "circumstances: [custody]"),
        (
            "disappearances",
            "victims: [{id: V01, remains: {condition: [burned]}}]",
            "victims: [{id: V01, remains: {condition: [burned], returned: {on: 2025-02-01}}}]",
        ),
        (
            "disappearances",
            "victims: [{id: V01, remains: {recovered: false}}]",
            "victims: [{id: V01}]",
        ),
        ("torture", "circumstances: [torture]", "circumstances: [firearms]"),
        ("torture", "circumstances: [custody]", "circumstances: []"),
        (
            "torture",
            "victims: [{id: V01, autopsy: {performed: true, injuries: [{kind: blunt, when: "
            "before-death}]}}]",
            "victims: [{id: V01, autopsy: {performed: true, injuries: [{kind: gunshot, when: "
            "before-death}]}}]",
        ),
        (
            "truth",
            "outcomes: [{kind: reparation, on: 2025-02-01}]",
            "outcomes: [{kind: reparation, on: 2025-02-01}]\n"
            "communications: [{on: 2025-02-01, about: [findings]}]",
        ),
        ("truth", "communications: [{on: 2025-02-01, about: [findings]}]", None),
        (
            "counter-terrorism",
            "submission: {to: [counter-terrorism]}",
            "circumstances: [armed-conflict]",
        ),
    ],
)
def test_a_mandate_comes_with_its_condition_and_goes_without_it(mandate, there, not_there):
    assert mandate in mandates_of(there)
    if not_there:
        assert mandate not in mandates_of(not_there)


def test_a_country_has_its_own_mandate_and_no_other_country_has_it():
    assert "mali" in mandates_of("")
    elsewhere = case_of("", head="minnesota: 1\nid: T-1\ntitle: A case\ncountry: FR\n")
    assert "mali" not in {m.id for m in mandates(elsewhere.case, judged(elsewhere))}


def test_a_mandate_is_known_by_its_title_in_any_language_and_an_unknown_one_is_kept():
    named = mandates_of(
        'submission: {to: ["Rapporteur spécial sur la torture et autres peines ou traitements '
        'cruels, inhumains ou dégradants", A mandate of next year]}'
    )
    assert "torture" in named and "A mandate of next year" in named
    assert named["A mandate of next year"].check


def test_each_name_in_the_data_of_the_mandates_is_one_that_the_program_knows():
    for mandate in mandate_data()["mandates"]:
        assert set(mandate.get("when", ())) <= set(CONDITIONS)
        assert set(mandate["minimum"]) <= set(NEEDS)
    assert "special-procedures" not in protocol_names()


# Urgency


@pytest.mark.parametrize("name", ["dioura", "well_run"])
def test_a_completed_killing_is_a_letter_of_allegation(name, request):
    file = request.getfixturevalue(name)
    found = urgency(file.case, judged(file))
    assert found.kind == "allegation-letter" and "2025-06-30" in str(found.reasons[0])


THREAT = "{on: 2025-05-02, what: A call, kind: threat, against: family}"


@pytest.mark.parametrize(
    ("body", "urgent"),
    [
        (f"timeline: [{THREAT}]", True),
        (
            f"timeline: [{THREAT}, "
            f"{{on: 2025-05-03, what: Moved, kind: protection, against: family}}]",
            False,
        ),
        (
            f"timeline: [{THREAT}, "
            f"{{on: 2025-05-01, what: Moved, kind: protection, against: family}}]",
            True,
        ),
        (
            f"timeline: [{THREAT}, "
            f"{{on: 2025-05-03, what: Moved, kind: protection, against: lawyer}}]",
            True,
        ),
        ("timeline: [{on: 2021-05-02, what: A call, kind: threat, against: family}]", False),
        ("witnesses: [{id: W01, threatened: {}}]", True),
        (
            "witnesses: [{id: W01, threatened: {on: 2025-05-01}, protection: {on: 2025-05-02}}]",
            False,
        ),
        ("submission: {urgent: The well is to be filled in next week.}", True),
        ("{circumstances: [enforced-disappearance], victims: [{id: V01}]}", True),
        (
            "{circumstances: [enforced-disappearance], victims: [{id: V01, death: {date: "
            "2025-01-03}}]}",
            False,
        ),
    ],
)
def test_it_is_urgent_only_while_something_can_still_be_prevented(body, urgent):
    body = body[1:-1].replace("], victims", "]\nvictims") if body.startswith("{") else body
    file = case_of(body)
    found = urgency(file.case, judged(file))
    assert (found.kind == "urgent-appeal") is urgent
    assert found.reasons and all(str(r) for r in found.reasons)


# Questions


def test_a_government_is_asked_the_gravest_first_and_no_more_than_a_letter_holds(dioura, well_run):
    themes = questions(judged(dioura))
    assert [t.title for t in themes] == [t for t in THEMES if t != "Other matters"]
    assert all(len(t.questions) <= PER_THEME for t in themes)
    assert "opened" in themes[0].questions[0].step.id
    asked = {q.step.id for t in themes for q in t.questions}
    assert {"duty.opened", "truth.state-records", "remains.recovered"} <= asked
    opened = {f.step.id for f in judged(dioura).findings if f.is_gap}
    assert asked <= opened and not [
        q for t in themes for q in t.questions if q.step.after in opened
    ]
    assert questions(judged(well_run)) == ()


# What keeps it from being sent

READY = """
incident:
  date: 2025-01-03
  place: A town
  description: A man was reported shot, according to two relatives.
victims: [{id: V01}]
institutions:
  - {id: state, name: The State, kind: state}
  - {id: army, name: The army, kind: armed-forces, part_of: [state]}
  - {id: band, name: A band, kind: armed-group}
alleged_perpetrators:
  - {id: P01, institution: army, basis: Their uniforms}
exhibits: [{id: E01, kind: document, title: A letter}]
submission:
  submitter: A lawyer
  contact: A letter box
  consent: yes
"""


def found(body: str) -> list[tuple[str, str, str]]:
    """Severity and code of each finding, and the line of the case that it points at."""
    file = case_of(body)
    lines = file.document.text.splitlines()
    return [
        (f.severity, f.diagnostic.code, lines[f.diagnostic.line - 1].strip()) for f in ready(file)
    ]


def test_a_case_with_all_that_is_needed_is_ready():
    assert found(READY) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("consent: yes", "consent: no", "no-consent", "consent: no"),
        ("  consent: yes\n", "", "no-consent", "submitter: A lawyer"),
        ("consent: yes", "consent: not-asked", "no-consent", "consent: not-asked"),
        ("  submitter: A lawyer\n", "", "no-submitter", "contact: A letter box"),
        ("  contact: A letter box\n", "", "no-contact", "submitter: A lawyer"),
        ("  date: 2025-01-03\n", "", "no-date", "place: A town"),
        ("  place: A town\n", "", "no-place", "date: 2025-01-03"),
        (
            "  description: A man was reported shot, according to two relatives.\n",
            "",
            "no-narrative",
            "date: 2025-01-03",
        ),
        (
            "kind: document",
            "kind: article",
            "press-only",
            "exhibits: [{id: E01, kind: article, title: A letter}]",
        ),
    ],
)
def test_each_thing_without_which_it_cannot_be_sent_blocks_it(old, new, code, line):
    assert old in READY
    assert found(READY.replace(old, new)) == [("block", code, line)]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (
            "was reported shot",
            "was murdered",
            "verdict-word",
            "description: A man was murdered, according to two relatives.",
        ),
        (
            "was reported shot",
            "was shot by monsters",
            "abusive-word",
            "description: A man was shot by monsters, according to two relatives.",
        ),
        (
            "two relatives.",
            "les coupables",
            "verdict-word",
            "description: A man was reported shot, according to les coupables",
        ),
        (
            "two relatives.",
            "un ASESINO",
            "verdict-word",
            "description: A man was reported shot, according to un ASESINO",
        ),
        (", basis: Their uniforms", "", "no-basis", "- {id: P01, institution: army}"),
        (
            "institution: army",
            "institution: band",
            "no-state-link",
            "- {id: P01, institution: band, basis: Their uniforms}",
        ),
        (
            "{id: V01}",
            "{id: V01, name: A Child, child: true, may_be_named_to: [un]}",
            "child-named",
            "victims: [{id: V01, name: A Child, child: true, may_be_named_to: [un]}]",
        ),
        (
            "two relatives.",
            "OUSMANE Dembele.\nwitnesses: [{id: W01, name: Ousmane Dembélé}]",
            "witness-named",
            "description: A man was reported shot, according to OUSMANE Dembele.",
        ),
        (
            "submission:",
            "records: [{step: duty.opened, status: not-done}]\nsubmission:",
            "no-as-of",
            "records: [{step: duty.opened, status: not-done}]",
        ),
    ],
)
def test_each_thing_to_look_at_first_is_pointed_out_and_blocks_nothing(old, new, code, line):
    assert old in READY
    body = READY.replace(old, new)
    if "witnesses" in new:  # stands below the block it is written after
        body = (
            READY.replace("two relatives.", "OUSMANE Dembele.")
            + "witnesses: [{id: W01, name: Ousmane Dembélé}]\n"
        )
    assert found(body) == [("warning", code, line)]


def test_consent_may_be_recorded_with_each_victim_and_one_family_that_says_no_is_enough():
    body = READY.replace("  consent: yes\n", "").replace(
        "{id: V01}", "{id: V01, consent: {submission: yes}}"
    )
    assert found(body) == []
    line = "victims: [{id: V01, consent: {submission: no}}]"
    assert found(READY.replace("{id: V01}", "{id: V01, consent: {submission: no}}")) == [
        ("block", "no-consent", line)
    ]


def test_the_title_of_the_case_is_looked_at_and_those_of_exhibits_are_not():
    exhibit = READY.replace("A letter}", "They are guilty}")
    assert found(exhibit) == []
    title = case_of(
        READY, head="minnesota: 1\nid: T-1\ntitle: Guilty of the killing\ncountry: ML\n"
    )
    assert [(f.diagnostic.code, f.diagnostic.line) for f in ready(title)] == [("verdict-word", 3)]


def test_quoted_words_are_somebody_elses_and_direct_knowledge_is_more_than_press():
    assert found(READY.replace("reported shot", "shot as «assassin»")) == []
    press = READY.replace("kind: document", "kind: article")
    assert found(press.replace("contact:", "knowledge: direct\n  contact:")) == []


@pytest.mark.parametrize("link", ["part_of: [army]", "funded_by: [army]", "acts_with: [army]"])
def test_a_link_to_the_state_may_go_by_any_of_three_ways(link):
    body = READY.replace("institution: army", "institution: band").replace(
        "kind: armed-group", f"kind: armed-group, {link}"
    )
    assert found(body) == []
    back = READY.replace("institution: army", "institution: band").replace(
        "part_of: [state]", "acts_with: [band]"
    )
    assert found(back) == []


def test_dioura_is_not_ready_and_the_well_run_example_is(dioura, well_run):
    codes = {f.diagnostic.code for f in ready(dioura)}
    assert codes == {"no-consent", "no-submitter", "no-contact", "press-only"}
    assert [f for f in ready(well_run) if f.severity == "block"] == []


def test_messages_hold_nothing_of_the_case_but_ids():
    body = READY.replace(
        "{id: V01}", "{id: V01, name: Zebulon Quick, child: true, may_be_named_to: [un]}"
    )
    for f in ready(case_of(body)):
        assert "Zebulon" not in f.diagnostic.message + str(f.diagnostic.hint)


# The texts


def reasons(file: CaseFile):
    result = judged(file)
    yield from urgency(file.case, result).reasons
    for m in mandates(file.case, result):
        yield from m.why


def test_every_reason_is_a_whole_sentence_and_every_need_a_whole_phrase(dioura, well_run, empty):
    for file in (dioura, well_run, empty):
        for reason in reasons(file):
            assert (
                reason.text[0] in string.ascii_uppercase + "{"
                and reason.text.rstrip("}")[-1] in ". {" + string.ascii_letters
            )
            assert set(re.findall(r"{(\w+)}", reason.text)) == set(reason.values)
    for words in (*(n.what for n in NEEDS.values()), *THEMES):
        assert isinstance(words, Word) and " " in words and "{" not in words


def written(file: CaseFile, name: str) -> str:
    """The Markdown of a template in English, given what it is always given of the case as its
    reader may see it.
    """
    view = view_for(file.case, judged(file), READERS[name])
    case, result = view.case, view.assessment
    protocol = result.protocol
    every = gaps(result.findings)
    standing = [g for g, _ in leading(every, protocol)]
    chosen = {(g.step.id, g.verdict) for g in standing}
    ids = [p.principle.id for p in result.principles]
    filters = {
        "say": str,
        "words": str,
        "word": lambda w: str(w).replace("-", " "),
        "verdict": WORDS.__getitem__,
        "cite": str,
        "country": str,
        "name": namer(view),
    }
    context = {
        "program": __version__,
        "audience": READERS[name],
        "hidden": (),
        "as_of": AS_OF,
        "case": case,
        "country": case.country,
        "protocol": protocol,
        "verdicts": result.principles,
        "findings": result.findings,
        "gaps": {p: [g for g in standing if g.step.principle == p] for p in ids},
        "waiting": {
            p: [g for g in every if g.step.principle == p and (g.step.id, g.verdict) not in chosen]
            for p in ids
        },
        "shown": {
            p: [f for f in result.findings if f.step.principle == p and f.verdict == "met"]
            for p in ids
        },
        "worst": standing[:5],
        "gap_count": len(every),
        "step_count": len({f.step.id for f in result.findings}),
        "conflicts": (),
        "circumstances": [],
        "later": (),
        "skipped": [],
        "skipped_count": 0,
        "implied": [],
        "excluded": [],
        "institutions": {i.id: i.name for i in case.institutions},
        "timeline": timeline(result),
        "delays": delays(result),
        "benchmarks": [],
        "fingerprint": file.fingerprint,
        "submission": case.submission,
        "urgency": urgency(case, result),
        "mandates": mandates(case, result),
        "questions": questions(result),
    }
    return templates.filled(templates.environment(f"{name}/report.md.j2", filters), context)


def plain(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("case", ["dioura", "well_run", "empty"])
def test_each_text_says_whom_it_is_for_ends_with_its_limits_and_keeps_its_tables(
    name, case, request
):
    file = request.getfixturevalue(case)
    text = written(file, name)
    head = text[:600]
    assert any(
        word in head for word in ("Confidential", "For the family", "Public", "For the Government")
    )
    assert (
        "as of 2025-06-30" in text
        and file.fingerprint in text
        and f"minnesota {__version__}" in plain(text)
    )
    assert "judgement" in text
    lines = text.splitlines()
    levels = [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert len(tables) == sum(line.startswith("|---") for line in lines)
    for table in tables:
        assert f"\n\n{table}\n" in f"{text}\n", "an empty line stands before and after it"
        head, line, *rows = table.splitlines()
        assert line.startswith("|---")
        for row in (head, *rows):
            assert len(re.findall(r"(?<!\\)\|", row)) == line.count("|"), row
    assert "{{" not in text and "\n\n\n\n" not in text


@pytest.mark.parametrize("demand", DEMANDS)
def test_the_submission_on_dioura_holds_each_of_the_fifteen_demands(dioura, demand):
    text = plain(written(dioura, "un-submission"))
    assert all(dioura.protocols[0].step[step].title in text for step in DEMANDS[demand])


def test_the_submission_has_its_parts_in_order(dioura):
    text = written(dioura, "un-submission")
    parts = [
        "Addressed to",
        "Letter of allegation requested",
        "Summary",
        "Victims",
        "What is reported to have happened",
        "Alleged perpetrators",
        "What the State has done",
        "Assessment of the investigation",
        "Requests",
        "Attachments",
        "Consent",
        "Annex A",
        "Annex B",
        "Method and limits",
        "Sealed page",
    ]
    places = [text.index(f"## {part}") for part in parts]
    assert places == sorted(places)
    assert "Acts together with: Malian armed forces" in text and "not asked" in text
    assert len(text[: text.index("## Annex A")].split()) < 3500  # some five pages


@pytest.mark.parametrize("name", READERS)
def test_another_protocol_makes_its_own_requests_and_rows(name):
    file = case_of("protocol: berkeley-2022")
    text = written(file, name)
    if name in ("un-submission", "public"):
        asked = text.partition("To the State:" if name == "un-submission" else "## What is asked")[
            2
        ].partition("\n## ")[0]
        titles = {s.title for s in file.protocols[0].steps}
        assert titles & set(re.findall("^- (.+)", plain(asked), re.M))


def test_who_submits_stands_on_the_sealed_page_and_nowhere_else(well_run):
    text = written(well_run, "un-submission")
    before, _, sealed = text.partition("## Sealed page")
    assert well_run.case.submission.submitter in plain(sealed)
    for secret in (well_run.case.submission.submitter, well_run.case.submission.contact):
        assert secret not in plain(before)
        assert not [
            name
            for name in READERS
            if name != "un-submission" and secret in plain(written(well_run, name))
        ]


def test_each_suspected_body_is_named_once_and_persons_of_none_by_their_label(well_run):
    assert "River Police Unit 4\n" in written(
        well_run, "public"
    ) and "River Police Unit 4, River" not in written(well_run, "public")
    file = case_of(
        "institutions: [{id: a, name: The army, kind: armed-forces}]\n"
        "alleged_perpetrators: [{id: P01}, {id: P02, institution: a}, {id: P03}]"
    )
    assert "The army, P01, P03\n" in written(file, "state")


def test_a_family_reads_no_paragraph_numbers_and_nothing_of_injuries(dioura, well_run):
    for file in (dioura, well_run):
        text = written(file, "family")
        assert (
            "para" not in text.replace("apparatus", "")
            and "burned" not in text
            and "gunshot" not in text
        )
        assert len(text.split()) < 900


def test_a_government_reads_each_question_with_its_standard(dioura):
    text = plain(written(dioura, "state"))
    for theme in questions(judged(dioura)):
        assert theme.title in text
        assert all(q.step.asks in text and str(q.step.cite) in text for q in theme.questions)


@pytest.mark.parametrize(
    "name",
    [f"{n}/report.md.j2" for n in READERS]
    + ["un-submission/requests.md.j2", "un-submission/suspects.md.j2"],
)
def test_what_is_to_be_translated_is_whole_and_holds_no_markup(name):
    texts = re.findall(r'_\("((?:[^"\\]|\\.)*)"', (ROOT / "templates" / name).read_text("utf-8"))
    assert texts
    for text in texts:
        assert text == ": " or (text == " ".join(text.split()) and text[-1] not in ",;(")
        assert not re.search(r"[*|#`<>{}]", text), text
        assert re.sub(r"%\(\w+\)s", "", text).count("%") == 0
