"""A large case: 200 victims, 30 scenes and 2,000 exhibits. It is made up, and fictional."""

from __future__ import annotations

from support.cases import HEAD

VICTIMS, SCENES, EXHIBITS = 200, 30, 2_000


def large_case() -> str:
    kinds = [
        "photo",
        "video",
        "sample",
        "object",
        "testimony",
        "official-record",
        "forensic-report",
        "document",
    ]
    lines = [
        HEAD,
        "perspective: investigation\ncircumstances: [firearms, state-agents, buried-remains]",
    ]
    lines += ["incident: {date: 2025-01-02, place: Zubara, sources: [E0001]}", "institutions:"]
    lines += [
        f"  - {{id: b{n}, name: Body {n}, kind: police, part_of: [b{(n - 1) // 2}]}}"
        for n in range(1, 40)
    ]
    lines += ["  - {id: b0, name: Zubara, kind: state}", "alleged_perpetrators:"]
    lines += [f"  - {{id: P{n}, institution: b{n + 20}, sources: [E0002]}}" for n in range(10)]
    lines += [
        "investigations:",
        "  - {id: I1, kind: criminal, body: b3, opened: {on: 2025-01-04, sources: [E0001]}}",
        "victims:",
    ]
    for n in range(VICTIMS):
        lines.append(
            f"  - {{id: V{n}, sources: [E{n:04}], death: {{cause: Gunshot, manner: homicide, "
            f"date: 2025-01-02, sources: [E{n:04}]}},"
            f" remains: {{recovered: true, on: 2025-01-0{3 + n % 6}, by: b{n % 39}, tag: "
            f"T{n}, condition: [buried], sources: [E{n:04}]}},"
            f" autopsy: {{performed: true, on: 2025-01-1{n % 9}, by: b{n % 39}, internal: "
            f"[head, chest], sources: [E{n:04}],"
            f" injuries: [{{kind: gunshot, place: Chest, size: 9 mm}}]}}}}"
        )
    lines.append("scenes:")
    lines += [
        f"  - {{id: S{n}, kind: burial, place: Field {n}, secured: {{on: 2025-01-03, by: b3, "
        f"sources: [E0003]}}}}"
        for n in range(SCENES)
    ]
    lines.append("communications:")
    lines += [
        f"  - {{on: 2025-02-0{1 + n % 9}, victims: [V{n}], about: [investigation, progress], "
        f"by: b3, sources: [E{n:04}]}}"
        for n in range(VICTIMS)
    ]
    lines.append("exhibits:")
    for n in range(EXHIBITS):
        custody = (
            f", custody: [{{holder: Clerk {n % 7}, received: 2025-01-03, handed_on: 2025-01-05}}, "
            f"{{holder: Store, received: 2025-01-05}}]"
        )
        held = custody if kinds[n % 8] in ("photo", "video", "sample", "object") else ""
        lines.append(
            f"  - {{id: E{n:04}, kind: {kinds[n % 8]}, title: Item {n}, origin: Team {n % 5}, "
            f"investigation: I1{held}}}"
        )
    return "\n".join(lines) + "\n"
