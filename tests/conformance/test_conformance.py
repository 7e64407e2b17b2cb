"""Every scenario of the tables, in virtual time (ITU-T T.30, in the manner of TSB-85)."""

import pytest

from tests.conformance.bench import Bench
from tests.conformance.rules import check
from tests.conformance.scenario import Scenario
from tests.conformance.tables import SCENARIOS


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_scenario(scenario: Scenario) -> None:
    bench = Bench(scenario)
    bench.run()
    outcome, end = bench.call.outcome, scenario.end
    assert outcome is not None
    assert (outcome.cause, outcome.phase, outcome.pages) == (end.cause, end.phase, end.pages)
    if end.seconds is not None:
        least, most = end.seconds
        assert least <= bench.now <= most, f"it took {bench.now:.1f} s"
    if scenario.stored is not None:
        assert bench.stored() == [bench.far.stored(text) for text in scenario.stored]
    check(bench)


def test_every_scenario_has_a_name_of_its_own_and_a_clause() -> None:
    assert len({scenario.id for scenario in SCENARIOS}) == len(SCENARIOS)
    assert all(s.clause.startswith(("T.30 ", "T.4 ")) for s in SCENARIOS)
