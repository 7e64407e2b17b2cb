"""ATD and ATA: making and answering a call (V.250 §6.3, T.31 §8.2.1)."""

import enum

from faxstatus_core.t31.hdlc import FlagSeen
from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.result_codes import ResultCode
from faxstatus_core.t31.tones import Tone
from modem_sim.operations.base import Dce, Operation
from modem_sim.operations.receive_hdlc import ReceiveHdlc
from modem_sim.operations.transmit import TransmitHdlc
from modem_sim.signals import Dial as DialDigits
from modem_sim.signals import LineCleared, LineEvent, OffHook, ToneOff, ToneOn

_DIGITS = "0123456789ABCD*#"
_IGNORED = "TP!@-() ."
_CNG_ON, _CNG_OFF = 0.5, 3.0  # T.30 §4.2
_FAX, _DATA = ("FAX", "15"), ("DATA", "13")
_DIAL_TONE_WAIT = 5.0
_BUSY_RECOGNITION = 1.5
_ANSWER_SILENCE = 2.0  # 1.8 to 2.5 s, T.30 §4.1.1
_CED_DURATION = 3.0  # 2.6 to 4.0 s, T.30 §4.1.2
_CED_GAP = 0.075
_ADAPTIVE_LISTENING = 3.7  # seconds in which a CNG must begin, if the caller sends it
_ABORT_GUARD = 0.125  # characters this soon after the command line do not abort, V.250 §5.6.1


class DialStringError(ValueError):
    """A dial string with something in it that V.250 §6.3.1 does not know."""


def parse_dial_string(text: str) -> tuple[str, float]:
    """The digits of ``text``, and how many commas and waits it has in all.

    Raises :class:`DialStringError` for other characters, and when there are no digits.
    """
    text = text.rstrip(";").upper()
    unknown = set(text) - set(_DIGITS + _IGNORED + ",W+")
    digits = "".join(character for character in text if character in _DIGITS)
    if unknown or not digits:
        raise DialStringError(text)
    return digits, text.count(",")


class _Progress(enum.Enum):
    DIAL_TONE = enum.auto()
    DIGITS = enum.auto()
    WAITING = enum.auto()
    REFUSED = enum.auto()


class Dial(Operation):
    """ATD: seize, dial, send CNG; CONNECT at the far end's V.21 flags, as +FRH=3 has it."""

    def __init__(self, dce: Dce, number: str) -> None:
        super().__init__(dce)
        self._digits, self._pauses = parse_dial_string(number)
        self._progress = _Progress.DIAL_TONE
        self._refusal = ResultCode.NO_CARRIER
        self._started = 0.0
        self._gives_up = 0.0
        self._cng_sounding = False
        self._rings = False

    def start(self, now: float) -> None:
        self._started = now
        registers = self.dce.settings.registers
        self.dce.to_line(OffHook())
        waits = self.dce.settings.monitor in (2, 4)
        self.deadline = now + (_DIAL_TONE_WAIT if waits else registers[6])
        if self.dce.ear.tone is Tone.DIAL:  # after ATH1
            self._dial(now)

    def dte(self, octets: bytes, now: float) -> bytes:
        if now - self._started < _ABORT_GUARD:
            return b""
        self._fail(ResultCode.NO_CARRIER)
        return octets

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case ToneOn(tone):
                self._heard_tone(tone, now)
            case LineCleared():
                self._fail(ResultCode.NO_CARRIER)
            case _ if self._progress is _Progress.WAITING:
                self._listen(now)

    def timeout(self, now: float) -> None:
        match self._progress:
            case _Progress.DIAL_TONE if self.dce.settings.monitor in (2, 4):
                self._fail(ResultCode.NO_DIALTONE)
            case _Progress.DIAL_TONE:
                self._dial(now)
            case _Progress.DIGITS:
                self.dce.to_line(DialDigits(self._digits))
                self._progress = _Progress.WAITING
                self._gives_up = now + self.dce.settings.registers[7]
                self.dce.connected = True
                self.dce.ear.listen_for_frames()
                self._switch_cng(now)
            case _Progress.WAITING if now >= self._gives_up:
                self._fail(ResultCode.NO_ANSWER if self._rings else ResultCode.NO_CARRIER)
            case _Progress.WAITING:
                self._switch_cng(now)
            case _Progress.REFUSED:
                self._fail(self._refusal)

    def _heard_tone(self, tone: Tone, now: float) -> None:
        if tone is Tone.DIAL and self._progress is _Progress.DIAL_TONE:
            self._dial(now)
        elif tone is Tone.RINGBACK:
            self._rings = True
        elif tone is Tone.CED:
            self._rings = False
        elif tone in (Tone.BUSY, Tone.UNOBTAINABLE):
            busy = tone is Tone.BUSY and self.dce.settings.monitor in (3, 4)
            self._refusal = ResultCode.BUSY if busy else ResultCode.NO_CARRIER
            self._progress = _Progress.REFUSED
            self.deadline = now + _BUSY_RECOGNITION

    def _dial(self, now: float) -> None:
        registers = self.dce.settings.registers
        digit = 2 * registers[11] / 1000  # a tone and an equal pause
        self._progress = _Progress.DIGITS
        self.deadline = now + self._pauses * registers[8] + len(self._digits) * digit

    def _switch_cng(self, now: float) -> None:
        heard = self.dce.ear.carrier is not None or self.dce.ear.tone is Tone.CED
        if heard or self.dce.settings.fax_class == "0":
            self._stop_cng()
            self.deadline = self._gives_up
            return
        self._cng_sounding = not self._cng_sounding
        self.dce.to_line(ToneOn(Tone.CNG) if self._cng_sounding else ToneOff())
        lasts = _CNG_ON if self._cng_sounding else _CNG_OFF
        self.deadline = min(now + lasts, self._gives_up)

    def _stop_cng(self) -> None:
        if self._cng_sounding:
            self._cng_sounding = False
            self.dce.to_line(ToneOff())

    def _listen(self, now: float) -> None:
        ear = self.dce.ear
        if self.dce.settings.fax_class == "0" or ear.carrier is not V21 or ear.hdlc is None:
            return
        if any(isinstance(event, FlagSeen) for event in ear.hdlc.events):
            self._stop_cng()
            self.dce.become(ReceiveHdlc(self.dce, ear.hdlc), now)

    def _fail(self, code: ResultCode) -> None:
        self.dce.hang_up()
        self.dce.finish(code)


class Answer(Operation):
    """ATA: silence, answer tone, then CONNECT and flags, as +FTH=3 has it.

    With +FAE or +FAA the silence lasts until CNG is heard, which makes it a fax call (FAX), or too
    long for that, which makes it a data call (DATA), and the modem goes into class 0.
    """

    _started = 0.0
    _adaptive = False
    _ced_sounding = False
    _answered = False

    def start(self, now: float) -> None:
        self._started = now
        self.dce.to_line(OffHook())
        self.dce.connected = True
        settings = self.dce.settings
        if settings.fax_class != "0":
            self._adaptive = any(settings.parameters["+FAE"] + settings.parameters["+FAA"])
        self.deadline = now + (_ADAPTIVE_LISTENING if self._adaptive else _ANSWER_SILENCE)

    def dte(self, octets: bytes, now: float) -> bytes:
        if now - self._started < _ABORT_GUARD:
            return b""
        self._fail()
        return octets

    def heard(self, event: LineEvent, now: float) -> None:
        if isinstance(event, LineCleared):
            self._fail()
        elif self._adaptive and event == ToneOn(Tone.CNG):
            self._decide(*_FAX)
            self.deadline = max(now, self._started + _ANSWER_SILENCE)

    def timeout(self, now: float) -> None:
        if self._adaptive:
            self._decide(*_DATA)
            self.dce.settings.fax_class = "0"
        if not self._answered and not self._ced_sounding:
            self._ced_sounding = True
            self.dce.to_line(ToneOn(Tone.CED))
            self.deadline = now + _CED_DURATION
        elif self._ced_sounding:
            self._ced_sounding, self._answered = False, True
            self.dce.to_line(ToneOff())
            data_call = self.dce.settings.fax_class == "0"
            self.deadline = now + (self.dce.settings.registers[7] if data_call else _CED_GAP)
        elif self.dce.settings.fax_class == "0":
            self._fail()  # no data modulation is emulated
        else:
            self.dce.become(TransmitHdlc(self.dce), now)

    def _decide(self, words: str, digits: str) -> None:
        self._adaptive = False
        self.dce.to_dte(self.dce.settings.format_result(words, digits))

    def _fail(self) -> None:
        self.dce.hang_up()
        self.dce.finish(ResultCode.NO_CARRIER)
