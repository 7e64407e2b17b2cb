"""Tests of a program for fax modems, without a modem."""

import threading

import pytest
import serial
from who_calls import Caller, ModemLostError, wait_for_caller

OFFICE = """
[[modem]]
name = "office"
number = "5550100"

[[machine]]
name = "sender"
number = "5550199"
caller_name = "ACME"
  [[machine.call]]
  number = "5550100"
  at = 20
"""

UNPLUGGED = """
[[trigger]]
after_answer = 0
do = "unplug"
side = "called"
"""


def test_the_caller_is_told(fax_network):
    network = fax_network(OFFICE)
    caller = wait_for_caller(network.links["office"], 30)
    assert caller == Caller("5550199", "ACME")


def test_nobody_calls(fax_modem_pair):
    assert wait_for_caller(fax_modem_pair.b, 0.5) is None


def test_one_modem_calls_the_other(fax_modem_pair):
    with serial.Serial(str(fax_modem_pair.a)) as caller:
        threading.Timer(0.3, caller.write, [b"ATE0DT2\r"]).start()
        assert wait_for_caller(fax_modem_pair.b, 30) == Caller("1", "O")  # no name is known
    [call] = fax_modem_pair.network.calls().values()
    assert call.dialled == "2"


def test_the_modem_is_unplugged_when_somebody_answers(fax_network):
    network = fax_network(OFFICE + UNPLUGGED)
    with serial.Serial(str(network.links["office"]), timeout=30) as modem:
        modem.write(b"AT+FCLASS=1;S0=1\r")  # answers by itself
        with pytest.raises(serial.SerialException):
            modem.read(10000)
    with pytest.raises(ModemLostError):
        wait_for_caller(network.links["office"], 1)
