"""+FDD: DLE SUB for two DLEs in received data (T.31 §8.5.3)."""

from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.dle import DleDecoder, shield
from modem_sim.operations.shielding import shield_for_dte
from modem_sim.settings import Settings
from modem_sim.signals import Octets
from tests.modem_sim.bench import CONNECT, OK, LoneModem

DATA = st.lists(st.sampled_from([0x10, 0x1A, 0x03, 0x41])).map(bytes)


def _settings(double_escape: int) -> Settings:
    settings = Settings()
    settings.parameters["+FDD"] = (double_escape,)
    return settings


@given(DATA)
def test_the_dte_gets_the_same_data_either_way(data: bytes) -> None:
    shielded = shield_for_dte(data, _settings(1))
    assert DleDecoder().feed(shielded) == (data, None)
    assert len(shielded) <= len(shield(data))
    assert shield_for_dte(data, _settings(0)) == shield(data)


def test_two_dles_become_dle_sub() -> None:
    lone = LoneModem.in_call()
    assert lone.command("AT+FDD=1") == OK
    lone.command("AT+FRM=96")
    assert lone.hear_training(96) == CONNECT
    assert lone.hear(Octets(b"a\x10\x10\x10b")) == b"a\x10\x1a\x10\x10b"
