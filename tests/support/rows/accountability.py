"""Accountability: the rows of the checks of proceedings, reparation and States.

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
  - {id: zubara, name: Zubara, kind: state, country: ML, sources: [E01]}
  - {id: office, name: Prosecutor of Zubara, kind: prosecutor, country: ML, part_of: [zubara],
      sources: [E01]}
  - {id: elsewhere, name: Elsewhere, kind: state, country: ZZ, sources: [E01]}
  - {id: office-abroad, name: Elsewhere Prosecutor, kind: prosecutor, country: ZZ, sources: [E01],
      part_of: [elsewhere]}
  - {id: hired, name: Hired Guns, kind: private-military, country: ZZ, sources: [E01]}
  - {id: watch, name: Zubara Watch, kind: ngo, country: ML, sources: [E01]}
"""
)
OWN = "perspective: investigation\n"
INQUIRY = "investigations: [{id: I1, kind: criminal, body: %s, $}]\n"
HIRED = "alleged_perpetrators: [{id: P1, institution: hired, $}]\n"
KIN = "victims: [{id: V01, next_of_kin: [%s]}]"

ROWS = [
    # Proceedings.
    (
        "sent for prosecution",
        "outcomes: [{kind: referral, by: office, $}]",
        "prosecution.sent",
        None,
        "met",
        "A referral, prosecution or trial",
        "outcomes[1]",
    ),
    (
        "nothing sent",
        "outcomes: [{kind: closure, by: office, $}]",
        "prosecution.sent",
        None,
        "not-shown",
        "No referral for prosecution",
        "outcomes[] of kind referral or prosecution",
    ),
    (
        "trial without amnesty",
        "outcomes: [{kind: trial, $}]",
        "prosecution.no-impunity",
        None,
        "met",
        "brought to trial",
        "outcomes[1]",
    ),
    (
        "amnesty",
        "outcomes: [{kind: amnesty, $}]",
        "prosecution.no-impunity",
        None,
        "not-met",
        "An amnesty or immunity",
        "outcomes[1]",
    ),
    (
        "amnesty after a trial",
        "outcomes: [{kind: trial, $}, {kind: immunity, $}]",
        "prosecution.no-impunity",
        None,
        "not-met",
        "An amnesty or immunity",
        "outcomes[2]",
    ),
    (
        "neither trial nor amnesty",
        "",
        "prosecution.no-impunity",
        None,
        "not-shown",
        "and no trial either",
        "outcomes[] of kind trial",
    ),
    # Access to a court.
    (
        "every relative had access",
        KIN % "{access_to_court: {$}}",
        "remedy.access-to-justice",
        "V01",
        "met",
        "had access to a court",
        "victims.V01.next_of_kin[1].access_to_court",
    ),
    (
        "one of two relatives had access",
        KIN % "{access_to_court: {$}}, {relation: brother}",
        "remedy.access-to-justice",
        "V01",
        "partly-met",
        "1 of 2",
        "victims.V01.next_of_kin[1].access_to_court",
    ),
    (
        "no access recorded",
        KIN % "{relation: brother}",
        "remedy.access-to-justice",
        "V01",
        "not-shown",
        "No access of a relative of V01",
        "victims.V01.next_of_kin[].access_to_court",
    ),
    (
        "no relative",
        "victims: [{id: V01}]",
        "remedy.access-to-justice",
        "V01",
        "not-shown",
        "No relative of V01",
        "victims.V01.next_of_kin",
    ),
    # Reparation.
    *(
        row
        for form in (
            "restitution",
            "compensation",
            "rehabilitation",
            "satisfaction",
            "non-repetition",
        )
        for row in (
            (
                f"{form} set out",
                f"outcomes: [{{kind: reparation, forms: [{form}], by: office, $}}]",
                f"reparation.{form}",
                None,
                "met",
                f"as {form} is set out",
                "outcomes[1]",
            ),
            (
                f"{form} left out",
                OWN + "outcomes: [{kind: reparation, by: office, $}]",
                f"reparation.{form}",
                None,
                "not-met",
                f"{form} is not part of it",
                "outcomes[1]",
            ),
            (
                f"{form} unknown, from outside",
                "outcomes: [{kind: reparation, by: office, $}]",
                f"reparation.{form}",
                None,
                "not-shown",
                f"owed as {form}",
                f"outcomes[] of kind reparation, forms: [{form}]",
            ),
            (
                f"{form} set out by an organisation",
                f"outcomes: [{{kind: reparation, forms: [{form}], by: watch, $}}]",
                f"reparation.{form}",
                None,
                "not-shown",
                f"owed as {form}",
                f"outcomes[] of kind reparation, forms: [{form}]",
            ),
        )
    ),
    # What each State did.
    (
        "the one State acted",
        INQUIRY % "office",
        "states.named",
        None,
        "met",
        "(Zubara)",
        "investigations.I1",
    ),
    (
        "the State where it happened is silent",
        "",
        "states.named",
        None,
        "not-shown",
        "What was done by Zubara is not recorded",
        "investigations, publications or outcomes, each with its body",
    ),
    (
        "the State of the hired is silent",
        HIRED + INQUIRY % "office",
        "states.named",
        None,
        "not-shown",
        "What was done by Elsewhere … Zubara, Elsewhere",
        "investigations, publications or outcomes, each with its body",
    ),
    (
        "both States acted",
        HIRED + "investigations: [{id: I1, kind: criminal, body: office, $}, "
        "{id: I2, kind: criminal, body: office-abroad, $}]",
        "states.named",
        None,
        "met",
        "(Zubara, Elsewhere)",
        "investigations.I2",
    ),
    (
        "an organisation is no State",
        INQUIRY % "watch",
        "states.named",
        None,
        "not-shown",
        "What was done by Zubara",
        "investigations, publications or outcomes, each with its body",
    ),
    (
        "to withhold is not to act",
        "publications: [{by: office, withheld: {what: The orders}, $}]",
        "states.named",
        None,
        "not-shown",
        "What was done by Zubara",
        "investigations, publications or outcomes, each with its body",
    ),
]

TABLE = Table.of(HEAD, ROWS)
