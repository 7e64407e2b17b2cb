"""Every scenario of the tables, in virtual time (ITU-T T.30, in the manner of TSB-85)."""

import pytest

from tests.conformance.scenario import Scenario
from tests.conformance.tables import SCENARIOS
from tests.conformance.verdict import follow


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_scenario(scenario: Scenario) -> None:
    follow(scenario)


def test_every_scenario_has_a_name_of_its_own_and_a_clause() -> None:
    assert len({scenario.id for scenario in SCENARIOS}) == len(SCENARIOS)
    assert all(scenario.clause.startswith(("T.30 ", "T.4 ")) for scenario in SCENARIOS)
