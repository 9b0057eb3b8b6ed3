"""Transparency: what was made public, and what was withheld and why (paras 20, 13, 32, 33)."""

from __future__ import annotations

from minnesota.base.wording import Word
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    check,
    confirms,
    contradicts,
    entry_about,
    excludes,
    lacks,
    partly,
    used,
)

TOPICS = {
    "existence": Word("the existence of an investigation"),
    "procedure": Word("the procedure that the investigation follows"),
    "findings": Word("findings"),
    "transparency-policy": Word("a policy on transparency"),
    "constraints": Word("which steps could not be taken, and why"),
    "records": Word("State records on the violations"),
    "truth": Word("the truth about the violations, for society"),
}


@check("published", "case", about=TOPICS)
def published(facts: Facts, about: str) -> CheckResult:
    """Whether the authorities made a matter public, or are recorded as withholding it (paras 13,
    20, 32).
    """
    found = [
        (p, x)
        for p, x in facts.publications
        if about in x.about and not (x.withheld and facts.outsider(x))
    ]
    if not found:
        return lacks(
            "Nothing recorded shows that the authorities published {what}.",
            missing=entry_about("publications[]", about),
            what=TOPICS[about],
        )
    withheld = [used(p, x) for p, x in found if x.withheld]
    justified = all(x.withheld.aim and x.withheld.necessity for _, x in found if x.withheld)
    given = [(p, x) for p, x in found if not x.withheld]
    outside = [facts.outsider(x) for _, x in given]
    public = [used(p, x) for (p, x), body in zip(given, outside, strict=True) if body is None]
    what = TOPICS[about]
    if public and withheld and justified:
        text = (
            "The authorities published {what}, and gave an aim and the need for what they "
            "withhold of it."
        )
        return confirms(text, *public, *withheld, what=what)
    if public and withheld:
        return partly(
            "The authorities published {what} in part, and withhold a part.",
            *public,
            *withheld,
            what=what,
        )
    if withheld and justified:
        text = "The authorities withhold {what}; an aim and the need are recorded."
        return partly(text, *withheld, what=what)
    if withheld:
        return contradicts(
            "The authorities are recorded as withholding {what}.", *withheld, what=what
        )
    if public:
        return confirms(
            "The authorities published {what} ({count} recorded).",
            *public,
            what=what,
            count=len(public),
        )
    return lacks(
        "Only {body} published {what}.",
        *(used(p, x) for p, x in given),
        missing=entry_about("publications[]", about),
        body=outside[0],
        what=what,
    )


@check("withholding-justified", "case")
def withholding_justified(facts: Facts) -> CheckResult:
    """Whether a lawful aim and the strict need for it are recorded for each thing withheld (para
    33).
    """
    withheld = [(p, x, x.withheld) for p, x in facts.publications if x.withheld]
    if not withheld:
        return excludes("Nothing is recorded as withheld.")
    bare = [(p, x) for p, x, w in withheld if not (w.aim and w.necessity)]
    if bare:
        return lacks(
            "The lawful aim or the strict need is not recorded for what is withheld ({bare} "
            "of {count}).",
            *(used(p, x) for p, x in bare),
            bare=len(bare),
            count=len(withheld),
            missing=tuple(f"{p}.withheld.{key}" for p, _ in bare for key in ("aim", "necessity")),
        )
    return confirms(
        "An aim and the need are recorded for all that is withheld ({count}).",
        *(used(p, x) for p, x, _ in withheld),
        count=len(withheld),
    )


@check("fate-not-withheld", "case")
def fate_not_withheld(facts: Facts) -> CheckResult:
    """Whether anything is withheld in a way that hides a victim's fate or whereabouts (para 33)."""
    return _never_withheld(facts, "hides_fate", Word("a victim's fate or whereabouts"))


@check("perpetrators-not-shielded", "case")
def perpetrators_not_shielded(facts: Facts) -> CheckResult:
    """Whether anything is withheld in a way that leaves those responsible unpunished (para 33)."""
    return _never_withheld(facts, "shields_perpetrators", Word("who is responsible"))


def _never_withheld(facts: Facts, flag: str, what: Word) -> CheckResult:
    withheld = [(used(p, x), x.withheld) for p, x in facts.publications if x.withheld]
    if not withheld:
        return excludes("Nothing is recorded as withheld.")
    bad = [fact for fact, w in withheld if getattr(w, flag)]
    if bad:
        return contradicts("Something is withheld in a way that hides {what}.", *bad, what=what)
    unsaid = [fact for fact, w in withheld if getattr(w, flag) is None]
    if unsaid:
        return lacks(
            "Whether what is withheld hides {what} is not recorded.",
            *unsaid,
            what=what,
            missing=tuple(f"{fact.path}.withheld.{flag}" for fact in unsaid),
        )
    return confirms(
        "Nothing is withheld that hides {what}.", *(fact for fact, _ in withheld), what=what
    )
