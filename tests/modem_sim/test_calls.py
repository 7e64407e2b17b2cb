"""Whole calls between modems of one network."""

import pytest

from faxstatus_core.t31.dle import shield
from faxstatus_core.t31.hdlc import fcs
from modem_sim.exchange import ExchangeTiming, OtherEnd
from modem_sim.network import Network
from modem_sim.pair import pair_network
from tests.modem_sim.bench import (
    CONNECT,
    DELAY,
    END,
    ERROR,
    NO_CARRIER,
    OK,
    RING,
    V29_TAIL,
    Bench,
)

BUSY, NO_ANSWER = b"\r\nBUSY\r\n", b"\r\nNO ANSWER\r\n"
CSI = b"\xff\x03\x40" + b" " * 20
DIS = b"\xff\x13\x80\x00\xce\xf8"


@pytest.fixture
def call() -> Bench:
    """``a`` has called ``b``; both are silent."""
    bench = Bench()
    bench.call()
    return bench


def _frame(frame: bytes) -> bytes:
    return shield(frame + fcs(frame)) + END


def test_the_called_side_identifies_itself_and_the_caller_answers() -> None:
    bench = Bench()
    bench.command("a", "ATDT 2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.expect("b", CONNECT)
    bench.send("b", CSI + END)
    bench.expect("b", CONNECT)
    bench.send("b", DIS + END)
    bench.expect("b", OK)
    bench.expect("a", CONNECT + _frame(CSI) + OK)
    bench.command("a", "AT+FRH=3")
    bench.expect("a", CONNECT + _frame(DIS) + OK)
    bench.command("a", "AT+FRH=3")
    bench.expect("a", NO_CARRIER)

    bench.command("b", "AT+FRH=3")
    bench.command("a", "AT+FTH=3")
    bench.expect("a", CONNECT)
    bench.send("a", b"\xff\x13\x41" + END)
    bench.expect("a", OK)
    bench.expect("b", CONNECT + _frame(b"\xff\x13\x41") + OK)


@pytest.mark.parametrize("rest", range(8))
def test_whatever_a_final_frames_length_in_bits_the_next_command_finds_no_carrier(
    call: Bench, rest: int
) -> None:
    # Each octet of ones adds inserted zeros, and so moves the closing flag.
    frame = b"\xff\x13" + b"\x1f" * rest
    call.command("b", "AT+FRH=3")
    call.command("a", "AT+FTH=3")
    call.send("a", frame + END)
    call.expect("b", CONNECT + _frame(frame) + OK)
    call.run(1)
    call.command("b", "AT+FRH=3")
    call.expect("b", NO_CARRIER)


@pytest.mark.parametrize("code", [24, 72, 96, 145])
def test_a_page_crosses_at_the_rate_after_the_delay(call: Bench, code: int) -> None:
    page = bytes(range(256)) * 2
    training = {24: 0.943, 72: 0.253, 96: 0.253, 145: 1.393}[code]
    began = call.now
    call.command("b", f"AT+FRM={code}")
    call.command("a", f"AT+FTM={code}")
    call.expect("a", CONNECT)
    call.send("a", shield(page) + END)
    call.expect("b", CONNECT)
    assert call.now - began == pytest.approx(training + DELAY)
    call.expect("a", OK)
    sent = call.now
    tail = b"\xff" * {24: 2, 72: 4, 96: 6, 145: 23}[code]
    seconds = len(page) * 8 / {24: 2400, 72: 7200, 96: 9600, 145: 14400}[code]
    assert sent - began == pytest.approx(training + seconds, abs=0.02)
    call.expect("b", shield(page) + tail + END + NO_CARRIER)
    assert call.now - sent == pytest.approx(DELAY)


def test_a_page_after_its_training_check_needs_only_the_short_training(call: Bench) -> None:
    for code, block in ((145, bytes(100)), (146, b"page")):
        call.command("b", f"AT+FRM={code}")
        call.command("a", f"AT+FTM={code}")
        call.send("a", block + END)
        call.expect("b", CONNECT + block + b"\xff" * 23 + END + NO_CARRIER)
        call.expect("a", CONNECT + OK)
        call.run(0.1)


def test_the_sender_learns_the_silence_of_the_other_end(call: Bench) -> None:
    call.command("b", "AT+FRS=10")
    call.command("a", "AT+FTH=3")
    call.send("a", DIS + END)
    call.expect("a", CONNECT + OK)
    ended = call.now
    call.expect("b", OK)
    # The silence before the carrier arrived was shorter than 0.1 s.
    assert call.now - ended == pytest.approx(DELAY + 0.1)


# --- setting up


def test_s0_answers_by_itself() -> None:
    bench = Bench()
    bench.command("b", "ATS0=2")
    bench.said("b")
    bench.command("a", "ATD2")
    bench.expect("b", RING + RING + CONNECT)
    bench.expect("a", CONNECT)


def test_a_number_that_is_not_there() -> None:
    bench = Bench()
    bench.command("a", "ATD7")
    bench.expect("a", NO_CARRIER, limit=10)
    bench.command("a", "AT+FRH=3")
    assert bench.said("a") == ERROR


def test_busy_in_a_call_and_while_dialling() -> None:
    bench = Bench("abc")
    bench.call()
    bench.command("c", "ATD1")
    bench.expect("c", BUSY, limit=10)
    bench.command("c", "ATV0D2")
    bench.expect("c", b"7\r", limit=10)


def test_the_number_of_oneself_is_busy_on_a_pair() -> None:
    bench = Bench(plan=OtherEnd("1", "2"))
    bench.command("a", "ATD1")
    bench.expect("a", BUSY, limit=10)
    bench.command("a", "ATD5551234")
    bench.expect("b", RING, limit=10)


def test_the_pair_rings_the_other_for_any_number() -> None:
    network = pair_network()
    network.receive_dte("b", b"ATE0DT0123\r", 0)
    network.advance(5)
    assert network.modem("a").take_dte_output() == RING
    with pytest.raises(ValueError, match="taken"):
        network.add_modem("c", "1")


def test_both_dial_each_other() -> None:
    bench = Bench()
    bench.command("a", "ATD2")
    bench.command("b", "ATD1")
    bench.expect("a", BUSY, limit=10)
    bench.expect("b", BUSY, limit=10)
    bench.call()


def test_nobody_answers() -> None:
    bench = Bench()
    bench.command("a", "ATS7=15D2")
    bench.expect("a", NO_ANSWER, limit=20)
    rings = bench.said("b")
    assert rings == RING * (len(rings) // len(RING))
    assert 2 <= len(rings) // len(RING) <= 3
    bench.run(20)
    assert bench.said("b") == b""


def test_the_caller_gives_up_while_it_rings() -> None:
    bench = Bench()
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.run(1)
    bench.send("a", b"\x18")
    bench.run(30)
    assert bench.said("a") == NO_CARRIER
    assert bench.said("b") == b""
    bench.call()


def test_answering_after_the_caller_gave_up_finds_nobody() -> None:
    bench = Bench()
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.send("a", b"\x18")
    bench.run(1)
    bench.command("b", "ATA")
    bench.expect("b", CONNECT)
    bench.expect("b", ERROR)
    bench.command("b", "ATH")
    bench.expect("b", OK)


def test_calls_at_the_same_time_do_not_disturb_each_other() -> None:
    bench = Bench("abcd")
    bench.command("a", "ATD2")
    bench.command("c", "ATD4")
    for called in "bd":
        bench.expect(called, RING)
        bench.command(called, "ATA")
    bench.expect("b", CONNECT)
    bench.send("b", b"\xff\x13\x01" + END)
    bench.expect("d", CONNECT)
    bench.send("d", b"\xff\x13\x02" + END)
    bench.expect("a", CONNECT + _frame(b"\xff\x13\x01") + OK)
    bench.expect("c", CONNECT + _frame(b"\xff\x13\x02") + OK)
    bench.run(1)
    for name in "abcd":
        bench.said(name)
    bench.command("a", "ATH")
    bench.run(2)
    bench.command("c", "AT+FRH=3")
    bench.expect("c", NO_CARRIER)
    bench.command("c", "AT+FRH=3")
    bench.command("d", "AT+FTH=3")
    bench.send("d", b"\xff\x13\x03" + END)
    bench.expect("c", CONNECT + _frame(b"\xff\x13\x03") + OK)


# --- hanging up


@pytest.mark.parametrize(("first", "other"), ["ab", "ba"])
@pytest.mark.parametrize("listening", ["+FRH=3", "+FRM=96"])
def test_a_hang_up_is_no_carrier_to_who_listens_half_a_second_later(
    call: Bench, first: str, other: str, listening: str
) -> None:
    call.command(other, "AT" + listening)
    began = call.now
    call.command(first, "ATH")
    assert call.said(first) == OK
    call.expect(other, NO_CARRIER)
    assert call.now - began == pytest.approx(0.5)
    call.run(10)
    assert call.said(first) == call.said(other) == b""
    call.command(other, "ATH")
    assert call.said(other) == OK
    call.call()


@pytest.mark.parametrize(("first", "other"), ["ab", "ba"])
def test_a_hang_up_says_nothing_to_who_is_idle(call: Bench, first: str, other: str) -> None:
    call.command(first, "ATH")
    call.run(10)
    assert call.said(other) == b""
    call.command(other, "AT+FRH=3")
    assert call.said(other) == NO_CARRIER


def test_the_frame_before_a_hang_up_arrives(call: Bench) -> None:
    call.command("b", "AT+FRH=3")
    call.command("a", "AT+FTH=3")
    dcn = b"\xff\x13\xfb"
    call.send("a", dcn + END)
    call.expect("a", CONNECT + OK)
    call.command("a", "ATH")
    call.expect("b", CONNECT + _frame(dcn) + OK)
    call.command("b", "AT+FRH=3")
    call.expect("b", NO_CARRIER, limit=1)


def test_the_page_before_a_hang_up_arrives(call: Bench) -> None:
    call.command("b", "AT+FRM=96")
    call.command("a", "AT+FTM=96")
    call.send("a", b"page" + END)
    call.expect("a", CONNECT + OK)
    call.command("a", "ATH")
    call.expect("b", CONNECT + b"page" + V29_TAIL + END + NO_CARRIER)


@pytest.mark.parametrize("command", ["+FTM=96", "+FTH=3", "+FTS=255"])
def test_who_transmits_notices_the_hang_up_at_the_next_receive(call: Bench, command: str) -> None:
    call.command("a", "AT" + command)
    call.command("b", "ATH")
    call.run(1)
    call.send("a", END)
    call.wait_for("a", OK)
    call.command("a", "AT+FRH=3")
    assert NO_CARRIER in call.said("a")


@pytest.mark.parametrize("after", [0.3, 2.5, 4, 5.06])
def test_the_called_side_hangs_up_while_it_answers(after: float) -> None:
    bench = Bench()
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.run(after)
    bench.send("b", b"\x18")
    assert bench.said("b") == NO_CARRIER
    began = bench.now
    bench.expect("a", NO_CARRIER)
    assert bench.now - began == pytest.approx(0.5)


@pytest.mark.parametrize("after", [0.3, 2.5, 4])
def test_the_caller_hangs_up_while_the_other_answers(after: float) -> None:
    bench = Bench()
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.run(after)
    bench.send("a", b"\x18")
    assert bench.said("a") == NO_CARRIER
    bench.expect("b", NO_CARRIER, limit=0.6)


def test_a_dte_that_goes_away_hangs_up(call: Bench) -> None:
    call.command("a", "AT+FRH=3")
    call.command("b", "AT+FTM=96")
    call.said("b")
    call.drop_dtr("b")
    call.expect("a", NO_CARRIER, limit=0.6)
    call.run(10)
    assert call.said("b") == b""
    call.command("b", "AT")
    assert call.said("b") == OK


def test_a_page_that_a_hang_up_cuts_ends_with_its_carrier(call: Bench) -> None:
    call.command("b", "AT+FRM=96")
    call.command("a", "AT+FTM=96")
    call.send("a", bytes(4000))
    call.run(1)
    call.drop_dtr("a")
    began = call.now
    said = call.wait_for("b", NO_CARRIER)
    assert set(said.removeprefix(CONNECT).removesuffix(END + NO_CARRIER)) == {0}
    assert call.now - began == pytest.approx(DELAY)


def test_with_d0_a_dte_that_goes_away_hangs_up_nothing(call: Bench) -> None:
    call.command("b", "AT&D0")
    call.said("b")
    call.command("a", "AT+FRH=3")
    call.drop_dtr("b")
    call.run(5)
    assert call.said("a") == b""
    call.command("b", "AT+FTH=3")
    call.send("b", DIS + END)
    call.expect("a", CONNECT + _frame(DIS) + OK)


def test_a_dte_that_goes_away_while_dialling_stops_the_ringing() -> None:
    bench = Bench()
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.drop_dtr("a")
    bench.run(20)
    assert bench.said("b") == b""
    bench.call()


def test_half_a_line_of_a_dte_that_went_away_is_forgotten() -> None:
    bench = Bench()
    bench.send("a", b"ATE1S7")
    bench.drop_dtr("a")
    bench.send("a", b"?\rAT\r")
    assert bench.said("a") == OK


def test_a_name_is_given_once() -> None:
    network = Network()
    network.add_modem("a", "1")
    with pytest.raises(ValueError, match="a station a already"):
        network.add_modem("a", "2")


def test_a_line_without_delay_works_as_well() -> None:
    bench = Bench(timing=ExchangeTiming(one_way_delay=0, dial_tone=0, call_setup=0, clearing=0))
    bench.call()
    bench.command("b", "AT+FRH=3")
    bench.command("a", "ATH")
    bench.expect("b", NO_CARRIER)
