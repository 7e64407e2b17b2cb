"""The modulations a Class 1 command can name, with their rates and durations (T.31 Table 8)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Modulation:
    """One value of +FTM, +FRM, +FTH and +FRH.

    ``code`` is the T.31 number, ``bit_rate`` in bit/s, ``training`` the seconds from the start of
    the carrier to the first data bit, ``turn_off`` the seconds from the last data bit to silence.
    """

    code: int
    recommendation: str
    bit_rate: int
    training: float
    turn_off: float
    short_training: bool = False

    @property
    def name(self) -> str:
        """The Recommendation and the rate, such as ``V.17 14400``."""
        return f"{self.recommendation} {self.bit_rate}"

    @property
    def octet_time(self) -> float:
        """Seconds that eight bits take on the line."""
        return 8 / self.bit_rate


# Training: V.27ter §2.5 (with the long sequence), V.29 §8, V.17 §5. Turn-off, the scrambled ones
# after the last data bit: V.27ter §2.5.2 (5 to 10 ms), V.17 §5.4 segment A; V.29 as its makers do.
_V27TER_TURN_OFF = 0.007
_V29_TURN_OFF = 0.005
_V17_TURN_OFF = 0.013

V21 = Modulation(3, "V.21", 300, 0.0, 0.0)
V27TER_2400 = Modulation(24, "V.27ter", 2400, 0.943, _V27TER_TURN_OFF)
V27TER_4800 = Modulation(48, "V.27ter", 4800, 0.708, _V27TER_TURN_OFF)
V29_7200 = Modulation(72, "V.29", 7200, 0.253, _V29_TURN_OFF)
V17_7200 = Modulation(73, "V.17", 7200, 1.393, _V17_TURN_OFF)
V17_7200_SHORT = Modulation(74, "V.17", 7200, 0.142, _V17_TURN_OFF, short_training=True)
V29_9600 = Modulation(96, "V.29", 9600, 0.253, _V29_TURN_OFF)
V17_9600 = Modulation(97, "V.17", 9600, 1.393, _V17_TURN_OFF)
V17_9600_SHORT = Modulation(98, "V.17", 9600, 0.142, _V17_TURN_OFF, short_training=True)
V17_12000 = Modulation(121, "V.17", 12000, 1.393, _V17_TURN_OFF)
V17_12000_SHORT = Modulation(122, "V.17", 12000, 0.142, _V17_TURN_OFF, short_training=True)
V17_14400 = Modulation(145, "V.17", 14400, 1.393, _V17_TURN_OFF)
V17_14400_SHORT = Modulation(146, "V.17", 14400, 0.142, _V17_TURN_OFF, short_training=True)

HIGH_SPEED = (
    V27TER_2400,
    V27TER_4800,
    V29_7200,
    V17_7200,
    V17_7200_SHORT,
    V29_9600,
    V17_9600,
    V17_9600_SHORT,
    V17_12000,
    V17_12000_SHORT,
    V17_14400,
    V17_14400_SHORT,
)
BY_CODE = {modulation.code: modulation for modulation in (V21, *HIGH_SPEED)}


def page_modulation(training_check: Modulation) -> Modulation:
    """The modulation of the page that follows a TCF: V.17 resynchronises (T.30 §5.3.6.2.2)."""
    if training_check.recommendation != "V.17":
        return training_check
    return BY_CODE[training_check.code + 1]
