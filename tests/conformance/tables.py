"""All tables together."""

from tests.conformance import caller_phase_b

SCENARIOS = (*caller_phase_b.SCENARIOS,)
