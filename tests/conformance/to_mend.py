"""Rows that the session does not pass yet. pytest does not collect them.

``python -m tests.conformance.to_mend`` says of each what happens.
"""

from faxstatus_core.t30.outcome import Cause
from tests.conformance.scenario import ECM, End, Role, Scenario, Setup, sent
from tests.conformance.verdict import follow

CALLED_ECM = Setup(Role.CALLED, local=ECM, remote=ECM)
TRAINED = "-> CSI DIS ; TSI DCS TCF -> CFR ; "

SCENARIOS = (
    Scenario(
        "called, ECM: more frames than PPS counts",
        "T.30 Annex A.4.3 (number of frames of the block)",
        f"{TRAINED}data(0-6) PPS-EOP(0,0,5) -> MCF ; DCN",
        sent(),
        CALLED_ECM,
        stored=("0-4",),
    ),
    Scenario(
        "called: nothing comes after CFR",
        "T.30 §5.4.3.1 (T2, 6 +- 1 s)",
        "-> CSI DIS ; TSI DCS TCF -> CFR ; T2 -> DCN",
        End(Cause.NO_PAGE, "C"),
        Setup(Role.CALLED),
    ),
)


def happens(scenario: Scenario) -> str:
    """What keeps ``scenario`` from being followed; "" if nothing does."""
    try:
        follow(scenario)
    except AssertionError as error:
        return str(error) or "a rule is broken"
    return ""


if __name__ == "__main__":
    for each in SCENARIOS:
        print(f"{each.id} ({each.clause}): {happens(each) or 'passes'}")
