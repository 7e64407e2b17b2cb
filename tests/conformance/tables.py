"""All tables together."""

from tests.conformance import (
    breaking_off,
    called_ecm,
    called_page,
    called_phase_b,
    caller_ecm,
    caller_ecm_slower,
    caller_page,
    caller_phase_b,
    caller_training,
    easily_wrong,
    negotiation,
    polling,
)

SCENARIOS = (
    *caller_phase_b.SCENARIOS,
    *caller_training.SCENARIOS,
    *caller_page.SCENARIOS,
    *caller_ecm.SCENARIOS,
    *caller_ecm_slower.SCENARIOS,
    *called_phase_b.SCENARIOS,
    *called_page.SCENARIOS,
    *called_ecm.SCENARIOS,
    *negotiation.SCENARIOS,
    *polling.SCENARIOS,
    *breaking_off.SCENARIOS,
    *easily_wrong.SCENARIOS,
)
