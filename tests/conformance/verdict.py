"""Whether a station follows a scenario: its script, its end, its pages, and the common rules."""

from tests.conformance.bench import Bench
from tests.conformance.rules import check
from tests.conformance.scenario import Scenario


def follow(scenario: Scenario) -> None:
    """Raises AssertionError where the station under test does something else."""
    bench = Bench(scenario)
    bench.run()
    outcome, end = bench.call.outcome, scenario.end
    assert outcome is not None
    ended = (outcome.cause, outcome.phase, outcome.pages)
    assert ended == (end.cause, end.phase, end.pages), f"it ends {ended}"
    if end.seconds is not None:
        least, most = end.seconds
        assert least <= bench.now <= most, f"it took {bench.now:.1f} s"
    if scenario.stored is not None:
        wanted, stored = [bench.far.stored(text) for text in scenario.stored], bench.stored()
        assert stored == wanted, f"stored {list(map(len, stored))}, not {list(map(len, wanted))}"
    check(bench)
