"""ATH1 and then a call: what HylaFAX does on purpose, so that nobody calls in between."""

from tests.modem_sim.bench import CONNECT, OK, RING, Bench


def test_a_modem_that_is_off_hook_dials() -> None:
    bench = Bench()
    bench.command("a", "ATH1")
    bench.expect("a", OK)
    bench.run(5)
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.expect("a", CONNECT)


def test_a_modem_that_is_off_hook_is_busy_to_others() -> None:
    bench = Bench("abc")
    bench.command("b", "ATH1")
    bench.expect("b", OK)
    bench.command("a", "ATD2")
    bench.expect("a", b"\r\nBUSY\r\n")


def test_a_modem_in_a_call_does_not_dial_or_answer() -> None:
    bench = Bench()
    bench.call()
    for command in ("ATD1", "ATA"):
        bench.command("a", command)
        bench.expect("a", b"\r\nERROR\r\n")
