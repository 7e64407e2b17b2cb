"""docs/failures.md lists every cause, with the state that it leads to."""

import re
from pathlib import Path

import pytest

from faxstatus_core.engine.reports import FAILURES
from faxstatus_core.status import FpsCode, PortState
from faxstatus_core.status.events import CallFailed, FailureCause
from faxstatus_core.status.states import next_state
from faxstatus_core.t30.outcome import Cause

PAGE = (Path(__file__).parents[2] / "docs" / "failures.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (FPS_\w+) \|", PAGE, re.MULTILINE)
BEFORE, IN_T30 = ROWS[:7], ROWS[7:]


def _code(cause: FailureCause, state: PortState) -> FpsCode:
    return next_state(state, CallFailed(cause, "")).code


def test_every_cause_of_t30_is_told_in_order() -> None:
    told = [name for name, _ in IN_T30]
    assert told == [cause.name.lower() for cause in Cause if cause is not Cause.COMPLETED]


@pytest.mark.parametrize(("name", "symbol"), IN_T30)
def test_a_cause_of_t30_leads_to_the_state_that_is_told(name: str, symbol: str) -> None:
    cause = FAILURES[Cause[name.upper()]]
    connected = cause is not FailureCause.NO_CARRIER
    assert _code(cause, PortState.RECEIVING if connected else PortState.ANSWERED).symbol == symbol


@pytest.mark.parametrize(("name", "symbol"), BEFORE)
def test_a_failure_to_connect_leads_to_the_state_that_is_told(name: str, symbol: str) -> None:
    assert _code(FailureCause(name), PortState.DIALING).symbol == symbol
