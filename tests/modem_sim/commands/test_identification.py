"""What a modem says of itself."""

import pytest

from modem_sim.modem import Modem
from modem_sim.settings import Identity
from tests.modem_sim.bench import ERROR, OK, LoneModem

IDENTITY = Identity("Maker", "Model", "Revision", "Serial", {3: "www.example.org"})


@pytest.fixture
def lone() -> LoneModem:
    lone = LoneModem(Modem(IDENTITY))
    lone.command("ATE0")
    return lone


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("+GMI", b"Maker"), ("+GMM", b"Model"), ("+GMR", b"Revision"), ("+GSN", b"Serial")),
        *(("+FMI", b"Maker"), ("+FMM", b"Model"), ("+FMR", b"Revision")),
        ("+GCAP", b"+GCAP: +FCLASS"),
    ],
)
def test_who_it_is_as_an_action_a_parameter_and_a_test(
    lone: LoneModem, name: str, text: bytes
) -> None:
    answer = b"\r\n" + text + b"\r\n" + OK
    assert lone.command(f"AT{name}") == answer
    assert lone.command(f"AT{name}?") == answer
    assert lone.command(f"AT{name}=?") == OK
    assert lone.command(f"AT{name}=1") == ERROR


def test_every_number_of_i_answers_and_a_maker_may_choose_the_text(lone: LoneModem) -> None:
    for number in range(10):
        assert lone.command(f"ATI{number}").endswith(b"\r\n" + OK)
    assert lone.command("ATI") == lone.command("ATI0") == b"\r\nModel\r\n" + OK
    assert lone.command("ATI3") == b"\r\nwww.example.org\r\n" + OK
    assert lone.command("ATI10") == ERROR
