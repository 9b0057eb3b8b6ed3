"""How witnesses were heard, and whether their risk was weighed (sections IV.C and V.B)."""

from __future__ import annotations

from minnesota.base.wording import Word
from minnesota.checks.facts import Facts
from minnesota.checks.forms import Asked, answered, complete, start_and_end
from minnesota.checks.registry import CheckResult, check, excludes, lacks, partly, used
from minnesota.model.case import Witness

INTERVIEW = {
    "present": Asked("present", Word("who was present at the interview")),
    "recorded": Asked("recording", Word("the interview recorded in video, audio or writing")),
    "interpreter": Asked("interpreter", Word("an interpreter, neutral and competent")),
    "private": Asked("private", Word("the interview held in a private place")),
    "consent": Asked("consent", Word("the consent of the witness")),
    "alone": Asked("alone", Word("the witness heard apart from other witnesses")),
    "read-back": Asked("read_back", Word("the statement read back to, or checked by, the witness")),
}


@check("interview", "witness", about=(*INTERVIEW, "times"))
def interview(facts: Facts, witness: Witness, about: str) -> CheckResult:
    """How the interview of a witness was held and recorded (sections IV.C and V.B)."""
    path, found = f"witnesses.{witness.id}.interviewed", witness.interviewed
    if found is None and witness.not_heard:
        return excludes("{id} could not be heard, for a recorded reason.", id=witness.id)
    if found is None:
        return lacks("No interview of {id} is recorded.", missing=path, id=witness.id)
    fact = used(path, found)
    if about == "times":
        return complete(
            start_and_end(found.on, path),
            fact,
            witness.id,
            Word("the start and end of the interview"),
        )
    if about == "recorded" and found.recording == "written":
        return partly(
            "The interview of {id} is recorded in writing, not in audio or video.",
            fact,
            id=witness.id,
        )
    return answered(INTERVIEW[about], found, path, witness.id, (fact,))


@check("witness-risk", "witness")
def witness_risk(facts: Facts, witness: Witness) -> CheckResult:
    """Whether the risk to a witness was assessed (section IV.C)."""
    asked = Asked("risk_assessed", Word("the risk to the witness assessed"))
    return answered(
        asked,
        witness,
        f"witnesses.{witness.id}",
        witness.id,
        (used(f"witnesses.{witness.id}", witness),),
    )


@check("witness-not-heard", "witness")
def witness_not_heard(facts: Facts, witness: Witness) -> CheckResult:
    """Whether there is a reason on record for each witness who was not heard (section IV.C)."""
    if witness.interviewed:
        return excludes("{id} was heard.", id=witness.id)
    asked = Asked("not_heard", Word("why the witness could not be heard"))
    return answered(
        asked,
        witness,
        f"witnesses.{witness.id}",
        witness.id,
        (used(f"witnesses.{witness.id}", witness),),
    )
