"""Line time of a three-page call beyond T.30's own minimum, phase by phase (docs/line-time.md)."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import peers_fax
from benchmarks.line_measured import MeasuredCall, measured
from benchmarks.line_minimum import PREAMBLE, CallShape, PhaseTime, minimum, total
from faxstatus_core.image import write_sample
from faxstatus_core.t31.modulations import V21
from faxstatus_core.trace import CallTrace, Heading, Record, calls_in
from faxstatus_core.trace.describe import name_of, summary_of
from modem_sim.exchange import OtherEnd
from modem_sim.network import Network
from modem_sim.operations import transmit
from modem_sim.pair import NUMBERS
from modem_sim.trace import Recorder
from tests.support.virtual_call import run_call


def run() -> None:
    """Print a table for our engine, and for each program that is installed."""
    _print("faxstatus, virtual time", measured(our_call()))
    for program, call in peers_fax.calls():
        if isinstance(call, str):
            print(f"\n{program}: {call}", flush=True)
        else:
            _print(program, measured(call))


class _Watched(Network):
    """The pair of modems, with what their programs give them in the trace."""

    def __init__(self) -> None:
        super().__init__(plan=OtherEnd(*NUMBERS.values()))
        for name, number in NUMBERS.items():
            self.add_modem(name, number)
        self.records: list[Record] = []
        self._recorder = Recorder(self, self.records.append)

    def receive_dte(self, name: str, octets: bytes, now: float) -> None:
        self._recorder.octets(now, name, "dte", octets)
        super().receive_dte(name, octets, now)


def our_call() -> CallTrace:
    """A call of our engine with itself, in virtual time."""
    network = _Watched()
    with tempfile.TemporaryDirectory() as folder:
        document = write_sample(Path(folder) / "sample.tif", peers_fax.PAGES)
        call = run_call(document, Path(folder), network=network)
    assert not isinstance(call.sent, BaseException | None), call.sent
    assert call.sent.succeeded, call.sent.text
    heading = Heading(started=datetime.now(UTC), stations=NUMBERS)
    [trace] = calls_in(heading, network.records).values()
    return trace


def _print(program: str, call: MeasuredCall) -> None:
    shape = call.shape
    least, took = minimum(shape), call.times()
    print(f"\n{program}: {_selected(shape)}")
    print(f"{'phase':<16} {'minimum':>9} {'measured':>9} {'excess':>19}")
    for short, full in zip(least, took, strict=True):
        _print_row(short, full)
    _print_row(total(least), total(took))
    _print_causes(sum(c.modulation is V21 for c in shape.carriers), least, took)
    print(f"its shortest silence between two signals: {min(call.silences()) * 1000:.0f} ms")


def _selected(shape: CallShape) -> str:
    """What the last DCS said, and how many octets the pages had with their coding and frames."""
    frames = [frame for carrier in shape.carriers for frame in carrier.frames]
    dcs = [summary_of(frame) for frame in frames if name_of(frame) == "DCS"]
    pages = [carrier for carrier in shape.carriers if carrier.phase.startswith("C")]
    octets = sum(carrier.octets + sum(map(len, carrier.frames)) for carrier in pages)
    return f"{dcs[-1]}, {octets} octets of pages"


def _print_row(short: PhaseTime, full: PhaseTime) -> None:
    excess = full.seconds - short.seconds
    print(
        f"{short.phase:<16} {short.seconds:7.3f} s {full.seconds:7.3f} s {excess * 1000:+8.0f} ms"
        f" {excess / short.seconds:+8.2%}"
    )


def _print_causes(v21_carriers: int, least: list[PhaseTime], took: list[PhaseTime]) -> None:
    """What of the excess is the emulated modem's, and of what kind the rest is."""
    answer = took[0].seconds - least[0].seconds
    flags = v21_carriers * (transmit.PREAMBLE - PREAMBLE)
    whole, after, after_least = total(least), total(took[1:]), total(least[1:])
    silent = after.silent - after_least.silent
    more_flags = after.signalling - after_least.signalling - flags
    fill = after.data - after_least.data
    own = silent + more_flags + fill
    print(
        f"of this, the modem's: answer tone {answer * 1000:+.0f} ms, whole flags in"
        f" {v21_carriers} preambles {flags * 1000:+.0f} ms;\n"
        f"the program's: {own * 1000:+.0f} ms ({own / whole.seconds:+.2%}), which is silence"
        f" {silent * 1000:+.0f}, flags {more_flags * 1000:+.0f}, fill {fill * 1000:+.0f} ms",
        flush=True,
    )
