"""Case files by the thousand for the tests and benchmarks of `survey`: distinct, about 10 KB
each, every one fictional.

python tests/support/many_cases.py 1000 FOLDER [--broken 50]

The same number gives the same case anywhere. Names in them are marks (`Secretum-…`) that no table
may show.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

COUNTRIES = ["ML", "CO", "PH", "KE", "MX", "UA", "SY", "PE", "NG", "GE", "LK", "BR"]
PLACES = [
    "Zubara",
    "Low Mereth",
    "Kessin",
    "Ardua",
    "Tolvane",
    "Ismara",
    "Bellicour",
    "Quentara",
    "Novi Hask",
    "Oumeridi",
]
BODIES = {
    "police": "River Police",
    "armed-forces": "Third Battalion",
    "gendarmerie": "Gendarmerie",
    "prison": "Remand Prison",
}
CIRCUMSTANCES = [
    "firearms",
    "custody",
    "torture",
    "years-passed",
    "unidentified-remains",
    "armed-conflict",
    "constrained-conditions",
]
CONDITIONS = ["complete", "burned", "buried", "submerged", "skeletal"]
CAUSES = [
    "Gunshot to the chest",
    "Blunt injury to the head",
    "Not established",
    "Burns",
    "Drowning",
    "Asphyxia",
]
ABOUT = [
    "investigation",
    "progress",
    "identification",
    "autopsy",
    "rights",
    "findings",
    "hearings",
    "material",
]
MINISTRY = "name: Ministry of the Interior, kind: ministry, part_of: [the-state]"
INVENTED = "made up for tests; every person, place and date in it is invented."
PROSE = [
    "Neighbours heard shouting and then several shots, between the evening meal and the "
    "time when the generator stops.",
    "Two vehicles without number plates were seen at the crossing; their occupants wore "
    "parts of uniforms and covered faces.",
    "The authorities said in a statement that armed men had opened fire first; nobody else "
    "who was there says so.",
    "Relatives went to the station the next morning, were sent from one office to another, "
    "and were told nothing.",
    "The place was not closed off, and people of the neighbourhood collected cartridge "
    "cases from the ground.",
    "A health worker saw the body before it was taken away and described injuries to the "
    "head and to both wrists.",
    "Nobody has told the family where the file is, who is in charge of it, or whether a "
    "forensic doctor was called.",
    "A journalist who asked was shown a page of the register, from which the lines of that "
    "night were missing.",
    "Telephone pictures exist of the street an hour later; who made them, and with what "
    "device, is not recorded.",
    "The road was closed for three days, so that nobody could reach the place before the rain.",
]
STEPS = [  # of the case as a whole, as a record may name them: (step, what is said of it)
    (
        "bias.weighing",
        "The report weighs what speaks for and against each account, and says why one is "
        "preferred.",
    ),
    (
        "evidence.documents",
        "The register of items was seen; it begins on the second day and has no gaps in its "
        "numbers.",
    ),
    (
        "public.policy",
        "No policy on what is published could be found; the office did not answer a letter.",
    ),
    (
        "witness-plan.written",
        "A written plan is mentioned in the minutes; nobody outside the office has seen it.",
    ),
]


def case_text(number: int) -> str:
    """The case of a number, as YAML."""
    chance = random.Random(number)
    happened = date(2015, 1, 1) + timedelta(days=chance.randrange(3_600))
    country, place = chance.choice(COUNTRIES), chance.choice(PLACES)
    kind = chance.choice(list(BODIES))
    exhibits = [f"E{n:02}" for n in range(1, chance.randint(10, 15))]
    victims = [f"V{n:02}" for n in range(1, chance.randint(2, 4))]

    def day(after: int) -> str:
        when = happened + timedelta(days=after)
        return chance.choice(
            [when.isoformat(), when.isoformat(), f"{when:%Y-%m}", f"{when.isoformat()}~"]
        )

    def sources(most: int = 2) -> str:
        return f"sources: [{', '.join(sorted(chance.sample(exhibits, chance.randint(1, most))))}]"

    def prose(sentences: int, indent: int) -> str:
        words = " ".join(chance.sample(PROSE, sentences)).split()
        lines, line = [], ""
        for word in words:
            if len(line) + len(word) > 100 - indent:
                lines.append(line)
                line = ""
            line += f"{' ' if line else ''}{word}"
        return "".join(f"\n{' ' * indent}{text}" for text in [*lines, line])

    parts = [
        f"""\
# FICTIONAL: case {number} of a series {INVENTED}
minnesota: 1
protocol: minnesota-2016
id: {country}-{happened.year}-{number:06}
title: Death of Secretum-{number} at {place}
country: {country}
language: en
perspective: {chance.choice(["assessment", "assessment", "investigation"])}

circumstances: [{", ".join(chance.sample(CIRCUMSTANCES, chance.randint(1, 3)))}]

incident:
  date: {day(0)}
  place: Near the crossing, {place}
  description: >-{prose(7, 4)}
  {sources()}
"""
    ]
    if chance.random() < 0.5:
        parts.append(
            f"  authorities_knew:\n    on: {day(chance.randint(0, 4))}\n    by: unit\n    "
            f"{sources()}\n"
        )
    parts.append("\nvictims:\n")
    parts += [_victim(v, chance, day, sources, prose, number) for v in victims]
    parts.append(
        f"""
institutions:
  - {{id: the-state, name: The State, kind: state, country: {country}, {sources(1)}}}
  - {{id: interior, {MINISTRY}, {sources(1)}}}
  - id: unit
    name: {BODIES[kind]} of {place}
    kind: {kind}
    country: {country}
    part_of: [interior]
    {sources()}
  - id: inquirer
    name: {chance.choice(["Public Prosecutor", "Criminal Investigation Branch"])} of {place}
    kind: {chance.choice(["prosecutor", "police"])}
    part_of: [{chance.choice(["the-state", "interior", "unit"])}]
    {sources()}

alleged_perpetrators:
  - id: P01
    count: {{at_least: {chance.randint(1, 5)}}}
    institution: unit
    part: Were seen at the place when it happened.
    basis: >-{prose(1, 6)}
    {sources()}
"""
    )
    if chance.random() < 0.8:
        opened = chance.randint(0, 90)
        parts.append(
            f"""
investigations:
  - id: I01
    kind: criminal
    body: inquirer
    opened: {{on: {day(opened)}, by: inquirer, {sources()}}}
    opened_after: {chance.choice(["own-motion", "complaint", "official-report", "unknown"])}
    team:
      - {{role: Lead, name: Secretum-L{number}, institution: inquirer, {sources(1)}}}
"""
        )
    parts.append("\nscenes:\n")
    for n in range(1, chance.randint(2, 3)):
        parts.append(
            f"  - id: S{n:02}\n    kind: "
            f"{chance.choice(['death', 'deposition', 'burial', 'fire'])}\n    place: {place}, "
            f"plot {n}\n    {sources()}\n"
        )
        if chance.random() < 0.4:
            parts.append(
                f"    secured: {{on: {day(chance.randint(0, 5))}, by: inquirer, {sources(1)}}}\n"
            )
        if chance.random() < 0.4:
            parts.append(
                f"    examined: {{on: {day(chance.randint(1, 30))}, by: inquirer, {sources(1)}}}\n"
            )
    parts.append("\nwitnesses:\n")
    for n in range(1, chance.randint(2, 4)):
        parts.append(
            f"  - id: W{n:02}\n    name: Secretum-W{n}-{number}\n    protected: true\n    "
            f"kind: eyewitness\n    {sources(1)}\n"
        )
        if chance.random() < 0.6:
            parts.append(
                f"    interviewed: {{on: {day(chance.randint(1, 120))}, by: inquirer, "
                f"recording: written, {sources(1)}}}\n"
            )
    parts.append("\ntimeline:\n")
    for n in range(chance.randint(8, 13)):
        parts.append(
            f"  - on: {day(n * chance.randint(3, 40))}\n    what: "
            f"{chance.choice(PROSE)[:-1]}\n    kind: "
            f"{chance.choice(['other', 'statement', 'investigation', 'discovery'])}\n    "
            f"{sources()}\n"
        )
    parts.append("\ncommunications:\n")
    for _ in range(chance.randint(3, 6)):
        parts.append(
            f"  - on: {day(chance.randint(2, 300))}\n    victims: [{', '.join(victims)}]\n    "
            f"by: inquirer\n    about: [{', '.join(chance.sample(ABOUT, 2))}]\n    "
            f"{sources()}\n"
        )
    if chance.random() < 0.4:
        parts.append(
            f"\npublications:\n  - on: {day(chance.randint(20, 500))}\n    by: inquirer\n    "
            f"about: [existence]\n    {sources()}\n"
        )
    if chance.random() < 0.3:
        parts.append(
            f"\noutcomes:\n  - kind: {chance.choice(['closure', 'conclusion', 'referral'])}\n "
            f"   on: {day(chance.randint(200, 900))}\n    by: inquirer\n    investigation: "
            f"I01\n    {sources()}\n"
            if "id: I01" in "".join(parts)
            else ""
        )
    parts.append("\nexhibits:\n")
    parts += [_exhibit(e, chance, day, place, number) for e in exhibits]
    parts.append("\nrecords:\n")
    for step, what in chance.sample(STEPS, chance.randint(2, len(STEPS))):
        status = chance.choice(["done", "partly", "not-done", "unknown", "refused"])
        parts.append(
            f"  - step: {step}\n    status: {status}\n    on: "
            f"{day(chance.randint(30, 400))}\n    {sources()}\n    note: {what}\n"
        )
    return "".join(parts)


def _victim(
    v: str,
    chance: random.Random,
    day: Callable[[int], str],
    sources: Callable[..., str],
    prose: Callable[[int, int], str],
    number: int,
) -> str:
    recovered = chance.randint(0, 40)
    text = f"""\
  - id: {v}
    name: Secretum-{v}-{number}
    sex: {chance.choice(["female", "male", "unknown"])}
    age: "{chance.randint(4, 80)}"
    child: {chance.choice(["true", "false", "false", "false"])}
    note: >-{prose(2, 6)}
    {sources()}
    remains:
      recovered: {chance.choice(["true", "true", "false"])}
      on: {day(recovered)}
      by: inquirer
      condition: [{chance.choice(CONDITIONS)}]
      {sources()}
"""
    if chance.random() < 0.6:
        text += f"""\
    autopsy:
      performed: {chance.choice(["true", "true", "false"])}
      on: {day(recovered + chance.randint(0, 9))}
      by: inquirer
      doctor: A forensic doctor of the region
      internal: [head, chest, abdomen]
      injuries:
        - {{kind: {chance.choice(["gunshot", "blunt", "burn"])}, place: Chest, size: 9 mm}}
      {sources()}
    death:
      cause: {chance.choice(CAUSES)}
      manner: {chance.choice(["homicide", "undetermined"])}
      {sources()}
"""
    if chance.random() < 0.7:
        text += (
            f"    next_of_kin:\n      - name: Secretum-K{v}-{number}\n        relation: Sister\n  "
            f"      {sources(1)}\n"
        )
    return text


def _exhibit(
    e: str, chance: random.Random, day: Callable[[int], str], place: str, number: int
) -> str:
    kind = chance.choice(
        [
            "testimony",
            "photo",
            "official-record",
            "article",
            "forensic-report",
            "object",
            "video",
            "document",
        ]
    )
    text = (
        f"  - id: {e}\n    kind: {kind}\n    title: {kind.capitalize()} {e} on what happened at "
        f"{place}\n    origin: Secretum-O{e}-{number}\n    date: "
        f"{day(chance.randint(1, 300))}\n"
    )
    if kind in ("photo", "video", "object"):
        text += f"    sha256: {chance.getrandbits(256):064x}\n    custody:\n"
        text += (
            f"      - {{holder: Registry, received: {day(chance.randint(1, 20))}, seal: "
            f"K-{number}}}\n"
        )
    return text


BROKEN: dict[
    str, Callable[[str], bytes]
] = {  # ten ways in which a file can be broken, by the code that it is refused with
    "unknown-institution": lambda text: text.replace(
        "institution: unit", "institution: unti", 1
    ).encode(),
    "bad-yaml": lambda text: text.replace("incident:\n", "incident\n", 1).encode(),
    "duplicate-key": lambda text: text.replace("country: ", "title: Again\ncountry: ", 1).encode(),
    "unknown-key": lambda text: text.replace("  place: ", "  palce: ", 1).encode(),
    "bad-date": lambda text: text.replace("  date: ", "  date: the 3rd of ", 1).encode(),
    "other-format": lambda text: text.replace("minnesota: 1", "minnesota: 7", 1).encode(),
    "unknown-protocol": lambda text: text.replace(
        "protocol: minnesota-2016", "protocol: minesota-2016", 1
    ).encode(),
    "not-utf8": lambda text: text.replace("Near the crossing", "Près", 1).encode("cp1252"),
    "empty-file": lambda text: b"",
    "missing-key": lambda text: text.replace("country: ", "# country: ", 1).encode(),
}


def write(folder: Path, count: int, broken: int = 0) -> None:
    """Put so many cases into a folder, a thousand to a folder within it; the first `broken` of
    them are broken, one way after another.
    """
    ways = list(BROKEN.values())
    for number in range(count):
        case = folder / f"{number // 1_000:03}" / f"{number:06}" / "case.yaml"
        case.parent.mkdir(parents=True)
        text = case_text(number)
        case.write_bytes(ways[number % len(ways)](text) if number < broken else text.encode())


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", type=int)
    words.add_argument("folder", type=Path)
    words.add_argument("--broken", type=int, default=0)
    given = words.parse_args()
    write(given.folder, given.count, given.broken)
