"""Wrong bits: at random, in bursts, and wherever a carrier is too fast for its line."""

import math
from random import Random

from faxstatus_core.t31.tones import Tone
from modem_sim.line.stage import Stage
from modem_sim.signals import CarrierOff, CarrierOn, Octets, Signal, ToneOff, ToneOn

TOO_FAST = 1 / 8
"""Share of wrong bits of a carrier that is too fast."""


class ErrorSource:
    """Where the next wrong bit is: gaps are drawn, and not bits, so that good bits cost nothing."""

    def __init__(self, chance: Random, rate: float) -> None:
        """``rate``: the share of wrong bits, above 0."""
        self._chance = chance
        self._divisor = math.log1p(-rate) if rate < 1 else -math.inf
        self._gap = self._draw()

    def spoil(self, octets: bytes) -> bytes:
        """``octets`` with the wrong bits that fall into them."""
        bits = 8 * len(octets)
        if self._gap >= bits:
            self._gap -= bits
            return octets
        spoilt, place = bytearray(octets), self._gap
        while place < bits:
            spoilt[place >> 3] ^= 1 << (place & 7)
            place += 1 + self._draw()
        self._gap = place - bits
        return bytes(spoilt)

    def _draw(self) -> int:
        return int(math.log1p(-self._chance.random()) / self._divisor)


class RandomErrors(Stage):
    """Every bit is wrong with the same probability."""

    def __init__(self, chance: Random, rate: float) -> None:
        super().__init__()
        self._source = ErrorSource(chance, rate)

    def take(self, signal: Signal, now: float) -> None:
        if isinstance(signal, Octets):
            signal = Octets(self._source.spoil(signal.data))
        self.pass_on(signal, now)


class TopSpeed(Stage):
    """A carrier of more than ``bit_rate`` bit/s trains, but its data is full of errors."""

    def __init__(self, chance: Random, bit_rate: int) -> None:
        super().__init__()
        self._bit_rate = bit_rate
        self._source = ErrorSource(chance, TOO_FAST)
        self._too_fast = False

    def take(self, signal: Signal, now: float) -> None:
        match signal:
            case CarrierOn(modulation):
                self._too_fast = modulation.bit_rate > self._bit_rate
            case Octets(data) if self._too_fast:
                signal = Octets(self._source.spoil(data))
        self.pass_on(signal, now)


class ErrorBursts(Stage):
    """For ``length`` seconds now and then, a share of the bits is wrong.

    With ``noise`` there is something to be heard then while nobody sends.
    """

    def __init__(
        self, chance: Random, interval: float, length: float, rate: float, *, noise: bool = False
    ) -> None:
        """``interval``: seconds from one burst to the next, on average."""
        super().__init__()
        self._chance = chance
        self._interval = interval
        self._length = length
        self._noise = noise
        self._source = ErrorSource(chance, rate) if rate else None
        self._burst: float | None = None
        self._rate: float | None = None  # octets a second of the carrier that is on
        self._sounding = False
        self._silent = True

    def take(self, signal: Signal, now: float) -> None:
        if self._burst is None:
            self._begin(now)
        match signal:
            case CarrierOn(modulation):
                self._fall_silent(now)
                self._rate, self._silent = modulation.bit_rate / 8, False
            case ToneOn():
                self._fall_silent(now)
                self._silent = False
            case CarrierOff() | ToneOff():
                self._silent = True
            case Octets(data):
                signal = Octets(self._spoil(data, now))
        self.pass_on(signal, now)

    def _begin(self, now: float) -> None:
        self._burst = now + self._chance.expovariate(1 / self._interval)
        if self._noise:
            self.later(self._burst, self._sound)

    def _spoil(self, data: bytes, now: float) -> bytes:
        """The part of ``data``, which ends now, that falls into a burst is spoilt."""
        assert self._rate is not None
        began = now - len(data) / self._rate
        spoilt = data
        while self._burst is not None and self._burst < now:
            first = max(0, int((self._burst - began) * self._rate))
            last = math.ceil((self._burst + self._length - began) * self._rate)
            if self._source is not None and last > first:
                part = self._source.spoil(spoilt[first:last])
                spoilt = spoilt[:first] + part + spoilt[last:]
            if self._burst + self._length >= now or self._noise:
                break  # it goes on, or _sound draws the next one
            self._burst += self._length + self._chance.expovariate(1 / self._interval)
        return spoilt

    def _sound(self, now: float) -> None:
        if self._silent:
            self._sounding = True
            self.pass_on(ToneOn(Tone.NOISE), now)
        self.later(now + self._length, self._end)

    def _end(self, now: float) -> None:
        self._fall_silent(now)
        self._begin(now)

    def _fall_silent(self, now: float) -> None:
        if self._sounding:
            self._sounding = False
            self.pass_on(ToneOff(), now)
