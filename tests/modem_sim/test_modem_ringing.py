"""Who calls (+VCID) and how it rings (+VDR), as V.253 has them."""

from datetime import UTC, datetime, timedelta

import pytest

from modem_sim.exchange import Subscription
from modem_sim.modem import Modem
from modem_sim.network import Network
from modem_sim.signals import CallerId, RingBurst, RingingStopped
from tests.modem_sim.bench import OK, RING, LoneModem

DOUBLE = (0.4, 0.2, 0.4, 2.0)


def _calendar(now: float) -> datetime:
    return datetime(1999, 12, 31, 23, 58, tzinfo=UTC) + timedelta(seconds=now)


def _lone(line: str) -> LoneModem:
    lone = LoneModem(Modem(calendar=_calendar))
    assert lone.command("ATE0" + line).endswith(OK)
    return lone


def test_the_caller_is_shown_with_date_and_time_where_that_was_asked_for() -> None:
    lone = _lone("+VCID=1")
    lone.run(60)
    assert lone.hear(CallerId("5551234", "JANE ROE")) == (
        b"\r\nDATE = 1231\r\nTIME = 2359\r\nNMBR = 5551234\r\nNAME = JANE ROE\r\n"
    )
    assert _lone("+VCID=0").hear(CallerId("5551234")) == b""
    assert _lone("").hear(CallerId("5551234")) == b""


def test_a_caller_that_the_network_does_not_know_is_out_of_area() -> None:
    said = _lone("+VCID=1").hear(CallerId(""))
    assert said.endswith(b"NMBR = O\r\nNAME = O\r\n")


def test_a_name_cannot_forge_a_result() -> None:
    said = _lone("+VCID=1").hear(CallerId("1", "\r\nOK\r\n\x00\u20ac"))
    assert said.endswith(b"NAME = ??OK????\r\n")


def test_the_unformatted_report_is_a_message_whose_octets_sum_to_nothing() -> None:
    said = _lone("+VCID=2").hear(CallerId("5551234", "ROE"))
    assert said.startswith(b"\r\nMESG = ")
    message = bytes.fromhex(said.removeprefix(b"\r\nMESG = ").decode())
    assert sum(message) % 256 == 0
    assert message[0] == 0x80
    assert message[1] == len(message) - 3
    assert message[2:-1] == b"\x01\x0812312358\x02\x075551234\x07\x03ROE"
    said = _lone("+VCID=2").hear(CallerId(""))
    assert bytes.fromhex(said.removeprefix(b"\r\nMESG = ").decode())[12:-1] == b"\x04\x01O\x08\x01O"


def test_the_longest_texts_still_make_a_message() -> None:
    said = _lone("+VCID=2").hear(CallerId("1" * 999, "N" * 999))
    assert sum(bytes.fromhex(said.removeprefix(b"\r\nMESG = ").decode())) % 256 == 0


def test_in_a_network_the_caller_is_shown_between_the_first_and_the_second_ring() -> None:
    network = Network()
    network.add_modem("a", "5551234", subscription=Subscription(name="OFFICE"))
    network.add_modem("b", "2", Modem(calendar=_calendar))
    network.receive_dte("b", b"ATE0+VCID=1\r", 0.0)
    network.receive_dte("a", b"ATE0D2\r", 0.0)
    network.modem("b").take_dte_output()
    network.advance(10.0)
    said = network.modem("b").take_dte_output()
    assert said.startswith(RING + b"\r\nDATE = 1231\r\n")
    assert said.endswith(b"NMBR = 5551234\r\nNAME = OFFICE\r\n" + RING)


def _rings(lone: LoneModem, cadence: tuple[float, ...], cycles: int) -> bytes:
    said = b""
    for _ in range(cycles):
        for step in range(0, len(cadence), 2):
            said += lone.hear(RingBurst(cadence, first_of_cycle=step == 0))
            said += lone.run(cadence[step] + cadence[step + 1])
    return said


def test_every_burst_is_one_ring() -> None:
    assert _rings(_lone(""), DOUBLE, 2) == RING * 4


def test_a_distinctive_ring_reports_its_cadence() -> None:
    said = _rings(_lone("+VDR=1,0"), DOUBLE, 2)
    on = b"\r\nDRON=4\r\n"
    short, long = b"\r\nDROF=2\r\n" + RING + on, b"\r\nDROF=20\r\n" + RING + on
    assert said == RING + on + short + long + short


def test_ring_can_wait_until_the_burst_is_known() -> None:
    said = _rings(_lone("+VDR=1,5"), DOUBLE, 2)
    on = b"\r\nDRON=4\r\n"
    # A silence shorter than the wait is a part of the cadence.
    pair = on + b"\r\nDROF=2\r\n" + on + RING
    assert said == pair + b"\r\nDROF=20\r\n" + pair
    assert _rings(_lone("+VDR=1,1"), DOUBLE, 1) == on + RING + b"\r\nDROF=2\r\n" + on + RING


def test_a_ring_that_was_waited_for_does_not_come_after_the_ringing() -> None:
    lone = _lone("+VDR=1,9")
    lone.hear(RingBurst())
    assert lone.run(2.5) == b"\r\nDRON=20\r\n"
    lone.hear(RingingStopped())
    assert lone.run(10) == b""
    # The next call does not begin with a silence.
    assert lone.hear(RingBurst()) == b""


@pytest.mark.parametrize("cadence", [(1.0,), (1.0, 2.0, 3.0)])
def test_odd_cadences_do_no_harm(cadence: tuple[float, ...]) -> None:
    lone = _lone("+VDR=1,0")
    for first in (False, True, False, False, True):
        assert RING in lone.hear(RingBurst(cadence, first_of_cycle=first))
        lone.run(4)
