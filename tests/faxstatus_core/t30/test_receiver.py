"""The called station, against a far end that follows a script (T.30 §5.2, Figures 5-2)."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.t30.actions import (
    AwaitSilence,
    DataReceived,
    Failed,
    FramesReceived,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendFrames,
    SendSilence,
    StorePage,
)
from faxstatus_core.t30.events import PageConfirmed, PageRefused, RemoteIdentified, Trained
from faxstatus_core.t30.frames import Dcs, Fcf, Frame, Identification, parse
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.training import training_check
from faxstatus_core.t31.modulations import V17_14400, V17_14400_SHORT, Modulation
from tests.support.far_end import MOST_ACTIONS, PLAIN, FarEnd, Page, octets_of, replay, silence

GOOD, USABLE, UNUSABLE = b"good", b"us?ble", b"un??able"
TSI = Frame(Fcf.TSI, x=True, final=False, fif=Identification("+49 1"))
OFFER = [Fcf.CSI, Fcf.DIS]
PAGE_SECONDS = 10.0


def dcs(modulation: Modulation = V17_14400) -> Frame:
    return Frame(Fcf.DCS, x=True, fif=Selection(modulation).dcs())


def receiver(local: Capabilities | None = None) -> Receiver:
    return Receiver(Page, local or PLAIN, "+49 2")


def answered(local: Capabilities | None = None) -> FarEnd:
    end = FarEnd(receiver(local)).begin()
    assert end.said() == OFFER
    return end


def trained(modulation: Modulation = V17_14400) -> FarEnd:
    """CFR was sent; a page is awaited."""
    end = answered().hear(TSI, dcs(modulation)).hear_data(training_check(modulation))
    assert end.said() == [Fcf.CFR]
    return end


def confirmed(command: Fcf = Fcf.MPS) -> FarEnd:
    """The first page is stored and confirmed."""
    end = trained().hear_data(GOOD).hear(command).store()
    assert end.said()[0] is Fcf.MCF
    return end


def stored(end: FarEnd) -> list[tuple[int, bytes]]:
    return [
        (action.number, action.page.data)
        for action in end.actions
        if isinstance(action, StorePage) and isinstance(action.page, Page)
    ]


def test_a_fax_of_two_pages() -> None:
    end = confirmed().hear_data(b"two").hear(Fcf.EOP).store()
    assert end.said() == [Fcf.MCF]
    end.hear(Fcf.DCN)
    assert end.outcome.succeeded
    assert (end.outcome.phase, end.outcome.pages) == ("D", 2)
    assert stored(end) == [(1, GOOD), (2, b"two")]
    assert end.reported(PageConfirmed) == [PageConfirmed(1), PageConfirmed(2)]
    assert RemoteIdentified(Fcf.TSI, "+49 1") in end.events
    listened = [action.modulation for action in end.actions if isinstance(action, ReceiveData)]
    assert listened == [V17_14400, V17_14400_SHORT, V17_14400_SHORT]


def test_a_page_is_safe_before_it_is_confirmed() -> None:
    end = trained().hear_data(GOOD).hear(Fcf.EOP)
    assert isinstance(end.action, StorePage)
    assert end.said() == []
    assert end.store().said() == [Fcf.MCF]


def test_no_frame_bears_the_x_bit() -> None:
    for action in confirmed().actions:
        if isinstance(action, SendFrames):
            assert not any(parse(octets, with_fcs=False).x for octets in action.frames)


# --- phase B


def test_without_a_dcs_dis_is_repeated_until_t1_is_over() -> None:
    end = answered().fall_silent()
    assert end.outcome.cause is Cause.NO_SENDER
    assert end.now == pytest.approx(37, abs=5)
    said = end.said()
    assert said[-1] is Fcf.DCN
    assert 7 <= said.count(Fcf.DIS) <= 10


@pytest.mark.parametrize("heard", [TSI, Fcf.CRP, Fcf.DTC, b"\xff\x13\x00"], ids=repr)
def test_what_is_no_command_is_answered_with_dis(heard: Frame | Fcf | bytes) -> None:
    frame = b"\xff\x13\x81\0\0\0" if heard is Fcf.DTC else heard
    end = answered().hear(frame)
    assert end.said() == OFFER
    assert end.hear(TSI, dcs()).hear_data(training_check(V17_14400)).said() == [Fcf.CFR]


def test_a_damaged_dcs_is_answered_with_dis() -> None:
    assert answered().hear(TSI, dcs(), good=False).said() == OFFER


def test_a_page_command_before_any_dcs_is_answered_with_dis_and_not_dcn() -> None:
    end = answered().hear(Fcf.EOP)
    assert end.said() == OFFER
    assert end.hear(TSI, dcs()).hear_data(training_check(V17_14400)).said() == [Fcf.CFR]


@pytest.mark.parametrize("modulation", LADDER, ids=lambda m: m.name)
def test_ftt_and_cfr_at_every_speed(modulation: Modulation) -> None:
    end = answered().hear(TSI, dcs(modulation))
    assert end.hear_data(b"\x55" * 2000).said() == [Fcf.FTT]
    assert end.hear(TSI, dcs(modulation)).hear_data(training_check(modulation)).said() == [Fcf.CFR]
    assert end.reported(Trained) == [Trained(modulation, False), Trained(modulation, True)]
    assert end.hear_data(GOOD).hear(Fcf.EOP).store().hear(Fcf.DCN).outcome.succeeded


def test_down_the_whole_ladder() -> None:
    end = answered()
    for modulation in LADDER:
        for _ in range(2):
            end.hear(TSI, dcs(modulation)).hear_data(b"")
    assert end.said() == [Fcf.FTT] * 16
    assert end.hear(Fcf.DCN).outcome.cause is Cause.DISCONNECTED


def test_a_training_check_that_never_came_is_ftt() -> None:
    assert answered().hear(TSI, dcs()).hear_nothing().said() == [Fcf.FTT]


def test_a_command_in_place_of_the_training_check() -> None:
    end = answered().hear(TSI, dcs()).hear_other()
    assert end.said() == []
    assert end.hear(TSI, dcs()).hear_data(training_check(V17_14400)).said() == [Fcf.CFR]


def test_after_a_lost_cfr_dcs_comes_again() -> None:
    end = trained().hear_other().hear(TSI, dcs()).hear_data(training_check(V17_14400))
    assert end.said() == [Fcf.CFR]
    assert end.hear_data(GOOD).hear(Fcf.EOP).store().hear(Fcf.DCN).outcome.succeeded


@pytest.mark.parametrize(
    "chosen",
    [Dcs(data_rate=0b1111), Dcs(error_correction_mode=True), Dcs(two_dimensional_coding=True)],
    ids=repr,
)
def test_a_dcs_that_was_not_offered_ends_the_call(chosen: Dcs) -> None:
    end = answered().hear(Frame(Fcf.DCS, x=True, fif=chosen))
    assert end.said() == [Fcf.DCN]
    assert end.outcome.cause is Cause.INCOMPATIBLE
    assert isinstance(end.actions[-3], AwaitSilence)


def test_a_tsi_whose_dcs_was_damaged_after_ftt_is_answered_with_crp() -> None:
    end = answered().hear(TSI, dcs()).hear_data(b"").hear(TSI)
    assert end.said() == [Fcf.FTT, Fcf.CRP]
    assert end.hear(TSI, dcs()).hear_data(training_check(V17_14400)).said() == [Fcf.CFR]


# --- CRP


def test_a_damaged_command_is_asked_for_again() -> None:
    end = trained().hear_data(GOOD).hear(Fcf.EOP, good=False)
    assert end.said() == [Fcf.CRP]
    assert end.hear(Fcf.EOP).store().said() == [Fcf.MCF]


@pytest.mark.parametrize(("data", "response"), [(GOOD, Fcf.MCF), (USABLE, Fcf.RTP)])
def test_crp_repeats_the_response(data: bytes, response: Fcf) -> None:
    end = trained().hear_data(data).hear(Fcf.EOP).store()
    assert end.said() == [response]
    assert end.hear(Fcf.CRP).said() == [response]
    assert len(stored(end)) == 1


@pytest.mark.parametrize("command", [Fcf.MPS, Fcf.EOP])
def test_crp_for_a_command_that_was_not_understood_confirms_nothing(command: Fcf) -> None:
    end = confirmed().hear_data(b"two").hear(command, good=False).hear(Fcf.CRP, x=True)
    assert end.said() == [Fcf.CRP, Fcf.CRP]
    assert end.hear(command).store().said() == [Fcf.MCF]


def test_crp_after_a_page_that_was_missed_confirms_nothing() -> None:
    end = confirmed().hear_nothing().hear(Fcf.CRP, x=True)
    assert end.said() == [Fcf.CRP]
    assert end.session.pages_confirmed == 1


def test_crp_repeats_cfr_and_ftt() -> None:
    assert trained().hear_other().hear(Fcf.CRP).said() == [Fcf.CFR]
    assert answered().hear(dcs()).hear_data(b"").hear(Fcf.CRP).said() == [Fcf.FTT, Fcf.FTT]


def test_three_damaged_commands_end_the_call_and_the_page_is_kept() -> None:
    end = trained().hear_data(GOOD)
    for _ in range(4):
        end.hear(Fcf.EOP, good=False)
    assert stored(end.store()) == [(1, GOOD)]
    assert end.said() == [Fcf.CRP] * 3 + [Fcf.DCN]
    assert (end.outcome.cause, end.outcome.pages) == (Cause.NO_COMMAND, 0)


# --- pages and their confirmation


@pytest.mark.parametrize("command", [Fcf.MPS, Fcf.EOP, Fcf.EOM, Fcf.PRI_MPS, Fcf.PRI_EOP])
@pytest.mark.parametrize(
    ("data", "response"), [(GOOD, Fcf.MCF), (USABLE, Fcf.RTP), (UNUSABLE, Fcf.RTN), (b"", Fcf.RTN)]
)
def test_the_response_says_how_good_a_page_is(command: Fcf, data: bytes, response: Fcf) -> None:
    end = trained().hear_data(data).hear(command)
    if response is Fcf.RTN:
        assert end.reported(PageRefused) == [PageRefused(1)]
    else:
        end.store()
        assert end.session.pages_confirmed == 1
    assert end.said()[0] is response


def test_a_refused_page_comes_again_and_replaces_the_first() -> None:
    end = trained().hear_data(UNUSABLE).hear(Fcf.EOP).hear(TSI, dcs(LADDER[1]))
    end.hear_data(training_check(LADDER[1])).hear_data(GOOD).hear(Fcf.EOP).store()
    assert end.said() == [Fcf.RTN, Fcf.CFR, Fcf.MCF]
    assert end.hear(Fcf.DCN).outcome.succeeded
    assert stored(end) == [(1, GOOD)]


def test_a_refused_page_that_does_not_come_again_is_kept() -> None:
    end = trained().hear_data(UNUSABLE).hear(Fcf.EOP).hear(Fcf.DCN).store()
    assert stored(end) == [(1, UNUSABLE)]
    assert (end.outcome.cause, end.outcome.pages) == (Cause.DISCONNECTED, 0)


TRAINED = training_check(V17_14400)


def test_a_page_without_its_end_is_asked_for_again() -> None:
    end = trained().hear_data(b"12/").hear(Fcf.EOP)
    assert end.said() == [Fcf.RTN]
    end.hear(dcs()).hear_data(TRAINED).hear_data(b"123").hear(Fcf.EOP).store()
    assert end.said() == [Fcf.CFR, Fcf.MCF]
    assert stored(end) == [(1, b"123")]


def test_a_lost_rtn_is_repeated_for_a_page_without_its_end() -> None:
    end = trained().hear_data(b"12/").hear(Fcf.EOP).hear(Fcf.EOP)
    assert end.said() == [Fcf.RTN, Fcf.RTN]
    assert stored(end) == []


def test_pages_of_a_sender_that_sends_no_ends_are_taken_the_second_time() -> None:
    end = trained()
    for page in (b"1/", b"2/"):
        end.hear_data(page).hear(Fcf.MPS)
        assert end.said()[-1] is Fcf.RTN
        end.hear(dcs()).hear_data(TRAINED).hear_data(page).hear(Fcf.MPS).store()
        assert end.said() == [Fcf.CFR, Fcf.MCF]
    assert stored(end) == [(1, b"1/"), (2, b"2/")]


def test_rtp_is_followed_by_training() -> None:
    end = trained().hear_data(USABLE).hear(Fcf.MPS).store().hear(TSI, dcs())
    end.hear_data(training_check(V17_14400)).hear_data(GOOD).hear(Fcf.EOP).store()
    assert end.said() == [Fcf.RTP, Fcf.CFR, Fcf.MCF]
    assert end.hear(Fcf.DCN).outcome.pages == 2


def test_a_lost_mcf_is_repeated_and_the_page_not_stored_twice() -> None:
    end = confirmed().hear_other(2.0).hear(Fcf.MPS)
    assert end.said() == [Fcf.MCF]
    end.hear_other(2.0).hear(Fcf.MPS)
    assert end.said() == [Fcf.MCF]
    end.hear_data(b"two").hear(Fcf.EOP).store().hear(Fcf.EOP).hear(Fcf.DCN)
    assert end.said() == [Fcf.MCF, Fcf.MCF]
    assert end.outcome.succeeded
    assert stored(end) == [(1, GOOD), (2, b"two")]


@pytest.mark.parametrize(("data", "response"), [(USABLE, Fcf.RTP), (UNUSABLE, Fcf.RTN)])
def test_a_lost_rtp_or_rtn_is_repeated(data: bytes, response: Fcf) -> None:
    end = trained().hear_data(data).hear(Fcf.MPS)
    if response is Fcf.RTP:
        end.store()
    assert end.hear(Fcf.MPS).hear(Fcf.MPS).said() == [response] * 3
    assert end.session.pages_confirmed == len(stored(end)) == (response is Fcf.RTP)


def test_a_first_page_that_never_came_is_refused() -> None:
    assert trained().hear_other().hear(Fcf.EOP).said() == [Fcf.RTN]


def test_a_later_page_that_was_missed_is_not_confirmed_with_the_one_before() -> None:
    for missed in (confirmed().hear_other(PAGE_SECONDS / 2), confirmed().hear_nothing()):
        assert missed.hear(Fcf.MPS).said() == [Fcf.RTN]
        assert missed.reported(PageRefused) == [PageRefused(2)]


def test_another_command_than_the_confirmed_one_means_a_missed_page() -> None:
    end = confirmed().hear_other(2.0).hear(Fcf.EOP)
    assert end.said() == [Fcf.RTN]
    assert end.hear(Fcf.EOP).said() == [Fcf.RTN]
    assert end.session.pages_confirmed == 1


def test_a_page_that_never_came_and_no_command_either() -> None:
    end = trained().fall_silent()
    assert (end.outcome.cause, end.outcome.phase) == (Cause.NO_PAGE, "C")
    assert end.said() == [Fcf.DCN]


def test_t2_without_a_command_keeps_the_page_unconfirmed() -> None:
    end = trained().hear_data(GOOD)
    before = end.now
    end.hear_nothing()
    assert end.now - before == pytest.approx(6, abs=1)
    end.store()
    assert (end.outcome.cause, end.outcome.pages) == (Cause.NO_COMMAND, 0)
    assert stored(end) == [(1, GOOD)]


def test_without_dcn_a_confirmed_fax_is_complete_all_the_same() -> None:
    assert confirmed(Fcf.EOP).fall_silent().outcome.succeeded
    assert confirmed(Fcf.EOP).drop().outcome.succeeded
    assert confirmed(Fcf.MPS).hear_other().hear(Fcf.DCN).outcome.cause is Cause.DISCONNECTED


def test_a_page_that_cannot_be_stored_is_not_confirmed() -> None:
    end = trained().hear_data(GOOD).hear(Fcf.EOP).fail("disk full")
    assert end.said() == [Fcf.DCN]
    assert (end.outcome.cause, end.outcome.detail) == (Cause.NOT_STORED, "disk full")
    assert (end.outcome.pages, end.reported(PageConfirmed)) == (0, [])


def test_eom_goes_back_to_phase_b() -> None:
    end = trained().hear_data(GOOD).hear(Fcf.EOM).store()
    assert end.said() == [Fcf.MCF, *OFFER]
    own = [a for a in end.actions if isinstance(a, SendFrames | SendSilence | AwaitSilence)]
    assert [type(action) for action in own[-3:]] == [SendFrames, SendSilence, SendFrames]
    end.hear(TSI, dcs()).hear_data(training_check(V17_14400)).hear_data(b"two").hear(Fcf.EOP)
    end.store().hear(Fcf.DCN)
    assert end.outcome.succeeded
    assert stored(end) == [(1, GOOD), (2, b"two")]


def test_a_lost_mcf_for_eom() -> None:
    end = trained().hear_data(GOOD).hear(Fcf.EOM).store().hear(Fcf.EOM)
    assert end.said() == [Fcf.MCF, *OFFER] * 2
    assert len(stored(end)) == 1


# --- the end, at every point


@functools.cache
def whole_call() -> FarEnd:
    """A call with FTT, a damaged and a repeated command, RTP, RTN and EOM in it."""
    check = training_check(V17_14400)
    end = answered().hear(TSI, dcs()).hear_data(b"").hear(TSI, dcs()).hear_data(check)
    end.hear_data(GOOD).hear(Fcf.MPS, good=False).hear(Fcf.MPS).store().hear_other().hear(Fcf.MPS)
    end.hear_data(USABLE).hear(Fcf.MPS).store().hear(TSI, dcs()).hear_data(check)
    end.hear_data(UNUSABLE).hear(Fcf.EOM).hear(TSI, dcs()).hear_data(check)
    end.hear_data(GOOD).hear(Fcf.EOM).store().hear(TSI, dcs()).hear_data(check)
    end.hear_data(GOOD).hear(Fcf.EOP).store().hear(Fcf.DCN)
    assert (end.outcome.succeeded, end.outcome.pages) == (True, 4)
    return end


def at(point: int) -> FarEnd:
    """The same call up to there; the pages are fed once more, as they came."""
    return replay(receiver(), whole_call().results[:point], [GOOD, USABLE, UNUSABLE, GOOD, GOOD])


POINTS = range(len(whole_call().results))
LISTENING = [p for p in POINTS if isinstance(whole_call().actions[p], ReceiveFrames)]
RECEIVING = [p for p in POINTS if isinstance(whole_call().actions[p], ReceiveFrames | ReceiveData)]
STORING = [p for p in POINTS if isinstance(whole_call().actions[p], StorePage)]
LAST_STORED = STORING[-1]


def test_dcn_at_every_point() -> None:
    for point in LISTENING:
        end = at(point)
        end.said()
        end.hear(Fcf.DCN).fall_silent()
        assert end.said() == []
        assert end.outcome.cause is (Cause.COMPLETED if point > LAST_STORED else Cause.DISCONNECTED)


def test_a_line_that_drops_for_good_at_every_point() -> None:
    for point in RECEIVING:
        end = at(point)
        while not end.over:
            if isinstance(end.action, ReceiveFrames | ReceiveData):
                end.drop()
            else:
                end.store()
        assert end.outcome.cause is (Cause.COMPLETED if point > LAST_STORED else Cause.DISCONNECTED)
        assert len(end.actions) < point + 20


@pytest.mark.parametrize("point", POINTS)
def test_the_modem_or_the_disk_fails_at_every_point(point: int) -> None:
    end = at(point).fail("ERROR").fall_silent()
    assert end.outcome.cause is (Cause.NOT_STORED if point in STORING else Cause.MODEM_FAILED)
    assert end.outcome.detail == "ERROR"
    assert end.outcome.pages == len([p for p in STORING if p < point])


def test_a_dead_modem_does_not_hold_the_session() -> None:
    for point in POINTS:
        end = at(point)
        while not end.over:
            end.give(Failed("dead"), 5)
        assert len(end.actions) <= point + 5


def test_it_is_cancelled_at_every_point() -> None:
    for point in POINTS:
        end = at(point)
        end.said()
        end.abort().fall_silent()
        assert end.said() == [Fcf.DCN]
        assert end.outcome.cause is Cause.ABORTED


def test_silence_from_every_point_on() -> None:
    for point in POINTS:
        end = at(point).fall_silent()
        assert end.outcome.succeeded == (point >= LAST_STORED)
        assert len(end.actions) < point + 60


def test_no_page_that_came_whole_is_ever_lost() -> None:
    for point in RECEIVING:
        end = at(point).fall_silent()
        came = [
            a.sink.data
            for a in end.actions
            if isinstance(a, ReceiveData) and isinstance(a.sink, Page)
        ]
        for data in (GOOD, USABLE):
            assert [d for _, d in stored(end)].count(data) == came.count(data)


# --- hostile far ends


@pytest.mark.parametrize("command", [Fcf.MPS, Fcf.EOP, Fcf.EOM, Fcf.CRP])
def test_one_command_without_end_ends_the_call(command: Fcf) -> None:
    end = confirmed(command if command is not Fcf.CRP else Fcf.MPS)
    while not end.over:
        if isinstance(end.action, ReceiveFrames):
            end.hear(command)
        else:
            end.hear_other()
    assert end.outcome.pages == 1
    assert end.outcome.succeeded == (command is Fcf.EOP)
    assert len(stored(end)) == 1


def test_training_without_end_ends_the_call() -> None:
    end = answered()
    while not end.over:
        if isinstance(end.action, ReceiveFrames):
            end.hear(TSI, dcs())
        else:
            end.hear_data(b"\x55" * 100)
    assert end.outcome.cause is Cause.NO_PAGE


fcfs = st.sampled_from(list(Fcf))
frames = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda fcf, fif: bytes([0xFF, 0x13, fcf]) + fif, fcfs, st.binary(max_size=30)),
    fcfs.map(lambda fcf: bytes([0xFF, 0x13, fcf])),
    st.just(octets_of(dcs())),
)
carriers = st.lists(st.builds(ReceivedFrame, frames, st.booleans()), min_size=1, max_size=4).map(
    lambda received: FramesReceived(tuple(received))
)
heard: st.SearchStrategy[Result] = st.one_of(
    carriers, carriers, st.sampled_from([NothingReceived(), LineDropped()])
)
data_heard: st.SearchStrategy[Result] = st.one_of(
    st.sampled_from([NothingReceived(), LineDropped(), OtherCarrier()]),
    st.binary(max_size=50).map(DataReceived),
)


@settings(max_examples=60)
@given(
    st.sampled_from(RECEIVING),
    st.lists(heard, min_size=1, max_size=6),
    st.lists(data_heard, min_size=1, max_size=4),
    st.integers(1, 60),
)
def test_whatever_is_heard_the_session_ends_in_order(
    point: int, hostile: list[Result], hostile_data: list[Result], length: int
) -> None:
    end = at(point)
    for turn in range(length):
        while not end.over and not isinstance(end.action, ReceiveFrames | ReceiveData):
            end.give(*silence(end.action))
        if end.over:
            break
        source = hostile if isinstance(end.action, ReceiveFrames) else hostile_data
        end.give(source[turn % len(source)], 0.5)
    end.fall_silent()
    assert end.outcome.pages <= len(stored(end))
    assert len(end.actions) < MOST_ACTIONS
