"""Transparency: the rows of the checks of publications and of what is withheld.

Every case here is fictional.
"""

from support import cases
from support.rows import Table

HEAD = (
    cases.HEAD
    + """\
exhibits:
  - {id: E01, kind: official-record, title: A record}
  - {id: E02, kind: article, title: A report in the press}
institutions:
  - {id: office, name: Prosecutor of Zubara, kind: prosecutor, sources: [E01]}
  - {id: watch, name: Zubara Watch, kind: ngo, sources: [E01]}
"""
)
TOPICS = [  # topic, step, words of the reason, circumstance
    ("existence", "public.existence", "the existence of an investigation", ""),
    ("procedure", "public.procedure", "the procedure that the investigation follows", ""),
    ("findings", "public.findings", "findings", ""),
    ("transparency-policy", "public.policy", "a policy on transparency", ""),
    (
        "constraints",
        "conditions.explained",
        "which steps could not be taken",
        "circumstances: [constrained-conditions]\n",
    ),
    ("records", "truth.state-records", "State records on the violations", ""),
    ("truth", "truth.society", "the truth about the violations", ""),
]
HELD = "publications: [{about: [records], by: office, withheld: {what: The orders%s}, $}]"
WHY = ", aim: The safety of a witness, necessity: The orders name the witness"

ROWS = [
    *(
        row
        for topic, step, words, applies in TOPICS
        for row in (
            (
                f"{topic} published",
                applies + f"publications: [{{about: [{topic}], by: office, $}}]",
                step,
                None,
                "met",
                f"The authorities published {words}",
                "publications[1]",
            ),
            (
                f"{topic} withheld",
                applies + f"publications: "
                f"[{{about: [{topic}], by: office, withheld: {{what: All of it}}, $}}]",
                step,
                None,
                "not-met",
                f"withholding {words}",
                "publications[1]",
            ),
            (
                f"{topic} published in part",
                applies + f"publications: [{{about: [{topic}], by: office, $}}, "
                f"{{about: [{topic}], by: office, withheld: {{what: A chapter}}, $}}]",
                step,
                None,
                "partly-met",
                f"{words} … in part",
                "publications[2]",
            ),
            (
                f"{topic} withheld with aim and need",
                applies + f"publications: "
                f"[{{about: [{topic}], by: office, withheld: {{what: All of it{WHY}}}, $}}]",
                step,
                None,
                "partly-met",
                f"withhold {words} … an aim and the need",
                "publications[1]",
            ),
            (
                f"{topic} published by an organisation",
                applies + f"publications: [{{about: [{topic}], by: watch, $}}]",
                step,
                None,
                "not-shown",
                f"Only Zubara Watch (no authority) published … {words}",
                f"publications[] about {topic}",
            ),
            (
                f"{topic} not published",
                applies,
                step,
                None,
                "not-shown",
                f"Nothing recorded shows … {words}",
                f"publications[] about {topic}",
            ),
        )
    ),
    (
        "findings known from the press only",
        "publications: [{about: [findings], by: office, sources: [E02]}]",
        "public.findings",
        None,
        "unsupported",
        "second-hand reports (E02)",
        "publications[1]",
    ),
    (
        "withheld with aim and need",
        HELD % WHY,
        "withheld.justified",
        None,
        "met",
        "aim and the need are recorded",
        "publications[1]",
    ),
    (
        "withheld with an aim and no need",
        HELD % ", aim: Security",
        "withheld.justified",
        None,
        "not-shown",
        "the strict need is not recorded for what is withheld (1 of 1)",
        "publications[1].withheld.necessity",
    ),
    (
        "withheld with neither",
        HELD % "",
        "withheld.justified",
        None,
        "not-shown",
        "lawful aim or the strict need",
        "publications[1].withheld.aim",
    ),
    (
        "one of two withheld for no reason",
        "publications: [{withheld: {what: A%s}, $}, {withheld: {what: B}, $}]" % WHY,
        "withheld.justified",
        None,
        "not-shown",
        "1 of 2",
        "publications[2].withheld.aim",
    ),
    (
        "nothing withheld",
        "",
        "withheld.justified",
        None,
        "not-applicable",
        "Nothing is recorded as withheld",
        None,
    ),
    *(
        row
        for flag, step, words in (
            ("hides_fate", "withheld.fate", "a victim's fate or whereabouts"),
            ("shields_perpetrators", "withheld.impunity", "who is responsible"),
        )
        for row in (
            (
                f"{step}: hidden",
                HELD % f", {flag}: true",
                step,
                None,
                "not-met",
                f"withheld in a way that hides {words}",
                "publications[1]",
            ),
            (
                f"{step}: not hidden",
                HELD % f", {flag}: false",
                step,
                None,
                "met",
                f"Nothing is withheld that hides {words}",
                "publications[1]",
            ),
            (
                f"{step}: not said",
                HELD % "",
                step,
                None,
                "not-shown",
                f"Whether what is withheld hides {words}",
                f"publications[1].withheld.{flag}",
            ),
            (
                f"{step}: one thing that hides is enough",
                f"publications: [{{withheld: {{what: A, {flag}: false}}, $}}, "
                f"{{withheld: {{what: B, {flag}: true}}, $}}]",
                step,
                None,
                "not-met",
                words,
                "publications[2]",
            ),
            (
                f"{step}: nothing withheld",
                "",
                step,
                None,
                "not-applicable",
                "Nothing is recorded as withheld",
                None,
            ),
        )
    ),
]

TABLE = Table.of(HEAD, ROWS)
