"""What the UN experts ask for Dioura, and the steps in which each demand shows."""

from __future__ import annotations

DEMANDS = {
    "1 an immediate investigation": ["duty.opened", "duty.state-agents", "start.prompt"],
    "2 independent and impartial": [
        "independence.hierarchy",
        "independence.team",
        "independence.ties",
        "bias.weighing",
    ],
    "3 supervised by an independent judicial authority": [
        "independence.supervision",
        "jurisdiction.civilian-court",
    ],
    "4 prompt": [
        "start.prompt",
        "delay.scene-secured",
        "delay.remains-recovered",
        "delay.first-interview",
    ],
    "5 thorough": [
        "victim.identified",
        "death.cause",
        "autopsy.performed",
        "responsible.taking-part",
    ],
    "6 transparent": ["public.existence", "public.procedure", "public.findings"],
    "7 full access to justice for the families": [
        "remedy.access-to-justice",
        "family.standing",
        "family.legal-aid",
    ],
    "8 complete reparation": [
        "reparation.restitution",
        "reparation.compensation",
        "reparation.rehabilitation",
        "reparation.satisfaction",
        "reparation.non-repetition",
    ],
    "9 the families' right to know": [
        "truth.circumstances",
        "truth.remains-location",
        "truth.cause-and-manner",
        "family.told",
    ],
    "10 destruction and concealment of evidence": [
        "evidence.concealment",
        "remains.hidden-or-damaged",
        "remains.recovered",
        "scene.secured",
        "scene.searched",
    ],
    "11 both forces, and those in command": [
        "responsible.own-part",
        "findings.superiors",
        "findings.others-responsible",
        "states.named",
    ],
    "12 children among the victims": ["victim.children"],
    "13 foreign forces without a clear basis; disclosure": [
        "truth.state-records",
        "truth.force-agreements",
        "findings.force-agreements",
        "findings.pattern",
    ],
    "14 non-repetition": [
        "reparation.non-repetition",
        "findings.prevention",
        "outcome.feeds-prevention",
    ],
    "15 protection of civilians and of those who take part": [
        "family.safe",
        "witness.protected",
        "safety.investigators",
        "safety.lawyers",
    ],
}
