"""The calling station, against a far end that follows a script (T.30 §5.2, Figures 5-2)."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.errors import FaxError
from faxstatus_core.t30.actions import (
    AwaitSilence,
    DataReceived,
    Failed,
    FramesReceived,
    HangUp,
    LineDropped,
    NothingReceived,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    SendSilence,
)
from faxstatus_core.t30.events import (
    BadFrameReceived,
    Negotiated,
    PageConfirmed,
    PageRefused,
    PageStarted,
    PhaseChanged,
    RemoteIdentified,
    Trained,
)
from faxstatus_core.t30.frames import Dis, Fcf, Frame, Identification, Modulations, parse
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.sending.sender import Sender
from faxstatus_core.t31.modulations import (
    V17_12000,
    V17_12000_SHORT,
    V17_14400,
    V17_14400_SHORT,
    V29_9600,
    Modulation,
)
from tests.support.far_end import (
    MOST_ACTIONS,
    PLAIN,
    FarEnd,
    Pages,
    octets_of,
    plain,
    replay,
    silence,
)

DIS = Frame(Fcf.DIS, fif=PLAIN.dis())
CSI = Frame(Fcf.CSI, final=False, fif=Identification("+49 2"))
TRAINING = [Fcf.TSI, Fcf.DCS]
GARBLED = b"\xff\x13\x00"


def sender(*pages: bytes, local: Capabilities | None = None) -> Sender:
    return Sender(Pages(pages or (b"1",)), local or PLAIN, "+49 1")


def called(*pages: bytes, local: Capabilities | None = None) -> FarEnd:
    return FarEnd(sender(*pages, local=local)).begin()


def negotiated(*pages: bytes) -> FarEnd:
    """DCS and TCF were sent."""
    end = called(*pages).hear(CSI, DIS)
    assert end.said() == TRAINING
    return end


def page_sent(*pages: bytes) -> FarEnd:
    """Trained; the first page and its command were sent."""
    end = negotiated(*pages).hear(Fcf.CFR)
    end.said()
    return end


def data_sent(end: FarEnd) -> list[tuple[Modulation, int | None]]:
    return [(a.modulation, a.page) for a in end.actions if isinstance(a, SendData)]


def test_a_fax_of_two_pages() -> None:
    end = negotiated(b"1", b"22").hear(Fcf.CFR)
    assert end.said() == [Fcf.MPS]
    assert end.hear(Fcf.MCF).said() == [Fcf.EOP]
    assert end.hear(Fcf.MCF).said() == [Fcf.DCN]
    assert end.outcome.succeeded
    assert (end.outcome.phase, end.outcome.pages) == ("D", 2)
    assert data_sent(end) == [(V17_14400, None), (V17_14400_SHORT, 1), (V17_14400_SHORT, 2)]
    assert end.reported(PageConfirmed) == [PageConfirmed(1), PageConfirmed(2)]
    assert end.reported(PageStarted) == [PageStarted(1, 1), PageStarted(2, 2)]
    assert RemoteIdentified(Fcf.CSI, "+49 2") in end.events
    phases = [event.phase for event in end.events if isinstance(event, PhaseChanged)]
    assert phases == ["B", "C", "D", "C", "D", "E"]


def test_every_frame_bears_the_x_bit_and_only_the_last_is_final() -> None:
    end = page_sent().hear(Fcf.MCF)
    for action in end.actions:
        if isinstance(action, SendFrames):
            frames = [parse(octets, with_fcs=False) for octets in action.frames]
            assert all(frame.x for frame in frames)
            assert [frame.final for frame in frames] == [False] * (len(frames) - 1) + [True]


def test_own_signals_are_apart_and_answers_wait_for_silence() -> None:
    kinds = [type(action) for action in page_sent().hear(Fcf.MCF).actions]
    assert kinds == [
        ReceiveFrames,
        *(AwaitSilence, SendFrames, SendSilence, SendData, ReceiveFrames),
        *(SendSilence, SendData, SendSilence, SendFrames, ReceiveFrames),
        *(AwaitSilence, SendFrames, HangUp),
    ]


# --- phase B


def test_without_a_dis_it_gives_up_after_t1() -> None:
    end = called().fall_silent()
    assert end.outcome.cause is Cause.NO_FAX_MACHINE
    assert end.now == pytest.approx(35, abs=5)


def test_frames_that_are_no_dis_do_not_prolong_t1() -> None:
    end = called()
    while not end.over:
        end.hear(CSI)
    assert end.outcome.cause is Cause.NO_FAX_MACHINE
    assert 35 <= end.now < 45


def test_a_dis_may_come_late_and_after_a_damaged_one() -> None:
    end = called().hear(DIS, good=False).hear(CSI).hear(GARBLED)
    assert end.said() == []
    assert len(end.reported(BadFrameReceived)) == 2
    assert end.hear(DIS).said() == TRAINING


@pytest.mark.parametrize(
    "dis",
    [
        Dis(modulation=Modulations.V29, receiver_fax_operation=True),
        Dis(modulation=Modulations.V27TER),
    ],
)
def test_an_incompatible_dis_is_answered_with_dcn_after_silence(dis: Dis) -> None:
    end = called(local=plain(LADDER[-2:])).hear(Frame(Fcf.DIS, fif=dis))
    assert end.said() == [Fcf.DCN]
    assert end.outcome.cause is Cause.INCOMPATIBLE
    assert [type(action) for action in end.actions[-3:]] == [AwaitSilence, SendFrames, HangUp]


@pytest.mark.parametrize("failures", range(len(LADDER)))
def test_each_ftt_is_one_step_down_the_ladder(failures: int) -> None:
    end = negotiated()
    for _ in range(failures):
        assert end.hear(Fcf.FTT).said() == TRAINING
    end.hear(Fcf.CFR)
    chosen = [e.selection.modulation for e in end.events if isinstance(e, Negotiated)]
    assert chosen == list(LADDER[: failures + 1])
    assert [m for m, page in data_sent(end) if page is None] == chosen
    assert [e.succeeded for e in end.events if isinstance(e, Trained)] == [False] * failures + [
        True
    ]
    assert end.hear(Fcf.MCF).outcome.succeeded


def test_ftt_at_every_speed() -> None:
    end = negotiated()
    for _ in LADDER:
        end.hear(Fcf.FTT)
    assert end.outcome.cause is Cause.TRAINING_FAILED
    assert end.said() == TRAINING * (len(LADDER) - 1) + [Fcf.DCN]


def test_dcs_is_sent_three_times() -> None:
    end = negotiated()
    before = end.now
    end.hear_nothing()
    assert end.now - before == pytest.approx(3 + 1.6 + 0.01 + 0.075 + 2.893, abs=0.5)  # T4 first
    assert end.said() == TRAINING
    assert end.hear_nothing(2).said() == [*TRAINING, Fcf.DCN]
    assert end.outcome.cause is Cause.NO_RESPONSE_TO_TRAINING


def test_dis_in_place_of_cfr_makes_dcs_come_again_at_the_same_speed() -> None:
    end = negotiated().hear(CSI, DIS)
    assert end.said() == TRAINING
    end.hear(Fcf.CFR)
    assert data_sent(end)[:2] == [(V17_14400, None)] * 2
    assert end.hear(Fcf.MCF).outcome.succeeded


def test_dis_three_times_in_place_of_cfr_ends_the_call() -> None:
    end = negotiated().hear(DIS).hear(DIS).hear(DIS)
    assert end.outcome.cause is Cause.NO_RESPONSE_TO_TRAINING


def test_a_dis_that_becomes_incompatible() -> None:
    end = negotiated().hear(Frame(Fcf.DIS, fif=Dis(modulation=Modulations.V29)))
    assert end.outcome.cause is Cause.INCOMPATIBLE


# --- echoes


def test_the_echo_of_a_command_is_not_its_answer() -> None:
    end = page_sent()
    end.hear(Fcf.EOP, x=True)
    end.give(LineDropped(), 0.2)
    assert end.said() == []
    assert end.hear(Fcf.MCF).outcome.succeeded


def test_echoes_leave_the_command_its_time_and_no_more() -> None:
    end = page_sent().hear(Fcf.EOP, x=True)
    assert isinstance(end.action, ReceiveFrames)
    assert 0 < end.action.timeout < 3.0
    end.give(NothingReceived(), end.action.timeout)
    assert end.said() == []  # it waits for silence before it repeats the command


# --- CRP


def test_a_damaged_response_is_asked_for_again() -> None:
    end = negotiated().hear(Fcf.CFR, good=False)
    assert end.said() == [Fcf.CRP]
    assert end.hear(Fcf.CFR).said() == [Fcf.EOP]
    assert end.hear(Fcf.MCF, good=False).said() == [Fcf.CRP]
    assert end.hear(Fcf.MCF).outcome.succeeded


def test_crp_repeats_the_command_without_the_page() -> None:
    end = page_sent().hear(Fcf.CRP)
    assert end.said() == [Fcf.EOP]
    assert len(data_sent(end)) == 2
    assert end.hear(Fcf.MCF).outcome.succeeded


def test_crp_repeats_dcs_and_training() -> None:
    end = negotiated().hear(Fcf.CRP)
    assert end.said() == TRAINING
    assert len(data_sent(end)) == 2


def test_crp_without_end_ends_the_call() -> None:
    assert page_sent().hear(Fcf.CRP).hear(Fcf.CRP).hear(Fcf.CRP).outcome.cause is (
        Cause.NO_RESPONSE_TO_PAGE
    )


def test_damaged_responses_without_end_end_the_call() -> None:
    end = page_sent()
    while not end.over:
        end.hear(Fcf.MCF, good=False)
    assert end.said() == ([Fcf.CRP] * 3 + [Fcf.EOP]) * 2 + [Fcf.CRP] * 3 + [Fcf.DCN]
    assert end.outcome.cause is Cause.NO_RESPONSE_TO_PAGE


# --- phase D


@pytest.mark.parametrize(("pages", "command"), [((b"1",), Fcf.EOP), ((b"1", b"2"), Fcf.MPS)])
def test_a_post_message_command_is_sent_three_times(pages: tuple[bytes, ...], command: Fcf) -> None:
    end = page_sent(*pages).hear_nothing(3)
    assert end.said() == [command, command, Fcf.DCN]
    assert end.outcome.cause is Cause.NO_RESPONSE_TO_PAGE
    assert end.outcome.pages == 0


def test_a_response_to_the_third_command_is_in_time() -> None:
    assert page_sent().hear_nothing(2).hear(Fcf.MCF).outcome.succeeded


def test_a_good_page_is_followed_by_the_next() -> None:
    end = page_sent(b"1", b"2").hear(Fcf.MCF)
    assert end.said() == [Fcf.EOP]
    assert end.hear(Fcf.MCF).outcome.pages == 2


@pytest.mark.parametrize("response", [Fcf.RTP, Fcf.PIP])
def test_rtp_confirms_the_page_and_retrains_at_the_same_speed(response: Fcf) -> None:
    end = page_sent(b"1", b"2").hear(response)
    assert end.said() == TRAINING
    assert end.reported(PageConfirmed) == [PageConfirmed(1)]
    assert end.hear(Fcf.CFR).hear(Fcf.MCF).outcome.pages == 2
    training_again = (V17_14400, None)
    assert data_sent(end)[2:] == [training_again, (V17_14400_SHORT, 2)]


def test_rtp_after_the_last_page_needs_no_training() -> None:
    end = page_sent().hear(Fcf.RTP)
    assert end.said() == [Fcf.DCN]
    assert end.outcome.succeeded


@pytest.mark.parametrize("response", [Fcf.RTN, Fcf.PIN])
def test_a_refused_page_is_sent_again_more_slowly(response: Fcf) -> None:
    end = page_sent(b"1", b"2").hear(response)
    assert end.said() == TRAINING
    assert end.reported(PageRefused) == [PageRefused(1)]
    end.hear(Fcf.CFR)
    assert data_sent(end)[2:] == [(V17_12000, None), (V17_12000_SHORT, 1)]
    assert end.said() == [Fcf.MPS]
    assert end.hear(Fcf.MCF).hear(Fcf.MCF).outcome.pages == 2


def test_a_page_is_sent_three_times_and_not_trained_for_a_fourth() -> None:
    end = page_sent()
    for _ in range(2):
        end.hear(Fcf.RTN).hear(Fcf.CFR)
    assert end.hear(Fcf.RTN).said() == [*TRAINING, Fcf.EOP, *TRAINING, Fcf.EOP, Fcf.DCN]
    assert end.outcome.cause is Cause.PAGE_REFUSED
    assert [page for _, page in data_sent(end)] == [None, 1] * 3


def test_at_the_lowest_speed_a_refused_page_is_sent_again_as_it_was() -> None:
    end = called(local=plain((V29_9600,))).hear(DIS).hear(Fcf.CFR)
    end.hear(Fcf.RTN).hear(Fcf.CFR)
    assert {modulation for modulation, _ in data_sent(end)} == {V29_9600}
    assert end.hear(Fcf.MCF).outcome.succeeded


def test_a_page_that_cannot_be_read() -> None:
    class Torn(Pages):
        def encode(self, index: int, selection: Selection) -> bytes:
            raise FaxError("the file is gone", where="fax.tif")

    end = FarEnd(Sender(Torn(), PLAIN, "")).begin().hear(DIS)
    assert end.said() == [Fcf.DCN]
    assert end.outcome.cause is Cause.PAGE_UNREADABLE
    assert "fax.tif" in end.outcome.text


# --- the end, at every point

OTHER_PAGES = (b"1", b"22", b"333")


@functools.cache
def whole_call() -> FarEnd:
    """A call with FTT, RTN, RTP and a damaged response in it."""
    end = negotiated(*OTHER_PAGES).hear(Fcf.FTT).hear(Fcf.CFR).hear(Fcf.RTN).hear(Fcf.CFR)
    end.hear(Fcf.RTP).hear(Fcf.CFR).hear(Fcf.MCF, good=False).hear(Fcf.MCF).hear(Fcf.MCF)
    assert end.outcome.pages == 3
    return end


def at(point: int) -> FarEnd:
    return replay(sender(*OTHER_PAGES), whole_call().results[:point])


POINTS = range(len(whole_call().results))
LISTENING = [p for p in POINTS if isinstance(whole_call().actions[p], ReceiveFrames)]
FINAL_WORD = len(POINTS) - 2  # every page is confirmed, and DCN about to be sent


def test_dcn_at_every_point() -> None:
    for point in LISTENING:
        end = at(point)
        before = end.session.pages_confirmed
        end.said()
        end.hear(Fcf.DCN)
        assert end.said() == []
        assert (end.outcome.cause, end.outcome.pages) == (Cause.DISCONNECTED, before)


def test_a_line_that_drops_for_good_at_every_point() -> None:
    for point in LISTENING:
        end = at(point)
        while not end.over:
            end.drop()
        assert end.outcome.cause is Cause.DISCONNECTED
        assert len(end.actions) < point + 20


def test_one_false_drop_costs_nothing() -> None:
    for point in LISTENING:
        end = at(point).drop()
        assert not end.over


@pytest.mark.parametrize("point", POINTS)
def test_the_modem_fails_at_every_point(point: int) -> None:
    end = at(point).fail("no answer").fall_silent()
    if point < FINAL_WORD:
        assert (end.outcome.cause, end.outcome.detail) == (Cause.MODEM_FAILED, "no answer")
    else:
        assert end.outcome.succeeded


def test_a_dead_modem_does_not_hold_the_session() -> None:
    for point in POINTS:
        end = at(point)
        while not end.over:
            end.give(Failed("dead"), 5)
        assert len(end.actions) <= point + 4


def test_it_is_cancelled_at_every_point() -> None:
    for point in POINTS:
        end = at(point)
        end.said()
        end.abort()
        if point < FINAL_WORD:
            assert isinstance(end.actions[point + 1], SendFrames)
            assert end.said() == [Fcf.DCN]
            assert end.outcome.cause is Cause.ABORTED
        else:
            assert end.outcome.succeeded


def test_silence_from_every_point_on() -> None:
    for point in POINTS:
        end = at(point).fall_silent()
        assert end.outcome.succeeded == (point >= FINAL_WORD)
        assert len(end.actions) < point + 40


# --- hostile far ends

fcfs = st.sampled_from(list(Fcf))
frames = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda fcf, fif: bytes([0xFF, 0x13, fcf]) + fif, fcfs, st.binary(max_size=30)),
    fcfs.map(lambda fcf: bytes([0xFF, 0x13, fcf])),
    st.just(octets_of(DIS)),
)
carriers = st.lists(st.builds(ReceivedFrame, frames, st.booleans()), min_size=1, max_size=4).map(
    lambda received: FramesReceived(tuple(received))
)
results: st.SearchStrategy[Result] = st.one_of(
    carriers,
    carriers,
    st.sampled_from([NothingReceived(), LineDropped(), DataReceived(b"\0")]),
)


@settings(max_examples=60)
@given(st.sampled_from(LISTENING), st.lists(results, min_size=1, max_size=8))
def test_whatever_is_heard_the_session_ends_in_order(point: int, hostile: list[Result]) -> None:
    end = at(point)
    turn = 0
    while not end.over and end.now < 3600:
        if isinstance(end.action, ReceiveFrames):
            end.give(hostile[turn % len(hostile)], 0.5)  # again and again
            turn += 1
        else:
            end.give(*silence(end.action))
    assert end.outcome.pages <= len(OTHER_PAGES)
    assert len(end.actions) < MOST_ACTIONS
