"""The caller in phase B: the called station's identification, training, and their failures."""

from tests.conformance.scenario import Scenario, sent

SCENARIOS = (
    Scenario(
        "caller: one page", "T.30 Figure 5-2a", "CSI DIS -> TSI DCS@145 TCF@145 ; CFR -> page(1)@146 EOP ; MCF -> DCN", sent()
    ),
)
