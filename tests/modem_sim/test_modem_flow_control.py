"""Who may send between a DTE and its modem (V.250 §6.2.12), and what waits when nobody reads."""

import pytest

from modem_sim.dte_port import OUTPUT_LIMIT, XOFF, XON
from modem_sim.operations.transmit import BUFFER
from modem_sim.signals import RingBurst
from tests.modem_sim.bench import CONNECT, END, ERROR, OK, RING, LoneModem

SOFTWARE = ["AT&K4", "AT+IFC=1,1"]


@pytest.mark.parametrize("line", SOFTWARE)
def test_dc3_stops_and_dc1_starts_what_goes_to_the_dte(line: str) -> None:
    lone = LoneModem()
    assert lone.command("ATE0;" + line[2:]).endswith(OK)
    assert lone.send(XOFF) == b""
    assert lone.hear(RingBurst()) == b""
    assert lone.command("AT") == b""
    assert lone.send(XON) == RING + OK
    assert lone.send(XOFF + b"\x00" + XON + b"AT\r") == OK


def test_flow_control_characters_are_taken_out_of_the_stream() -> None:
    lone = LoneModem()
    lone.command("ATE0+IFC=1,1")
    lone.command("ATE1")
    assert lone.send(b"A" + XOFF + b"T" + XON + b"\r") == b"AT\r" + OK
    lone.command("AT+IFC=3,1")  # passed on: to the editor, which drops control characters
    assert lone.send(b"A" + XON + b"T\r").endswith(b"T\r")


def test_without_software_flow_control_dc3_is_a_character() -> None:
    lone = LoneModem()
    assert lone.send(XOFF + b"AT\r") == XOFF + b"AT\r" + OK


def test_to_an_operation_that_any_character_aborts_flow_control_is_none() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+IFC=1,1")
    lone.command("AT+FRH=3")
    assert lone.send(XOFF) == lone.send(XON) == b""
    assert lone.modem.room
    assert lone.send(b"\x18") == OK


def test_in_data_for_the_line_dc1_and_dc3_are_data() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+IFC=1,1")
    lone.send(XOFF)
    assert lone.command("AT+FTM=96") == CONNECT
    assert lone.send(b"\x00\x11\x13\x00" + END) == b""
    assert lone.run(2) == OK
    assert b"\x00\x11\x13\x00" in lone.sent_octets()
    assert lone.command("AT+FTH=3") == CONNECT
    lone.send(b"\xff\x13\x84" + END)
    assert lone.run(5) == OK  # the control field 0x13 said that the frame was final


def test_the_modem_tells_by_dc3_and_dc1_when_its_room_runs_low() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+IFC=2,1;+FTM=24")
    assert lone.send(bytes(BUFFER - 300)) == b""
    assert lone.modem.clear_to_send
    assert lone.send(bytes(100)) == XOFF
    assert lone.send(bytes(100)) == b""
    said = lone.run(3)
    assert said == XON
    assert lone.modem.room >= 512
    lone.send(END)
    assert lone.run(20) == OK


def test_the_modem_tells_by_circuit_106_when_its_room_runs_low() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FTM=24")
    lone.send(bytes(BUFFER - 300))
    assert lone.modem.clear_to_send
    lone.send(bytes(100))
    assert not lone.modem.clear_to_send
    assert lone.run(3) == b""
    assert lone.modem.clear_to_send


def test_a_dte_that_was_stopped_is_started_when_the_operation_ends() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+IFC=0,1;+FTM=24")
    assert lone.send(bytes(BUFFER)) == XOFF
    lone.send(END)  # there is no room for it
    assert lone.run(30).replace(XON, b"", 1) == ERROR  # starved
    assert lone.command("AT") == OK


def test_what_exceeds_the_room_is_lost_and_nothing_else() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FTM=24")
    lone.send(b"\x01" * BUFFER + b"\x02" * 500)
    assert lone.modem.room == 0
    lone.run(5)
    assert lone.modem.room > 500
    lone.send(END)
    assert lone.run(20) == OK
    sent = lone.sent_octets()
    assert sent.count(b"\x01") == BUFFER
    assert b"\x02" not in sent


@pytest.mark.parametrize("line", ["AT+IFC=2,2", "AT&K3"])
def test_circuit_133_stops_and_starts_what_goes_to_the_dte(line: str) -> None:
    lone = LoneModem()
    lone.command("ATE0")
    lone.command(line)
    lone.modem.set_rts(False)
    assert lone.command("AT") == b""
    lone.modem.set_rts(True)
    assert lone.send(b"") == OK


def test_circuit_133_means_nothing_without_its_flow_control() -> None:
    lone = LoneModem()
    lone.command("ATE0&K0")
    lone.modem.set_rts(False)
    assert lone.command("AT") == OK


def test_of_what_a_dte_never_reads_the_oldest_is_lost() -> None:
    lone = LoneModem()
    lone.modem.set_rts(False)
    for _ in range(3000):
        lone.send(b"ATX9;this is only echoed\r")
    lone.command("ATE0")
    lone.modem.set_rts(True)
    said = lone.send(b"")
    assert len(said) == OUTPUT_LIMIT
    assert said.endswith(b"ATE0\r" + OK)


def test_what_waits_for_a_dte_that_goes_away_is_forgotten() -> None:
    lone = LoneModem()
    lone.command("ATE0&K4")
    assert lone.send(XOFF + b"AT\r") == b""
    lone.modem.drop_dtr()
    assert lone.command("AT") == OK
