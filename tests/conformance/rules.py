"""What holds in every call, whatever the scenario: each rule is checked of every row."""

from collections.abc import Iterator, Sequence

import pytest

from faxstatus_core.t30.actions import (
    AwaitSilence,
    DataReceived,
    Done,
    HangUp,
    ReceiveData,
    SendData,
    SendFrames,
    SendSilence,
    StorePage,
)
from faxstatus_core.t30.events import PageConfirmed, TurnedRound
from faxstatus_core.t30.frames import (
    ContinueToCorrect,
    Dcs,
    Dis,
    Fcf,
    Frame,
    PartialPageSignal,
    parse,
)
from faxstatus_core.t30.negotiation.ladder import MODULATION_OF, modulations_of
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import Modulation, page_modulation
from tests.conformance.bench import Bench, Step
from tests.conformance.heard import frames_heard
from tests.conformance.scenario import Role
from tests.conformance.station import corrected
from tests.support.ecm_far_end import read_carrier

_IDENTIFICATIONS = frozenset(
    {Fcf.CSI, Fcf.TSI, Fcf.CIG, Fcf.SUB, Fcf.SID, Fcf.SEP, Fcf.PWD, Fcf.PSA}
)
_LENGTHS = {Fcf.PPR: 32, Fcf.PPS: 4, Fcf.EOR: 1, Fcf.CTC: 2}
_TABLES = (Fcf.DIS, Fcf.DTC, Fcf.DCS)
_HEADER = 3


def check(bench: Bench) -> None:
    """All of them."""
    steps = bench.steps
    _frames_are_well_formed(steps, x=bench.scenario.setup.role is not Role.CALLED)
    _signals_are_apart(steps)
    _training_and_pages_are_as_dcs_said(steps)
    _a_dcs_selects_what_was_offered_last(steps)
    _a_page_is_safe_before_it_is_confirmed(steps, bench.scenario.setup.role)
    _coded_data_is_the_page(steps, bench.scenario.setup.pages)
    _nothing_follows_dcn(steps)
    if bench.scenario.end.cause is Cause.NOT_READY:
        _patience_is_t5(steps)


def sent(steps: Sequence[Step]) -> Iterator[tuple[Step, list[Frame]]]:
    """Each carrier of frames that the station sent."""
    for step in steps:
        if isinstance(step.action, SendFrames):
            yield step, [parse(octets, with_fcs=False) for octets in step.action.frames]


def _frames_are_well_formed(steps: Sequence[Step], *, x: bool) -> None:
    """Final bit (T.30 §5.3.5), X bit (§5.3.6.1) and length of the FIF (§5.3.6.2, Annex A.4)."""
    for step, frames in sent(steps):
        assert [f.final for f in frames] == [False] * (len(frames) - 1) + [True], frames
        assert isinstance(step.action, SendFrames)
        for frame, octets in zip(frames, step.action.frames, strict=True):
            name = frame.fcf.standard_name
            assert frame.x is (x and frame.fcf.carries_x), f"X bit of {name}"
            length = len(octets) - _HEADER
            if frame.fcf in _TABLES:
                assert length >= 3, name
                last = octets[_HEADER + 2 :]
                extends = [bool(octet & 0x80) for octet in last]
                assert extends == [True] * (len(last) - 1) + [False], f"extend bits of {name}"
            else:
                due = 20 if frame.fcf in _IDENTIFICATIONS else _LENGTHS.get(frame.fcf, 0)
                assert length == due, f"FIF of {name}"


def _signals_are_apart(steps: Sequence[Step]) -> None:
    """75 +- 20 ms between signals of opposite or different kind (T.30 §5, notes 3 and 4)."""
    before: Step | None = None
    for step in steps:
        if isinstance(step.action, SendFrames | SendData) and before is not None:
            quiet = before.action
            saying_goodbye = isinstance(step.action, SendFrames) and (
                parse(step.action.frames[-1], with_fcs=False).fcf is Fcf.DCN
            )
            if not (saying_goodbye and not isinstance(quiet, SendFrames | SendData)):
                assert isinstance(quiet, SendSilence | AwaitSilence), step
                assert quiet.seconds == pytest.approx(0.075, abs=0.020)
        before = step


def _training_and_pages_are_as_dcs_said(steps: Sequence[Step]) -> None:
    """Rate and training of every carrier of data (T.30 §5.3.6.1.3 and §5, note 5).

    V.17 trains long for a training check and for the first carrier after CTC, else short.
    """
    rate: Modulation | None = None
    long = False
    for step in steps:
        for frame in frames_of(step):
            match frame.fif:
                case Dcs() as dcs:
                    rate, long = _modulation(dcs.data_rate), True
                case ContinueToCorrect(data_rate):
                    rate, long = _modulation(data_rate), True
            if frame.fcf is Fcf.CFR:
                long = False
        action = step.action
        if not isinstance(action, SendData | ReceiveData):
            continue
        assert rate is not None
        assert action.modulation == (rate if long else page_modulation(rate)), step
        if isinstance(action, SendData) and action.page is None:
            assert not any(action.data)
            seconds = len(action.data) * rate.octet_time
            assert seconds == pytest.approx(1.5, rel=0.1)
        elif isinstance(action, SendData) or (action.sink and _came(step)):
            long = False


def _came(step: Step) -> bool:
    return isinstance(step.result, DataReceived)


def _modulation(rate: int) -> Modulation | None:
    return next((m for known, m in MODULATION_OF.items() if known == rate), None)


def frames_of(step: Step) -> list[Frame]:
    """What was sent or heard whole in this step."""
    if isinstance(step.action, SendFrames):
        return [parse(octets, with_fcs=False) for octets in step.action.frames]
    return frames_heard(step.result)


def _a_dcs_selects_what_was_offered_last(steps: Sequence[Step]) -> None:
    """DCS answers the last DIS or DTC (T.30 §5.3.6.1.3, §5.3.6.2.2)."""
    offer: Dis | None = None
    for step in steps:
        for frame in frames_heard(step.result):
            if frame.fcf in (Fcf.DIS, Fcf.DTC) and isinstance(frame.fif, Dis):
                offer = frame.fif
        if not isinstance(step.action, SendFrames):
            continue
        for frame in frames_of(step):
            if isinstance(frame.fif, Dcs):
                assert offer is not None
                _is_offered(frame.fif, offer)


def _is_offered(dcs: Dcs, dis: Dis) -> None:
    assert _modulation(dcs.data_rate) in modulations_of(dis), (dcs, dis)
    for bit in (
        "r8_7_7_lines_mm",
        "two_dimensional_coding",
        "error_correction_mode",
        "t6_coding",
        "r8_15_4_lines_mm",
        "pels_300x300",
        "r16_15_4_lines_mm",
        "subaddressing",
    ):
        assert getattr(dis, bit) or not getattr(dcs, bit), f"{bit} was not offered"


def _a_page_is_safe_before_it_is_confirmed(steps: Sequence[Step], role: Role) -> None:
    """No confirmation for a page that can still be lost (T.30 §5.3.6.1.7)."""
    safe = confirmed = 0
    # The sessions of a poller receive from the beginning, and report that they turn round too.
    receives = role is not Role.CALLER
    for step in steps:
        turned = any(isinstance(event, TurnedRound) for event in step.events)
        if turned and role is not Role.POLLER:
            receives = not receives
        if receives:
            confirmed += sum(isinstance(event, PageConfirmed) for event in step.events)
            assert confirmed <= safe, step
        safe += isinstance(step.action, StorePage) and isinstance(step.result, Done)


def _coded_data_is_the_page(steps: Sequence[Step], pages: Sequence[bytes]) -> None:
    """Flags, frames and RCP of a corrected carrier, and what is in them (T.4 Annex A.3)."""
    if not corrected(steps):
        return
    frames: dict[int, bytes] = {}
    size = 256
    for step in steps:
        action = step.action
        if isinstance(action, SendData) and action.page is not None:
            heard = read_carrier(action.data)
            seconds = heard.flags * action.modulation.octet_time
            assert seconds == pytest.approx(0.2, abs=0.1)
            assert heard.rcps == 3
            frames |= dict(heard.frames)
        if not isinstance(action, SendFrames):
            continue
        for frame in frames_of(step):
            if isinstance(frame.fif, Dcs):
                size = 64 if frame.fif.frame_size_64_octets else 256
            if isinstance(frame.fif, PartialPageSignal):
                signal = frame.fif
                start = signal.block * 256 * size
                assert len(frames) <= 256
                octets = b"".join(frames[n] for n in range(signal.frames))
                page = pages[signal.page % len(pages)]
                assert octets.rstrip(b"\0") == page[start : start + 256 * size].rstrip(b"\0")
                if signal.frames < len(frames):
                    frames = {n: frames[n] for n in range(signal.frames)}


def _nothing_follows_dcn(steps: Sequence[Step]) -> None:
    """After DCN, whoever says it, nothing more is said or heard (T.30 §5.3.6.1.8)."""
    left = False
    for step in steps:
        # A page that came and was never confirmed is kept all the same.
        assert not left or isinstance(step.action, HangUp | StorePage), step
        left = left or any(frame.fcf is Fcf.DCN for frame in frames_of(step))


def _patience_is_t5(steps: Sequence[Step]) -> None:
    """60 +- 5 s from the first RNR until DCN (T.30 §5.4.3.1, T5)."""
    not_ready = [s.ended for s in steps if any(f.fcf is Fcf.RNR for f in frames_heard(s.result))]
    assert 55 <= steps[-1].began - not_ready[0] <= 65
