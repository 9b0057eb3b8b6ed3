"""The dashboard of a survey: its numbers are those of the lines, nobody is named, and it opens
anywhere.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.base.diagnostics import Problems
from minnesota.language.speak import language
from minnesota.reading.protocol import load_protocol, protocol_names
from minnesota.reading.translation import translated
from minnesota.survey import row
from minnesota.survey.line import LETTERS
from minnesota.survey.output import plots
from minnesota.survey.output.dashboard import dashboard
from minnesota.survey.row import SurveyRequest
from minnesota.survey.tally import BINS, Tally
from support.hostile import NASTY
from support.many_cases import BROKEN, case_text
from support.words import ENGLISH, Words, folded

ASKED = SurveyRequest(date(2026, 6, 30), True)
BAD = 12


def without_titles(line):
    return (
        {**line, "case": {k: v for k, v in line["case"].items() if k != "title"}}
        if "case" in line
        else line
    )


def tallied(lines):
    made = Tally()
    for line in lines:
        made.add(line)
    return made


def shown(lines, lang="en", stopped=False):
    tally = tallied(lines)
    protocols = {
        k: translated(load_protocol(k[0]), k[0], lang)
        for k in tally.protocols
        if k[0] in protocol_names()
    }
    return dashboard(tally, protocols, ASKED, lang, stopped)


@pytest.fixture(scope="module")
def lines():
    """Sixty cases and twelve broken ones, with titles."""
    made = [
        row.add_path(f"/secretum/{n}", line)
        for n in range(60)
        for line in row.lines_of(case_text(n).encode(), f"{n}/case.yaml", ASKED)[0]
    ]
    for n, spoil in zip(range(BAD), [*BROKEN.values()] * 2, strict=False):
        with pytest.raises(Problems) as told:
            row.lines_of(spoil(case_text(n)), "case.yaml", ASKED)
        made.append(row.add_path("/secretum/x", row.make_broken_line(told.value)))
    return [json.loads(line) for line in made]


@pytest.fixture(scope="module")
def html(lines):
    return shown(map(without_titles, lines))


class Tables(HTMLParser):
    """The tables of a page by the name of their region, each a list of rows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "div" and dict(attrs).get("role") == "region":
            self.rows = self.found.setdefault(dict(attrs)["aria-label"], [])
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def test_every_number_in_the_tables_is_that_of_the_lines(lines, html):
    tables = Tables(html).found
    cases = [x for x in lines if "case" in x]
    broken = Counter(x["broken"]["code"] for x in lines if "broken" in x)
    assert {r[0]: int(r[1]) for r in tables["Files that could not be used"][1:]} == broken
    countries = Counter(language("en").country(x["case"]["country"]) for x in cases)
    assert {r[0]: int(r[1]) for r in tables["Countries"][1:]} == countries
    pack = load_protocol("minnesota-2016")
    said = Words(html).words
    assert f"Cases judged: {len(cases)}." in "".join(
        said
    ) and f"Files that could not be used: {BAD}." in "".join(said)

    head, *rows = tables["Verdicts by principle"]
    assert head == ["Principle", "not met", "not shown", "met", "Cases"] and [
        r[0] for r in rows
    ] == [p.title for p in pack.principles]
    for principle, r in zip(pack.principles, rows, strict=True):
        counts = Counter(x["principles"][principle.id] for x in cases)
        assert [int(c.split()[0]) for c in r[1:]] == [
            counts["not-met"],
            counts["not-shown"],
            counts["met"],
            len(cases),
        ]

    head, *rows = tables["Gaps by frequency"]
    every = []
    for place, step in enumerate(pack.steps):
        counts = Counter(x["steps"][place] for x in cases)
        opened, asked = (
            sum(counts[c] for c in "ncups"),
            sum(counts[c] for c in "ncupsm") + counts["a"],
        )
        by = [counts[LETTERS[v.replace(" ", "-")]] for v in head[6:]]
        every.append(
            (
                -opened,
                -counts["n"] - counts["c"],
                place,
                [step.title, step.id, str(asked), str(opened), *map(str, by)],
            )
        )
    assert [[r[0], r[1], r[3], r[4], *r[6:]] for r in rows] == [e[3] for e in sorted(every)[:25]]
    assert all(("para" in r[2]) == bool(pack.step[r[1]].cite.shown_paragraphs) for r in rows)

    found = {r[0]: r for r in tables["Delays"][1:]}
    for step in {s for x in cases for s in x["delays"]}:
        of = [x["delays"][step] for x in cases if step in x["delays"]]
        edges = [-1, *BINS, 10**9]
        classes = [sum(low < d[0] <= high for d in of) for low, high in pairwise(edges)]
        assert found[pack.step[step].title][1:-1] == [
            str(n) for n in (*classes, len(of), sum(d[2] for d in of))
        ]
    assert len(found) == len({s for x in cases for s in x["delays"]})
    longest = sorted((d[0] for x in cases for d in x["delays"].values()), reverse=True)[:10]
    assert [int(re.findall(r"\d+", r[2])[0]) for r in tables["The longest delays"][1:]] == longest

    per_year = {r[0]: r for r in tables["Over time"][1:]}
    for year in {x["case"]["date"][:4] for x in cases}:
        of = [x for x in cases if x["case"]["date"][:4] == year]
        counted = [
            [sum(x["principles"][p.id] == v for x in of) for v in plots.OVERALL]
            for p in pack.principles
        ]
        assert per_year[year][1:] == [str(len(of)), *(" / ".join(map(str, c)) for c in counted)]
    assert sum(int(r[1]) for r in per_year.values()) == len(cases)
    titles = {p.id: p.title for p in pack.principles}
    by_id = {x["case"]["id"]: x for x in cases}
    for ident, country, _, verdict, *groups, urgent in tables["Cases"][1:]:
        x = by_id.pop(ident)
        assert (
            country == language("en").country(x["case"]["country"])
            and urgent == pack.step[x["urgent"]].title
        )
        assert groups == [
            "; ".join(titles[p.id] for p in pack.principles if x["principles"][p.id] == v)
            for v in plots.OVERALL
        ]
        assert verdict == next(v for v in plots.OVERALL if v in x["principles"].values()).replace(
            "-", " "
        )
    assert not by_id


def test_nobody_is_named_no_path_is_given_and_titles_stand_only_where_they_were_asked_for(
    lines, html
):
    assert "ecretum" not in html and "/secretum" not in html
    titled = shown(lines)
    head, *rows = Tables(titled).found["Cases"]
    assert "Title" in head and all("Secretum-" in r[head.index("Title")] for r in rows)
    assert titled.count("ecretum") == len(rows) and "/secretum" not in titled


def test_what_a_case_says_is_text_and_nothing_else(lines):
    cases = [x for x in lines if "case" in x]
    some = [
        {**x, "case": x["case"] | {"title": nasty, "id": nasty, "country": "<b>|*x*"}}
        for x, nasty in zip(cases, NASTY, strict=False)
    ]
    made = shown(some)
    tags = [t for t, _ in Words(made).tags]
    assert tags.count("script") == tags.count("style") == 1 and not {
        "img",
        "b",
        "em",
        "a:href",
    } & set(tags)
    cells = {folded(c) for rows in Tables(made).found.values() for r in rows for c in r}
    assert {folded(x["case"]["title"]) for x in some} <= cells and "<b>|*x*" in cells


def test_an_empty_survey_broken_files_alone_and_one_that_was_stopped_say_so(lines):
    empty = shown([])
    assert "No case was judged." in empty and "<svg" not in empty
    broken = shown([x for x in lines if "broken" in x])
    assert "No case was judged." in broken and "bad-yaml" in broken
    assert (
        "stopped before its end" in shown([], stopped=True)
        and "stopped before its end" not in empty
    )


def test_two_texts_of_a_protocol_and_one_that_is_not_there_stand_apart(lines):
    some = [x for x in lines if "case" in x][:6]
    other = {**some[0], "protocol": {"id": "own", "digest": "f" * 64}}
    tally = tallied([*some, other])
    key = next(k for k in tally.protocols if k[0] == "minnesota-2016")
    made = dashboard(tally, {key: load_protocol(key[0])}, ASKED)
    assert made.count(f"({'f' * 12})</h3>") == made.count(f"({key[1][:12]})</h3>") == 4
    ids = [a["id"] for _, a in Words(made).tags if a.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.translations
@pytest.mark.parametrize("code", ["fr", "es"])
def test_no_english_is_left_in_another_language(lines, code):
    made = shown(map(without_titles, lines), code, True)
    words = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", made, flags=re.DOTALL)
    words = re.sub(r"[\w-]+\.[\w.-]+|minnesota|unknown-\w+", " ", words)
    assert not ENGLISH.search(words), ENGLISH.search(words)
    assert f'lang="{code}"' in made and not re.search(r"[{]\w+[}]|%\(", words)


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.sampled_from(["en", "fr", "es"]))
def test_a_share_is_never_over_a_hundred_nor_all_or_nothing_where_it_is_not(part, whole, code):
    said = language(code).share(min(part, whole), whole)
    number = int(re.findall(r"\d+", said)[0])
    assert (
        0 <= number <= 100
        and (number == 100) == (part >= whole)
        and ("<" in said or (number == 0) == (part == 0))
    )


COUNTS = st.fixed_dictionaries({v: st.integers(0, 10**6) for v in plots.OVERALL}).map(Counter)


@given(st.lists(COUNTS, min_size=1, max_size=41), st.integers(0, 10**6), st.integers(1, 10**6))
@settings(max_examples=50, deadline=None)
def test_bars_stay_inside_the_picture(counts, opened, asked):
    words, rows = language("en"), [plots.Row(str(2000 + n), c) for n, c in enumerate(counts)]
    classes = tuple(c["met"] for c in (counts * 9)[:9])
    made = [
        plots.principles("a", rows, words),
        plots.gaps("b", [plots.Gap("x", min(opened, asked), asked)], asked, words),
        plots.delays("c", [plots.Spread("x", classes, 0, None)], words),
        plots.years("d", [plots.Years("x", tuple(rows))], words),
    ]
    for svg in re.findall(r"<svg.*?</svg>", "".join(made), re.DOTALL):
        wide, high = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
        for x, y, w, h in re.findall(
            r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"', svg
        ):
            assert (
                min(float(x), float(y)) >= 0
                and float(x) + float(w) <= wide
                and float(y) + float(h) <= high
            )


def test_many_years_are_put_together_by_ten(lines):
    some = [x for x in lines if "case" in x][:2]
    some = [
        {**x, "case": {**x["case"], "date": d}}
        for x, d in zip(some, ("1931-05", None), strict=True)
    ] + [lines[2]]
    found = [r[0] for r in Tables(shown(some)).found["Over time"][1:]]
    assert found[0] == "1930–1939" and found[-1] == "not known" and len(found) in (10, 11)


@pytest.mark.parametrize("width", [375, 1280])
def test_in_a_browser_it_fits_asks_for_nothing_filters_and_axe_finds_nothing(
    browser, axe, html, width
):
    sheet = browser.open(html, width)
    assert sheet.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    rows = (
        "[...document.querySelectorAll('div[data-verdict] tbody tr')].filter(r => "
        "r.checkVisibility()).length"
    )
    assert sheet.locator("select").count() == 1 and sheet.evaluate(rows) == 60
    sheet.get_by_role("searchbox").fill("Kenya")
    assert 0 < sheet.evaluate(rows) < 60
    sheet.evaluate(axe)
    found = sheet.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
    assert [
        (v["id"], [n["html"][:120] for n in v["nodes"]][:2])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []
    assert browser.told == []
    sheet.close()
