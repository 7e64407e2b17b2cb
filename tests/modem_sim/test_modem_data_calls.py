"""Data calls of class 0: V.21 between two modems."""

import pytest

from tests.modem_sim.bench import DELAY, NO_CARRIER, OK, RING, Bench, LoneModem

CONNECT_300 = b"\r\nCONNECT 300\r\n"
GUARD = 1.0


def _call(*, lines: tuple[str, str] = ("AT", "AT")) -> Bench:
    bench = Bench(fax_class=0)
    for name, line in zip("ab", lines, strict=True):
        bench.command(name, line)
        bench.said(name)
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.expect("b", CONNECT_300)
    bench.expect("a", CONNECT_300)
    return bench


def test_both_sides_connect_and_exchange_octets_at_once() -> None:
    bench = _call()
    text = bytes(range(256))
    began = bench.now
    bench.send("a", text)
    bench.send("b", text[::-1])
    bench.expect("b", text)
    assert bench.now - began == pytest.approx(256 * 10 / 300 + DELAY)
    bench.expect("a", text[::-1])


@pytest.mark.parametrize(("x", "words"), [(0, b"\r\nCONNECT\r\n"), (1, CONNECT_300)])
def test_x_says_whether_connect_names_the_rate(x: int, words: bytes) -> None:
    bench = Bench(fax_class=0)
    bench.command("b", f"ATX{x}S0=1")
    bench.expect("b", OK)
    bench.command("a", "ATD2")
    bench.expect("b", RING + words)
    bench.wait_for("a", CONNECT_300)


def test_a_connection_in_digits() -> None:
    bench = Bench(fax_class=0)
    bench.command("b", "ATV0S0=1")
    bench.expect("b", b"0\r")
    bench.command("a", "ATD2")
    bench.expect("b", b"2\r1\r")


def test_carrier_detect_follows_the_call() -> None:
    bench = _call()
    modem = bench.network.modem("a")
    assert modem.carrier_detect
    bench.drop_dtr("b")
    bench.run(2)
    assert not modem.carrier_detect


def test_the_escape_sequence_leads_to_commands_and_ato_back() -> None:
    bench = _call()
    bench.run(GUARD)
    bench.send("a", b"+++")
    bench.run(GUARD - 0.01)
    assert bench.said("a") == b""
    bench.expect("a", OK)
    bench.expect("b", b"+++")
    bench.command("a", "ATS7?")
    assert bench.said("a") == b"\r\n060\r\n" + OK
    bench.send("b", b"lost")
    bench.run(1)
    assert bench.said("a") == b""
    assert bench.network.modem("a").carrier_detect
    bench.command("a", "ATO")
    assert bench.said("a") == CONNECT_300
    bench.send("b", b"heard")
    bench.expect("a", b"heard")
    bench.send("a", b"sent")
    bench.expect("b", b"sent")


@pytest.mark.parametrize(
    "pieces",
    [
        [b"x+++"],
        [b"+", 1.1, b"+", 1.1, b"+"],
        [b"++++"],
        [b"++"],
        [b"+++", 0.5, b"x"],
        [b"+++ATH\r"],
    ],
)
def test_what_only_looks_like_an_escape_is_data(pieces: list[bytes | float]) -> None:
    bench = _call()
    bench.run(2)
    for piece in pieces:
        if isinstance(piece, bytes):
            bench.send("a", piece)
        else:
            bench.run(piece)
    bench.run(3)
    assert bench.said("a") == b""
    assert bench.said("b") == b"".join(piece for piece in pieces if isinstance(piece, bytes))


def test_the_registers_2_and_12_say_what_the_escape_is() -> None:
    bench = _call(lines=("ATS2=42S12=5", "ATS2=200"))
    bench.run(0.2)
    bench.send("a", b"***")
    bench.run(0.11)
    assert bench.said("a") == OK
    bench.send("b", b"***")
    bench.run(2)
    bench.send("b", b"\xc8\xc8\xc8")
    bench.run(2)
    assert bench.said("b").startswith(b"***")


def test_without_a_guard_time_three_escape_characters_are_enough() -> None:
    bench = _call(lines=("ATS12=0", "AT"))
    bench.send("a", b"bye+++ATH\r")
    assert bench.said("a") == OK + OK
    bench.expect("b", NO_CARRIER)


def test_ath_from_the_online_command_state_ends_the_call() -> None:
    bench = _call()
    bench.run(2)
    bench.send("a", b"+++")
    bench.expect("a", OK)
    bench.command("a", "ATH")
    assert bench.said("a") == OK
    bench.wait_for("b", NO_CARRIER)
    bench.command("a", "ATO")
    assert bench.said("a") == b"\r\nERROR\r\n"


def test_the_far_end_may_end_the_call_in_the_online_command_state() -> None:
    bench = _call()
    bench.run(2)
    bench.send("a", b"+++")
    bench.expect("a", OK)
    bench.drop_dtr("b")
    bench.expect("a", NO_CARRIER)
    assert not bench.network.modem("a").off_hook


@pytest.mark.parametrize(("s10", "cleared"), [(2, 0.2 + DELAY), (14, 0.5), (255, 0.5)])
def test_a_call_ends_when_its_carrier_was_away_or_the_line_is_cleared(
    s10: int, cleared: float
) -> None:
    bench = _call(lines=(f"ATS10={s10}", "AT"))
    began = bench.now
    bench.drop_dtr("b")
    bench.expect("a", NO_CARRIER)
    assert bench.now - began == pytest.approx(cleared, abs=0.01)


@pytest.mark.parametrize(
    ("s10", "away", "lost"), [(5, 1, True), (20, 1, False), (254, 30, True), (255, 30, False)]
)
def test_a_carrier_may_be_away_for_less_than_s10(s10: int, away: int, lost: bool) -> None:
    bench = _call(lines=(f"ATS10={s10}", "AT"))
    call = bench.network.exchange.call_of("1")
    assert call is not None
    assert call.paths is not None
    call.paths.gates[1].shut(bench.now)
    bench.run(away)
    call.paths.gates[1].open(bench.now)
    assert bench.said("a") == (NO_CARRIER if lost else b"")
    if not lost:
        bench.send("b", b"again")
        bench.expect("a", b"again")


def test_a_call_in_which_nothing_is_said_ends_after_s30() -> None:
    bench = _call(lines=("ATS30=2", "AT"))
    bench.run(15)
    bench.send("b", b"x")
    bench.run(15)
    assert bench.said("a") == b"x"
    bench.expect("a", NO_CARRIER, limit=6)


def test_d1_leads_to_commands_and_d2_ends_the_call() -> None:
    bench = _call(lines=("AT&D1", "AT"))
    bench.drop_dtr("a")
    assert bench.said("a") == OK
    bench.command("a", "ATO")
    assert bench.said("a") == CONNECT_300
    bench.drop_dtr("b")
    bench.expect("a", NO_CARRIER)


def test_any_character_ends_the_handshake() -> None:
    bench = Bench(fax_class=0)
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.run(5.3)
    bench.send("b", b" ")
    assert bench.said("b") == NO_CARRIER
    bench.expect("a", NO_CARRIER)


def test_a_caller_that_gives_no_carrier_is_given_up_after_s7() -> None:
    lone = LoneModem()
    lone.command("ATE0S7=10A")
    assert lone.run(16) == NO_CARRIER
    assert lone.line[-1][0] == pytest.approx(15)  # 5 s of silence and answer tone before


def test_a_data_call_and_a_fax_do_not_connect() -> None:
    for classes in ((0, 1), (1, 0)):
        bench = Bench(fax_class=0)
        for name, fax_class in zip("ab", classes, strict=True):
            bench.command(name, f"AT+FCLASS={fax_class};S7=20")
        bench.run(0)
        bench.said("a")
        bench.said("b")
        bench.command("a", "ATD2")
        bench.expect("b", RING)
        bench.command("b", "ATA")
        bench.expect("a", NO_CARRIER)


def test_a_page_of_data_is_held_back_and_arrives_whole() -> None:
    bench = _call(lines=("AT+IFC=2,1", "AT"))
    modem = bench.network.modem("a")
    text = bytes(n % 251 for n in range(6000))
    rest = text
    while rest:
        piece, rest = rest[: modem.room], rest[modem.room :]
        bench.send("a", piece)
        bench.run(1)
    bench.run(200)
    assert bench.said("b") == text
    assert set(bench.said("a")) == {0x11, 0x13}
