"""Emulated modems of every shipped profile, in their own words and under the fax engine."""

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.class1 import Class1Modem
from faxstatus_core.engine.modem_info import ModemInfo
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.image import open_document
from faxstatus_core.t4 import Resolution
from faxstatus_core.t31.emulation import Emulation
from faxstatus_core.t31.modulations import HIGH_SPEED, V21, V29_9600
from faxstatus_core.t31.profile import Match, ModemProfile, Quirks, installed_profiles
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.hosts.memory import MemoryHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.modem import Modem
from modem_sim.network import Network
from modem_sim.personality import Personality
from modem_sim.signals import CarrierOff, CarrierOn, LineEvent, Octets, TrainingDone
from tests.modem_sim.bench import CONNECT, END, ERROR, NO_CARRIER, OK, LoneModem
from tests.support.pages import draw_page, read_pages, same, write_document
from tests.support.virtual_call import World

PROFILES = installed_profiles()


def _modem(profile: ModemProfile) -> Modem:
    return Modem(personality=Personality.of(profile))


def _known_as(profile: ModemProfile) -> ModemProfile | None:
    """What the engine must be told: nothing, unless no modem is matched to the profile."""
    return None if profile.match.identification else profile


def _lone(**emulation: object) -> LoneModem:
    profile = ModemProfile(
        name="test", maker="-", model="-", emulation=Emulation.model_validate(emulation)
    )
    lone = LoneModem(_modem(profile))
    lone.command("ATE0")
    return lone


async def _initialise(profile: ModemProfile, usb_id: str | None) -> ModemInfo:
    network = Network()
    network.add_modem("a", "1", _modem(profile))
    runner = NetworkRunner(network)
    host = MemoryHost(lambda octets: runner.receive("a", octets), lambda: runner.drop_dtr("a"))
    runner.attach("a", host)
    channel = AtChannel(host, "/virtual/a")
    # To be asked, a modem that nothing is known of must do with what T.31 has.
    named = None if usb_id else _known_as(profile)
    info = await Class1Modem(channel, profile=named, usb_id=usb_id).initialise()
    runner.close()
    return info


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_engine_initialises_every_model_and_finds_its_profile(profile: ModemProfile) -> None:
    usb_id = next(iter(profile.match.usb_ids), None)
    info = run_virtual(_initialise(profile, usb_id))
    assert info.profile is profile
    assert info.fax_classes == profile.emulation.fax_classes
    assert {modulation.code for modulation in info.transmit} == set(profile.emulation.transmit)
    assert {modulation.code for modulation in info.receive} == set(profile.emulation.receive)


async def _converse(
    sender: ModemProfile,
    receiver: ModemProfile,
    folder: Path,
    known: tuple[ModemProfile, ModemProfile] | None = None,
) -> None:
    """A call of one page. ``known``: as what the engine takes the modems, if not as they are."""
    page = draw_page(1, 60)
    document = write_document(folder / "sent.tif", [page])
    (folder / "received").mkdir()
    network = Network()
    network.add_modem("a", "1", _modem(sender))
    network.add_modem("b", "2", _modem(receiver))
    world = World(folder / "received", network)
    profiles = known or (_known_as(sender), _known_as(receiver))
    for port, profile in zip((world.a, world.b), profiles, strict=True):
        port.config = replace(port.config, profile=profile)
        await port.open()
    receiving = asyncio.create_task(world.b.receive())
    job = SendJob(
        open_document(document), "2", Resolution.FINE, "Ada", "Bob", utcnow(), tag_line=False
    )
    sent = await world.a.send(job)
    received = await asyncio.wait_for(receiving, 120)
    world.bus.close()
    world.runner.close()
    assert sent.succeeded, sent.text
    assert received.succeeded, received.text
    [file] = (folder / "received").glob("*.tif")
    [copy] = read_pages(file)
    assert same(page, copy)


# Each model once on either side, next to the one after it in the alphabet.
@pytest.mark.parametrize(
    ("sender", "receiver"),
    list(itertools.pairwise([*PROFILES.values(), next(iter(PROFILES.values()))])),
    ids=lambda profile: profile.name,
)
def test_every_model_sends_a_page_and_receives_one(
    sender: ModemProfile, receiver: ModemProfile, tmp_path: Path
) -> None:
    run_virtual(_converse(sender, receiver, tmp_path))


@settings(max_examples=25)
@given(st.sampled_from(list(PROFILES.values())), st.sampled_from(list(PROFILES.values())))
def test_any_model_sends_a_page_to_any_other(sender: ModemProfile, receiver: ModemProfile) -> None:
    with TemporaryDirectory() as folder:
        run_virtual(_converse(sender, receiver, Path(folder)))


@pytest.mark.parametrize("sends", [True, False])
def test_a_call_fails_when_the_engine_does_not_know_the_quirk(sends: bool, tmp_path: Path) -> None:
    standard = PROFILES["standard"]
    quirky = PROFILES["agere-lt" if sends else "att-dataport"]
    blind = quirky.model_copy(update={"quirks": Quirks(), "match": Match(), "setup": ()})
    pair = (quirky, standard) if sends else (standard, quirky)
    known = (blind if sends else standard, standard if sends else blind)
    with pytest.raises(AssertionError):
        run_virtual(_converse(*pair, tmp_path, known=known))


# --- commands


@pytest.mark.parametrize(
    ("syntax", "listed", "told"),
    [
        ("plain", b"0,1,1.0", b"0"),
        ("parenthesised", b"(0,1,1.0)", b"0"),
        ("prefixed", b"+FCLASS: (0,1,1.0)", b"+FCLASS: 0"),
    ],
)
def test_the_syntax_of_answers(syntax: str, listed: bytes, told: bytes) -> None:
    lone = _lone(test_syntax=syntax)
    assert lone.command("AT+FCLASS=?") == b"\r\n" + listed + b"\r\n" + OK
    assert lone.command("AT+FCLASS?") == b"\r\n" + told + b"\r\n" + OK


def test_only_classes_that_are_emulated_can_be_entered() -> None:
    lone = _lone(fax_classes=["0", "1", "2", "2.0"])
    assert lone.command("AT+FCLASS=?") == b"\r\n0,1,2,2.0\r\n" + OK
    assert lone.command("AT+FCLASS=2") == ERROR
    assert lone.command("AT+FCLASS=1.0") == ERROR
    assert lone.command("AT+FCLASS=1") == OK


def test_identification_is_the_models() -> None:
    lone = _lone(
        manufacturer="Maker",
        model="Model",
        revision="9",
        serial_number="7",
        information={3: "Text", 6: ""},
        answers={"+FMFR?": "Class 2 maker"},
    )
    for command, text in (
        *(("+FMI?", b"Maker"), ("+GMM", b"Model"), ("+FMR?", b"9"), ("+GSN", b"7")),
        *(("I3", b"Text"), ("+FMFR?", b"Class 2 maker")),
    ):
        assert lone.command(f"AT{command}") == b"\r\n" + text + b"\r\n" + OK
    assert lone.command("ATI6") == OK
    for command in ("I", "I0", "I99", "+FMFR", "+FMFR=?", "+FMFR=1", "+FMDL?"):
        assert lone.command(f"AT{command}") == ERROR


def test_commands_that_a_model_lacks_and_that_it_has_of_its_own() -> None:
    lone = _lone(missing=["+FAR", "&K"], accepts=["\\Q", "S24", "*F"])
    for command in ("+FAR?", "+FAR=0", "+FAR=?", "&K3"):
        assert lone.command(f"AT{command}") == ERROR
    assert lone.command("AT\\Q3*F3S24=1") == OK


def test_a_model_without_silence_commands_has_neither() -> None:
    profile = PROFILES["cirrus"]
    lone = LoneModem(_modem(profile))
    lone.command("ATE0")
    assert lone.command("AT+FTS=?") == lone.command("AT+FRS=?") == ERROR


def test_result_codes_in_the_models_words() -> None:
    lone = _lone(results={"NO DIALTONE": "NO DIAL TONE", "CONNECT": "CONNECT FAX"})
    lone.command("AT+FCLASS=1")
    lone.command("ATD5")
    assert lone.run(10) == b"\r\nNO DIAL TONE\r\n"
    lone.command("ATA")
    assert lone.run(7) == b"\r\nCONNECT FAX\r\n"


def test_adaptive_reception_that_cannot_be_switched_on() -> None:
    lone = _lone(adaptive_reception=False)
    assert lone.command("AT+FAR=?") == b"\r\n0\r\n" + OK
    assert lone.command("AT+FAR=1") == ERROR
    assert lone.command("AT+FAR=0") == OK


def test_flow_control_is_the_models_and_may_change_in_fax_mode() -> None:
    lone = _lone(flow_control="none", fax_flow_control="xon-xoff")
    for command, kind in (("", b"0"), ("+FCLASS=1", b"1"), ("&FE0", b"0")):
        assert lone.command(f"AT{command}") == OK
        assert lone.command("AT+FLO?") == b"\r\n" + kind + b"\r\n" + OK


# --- on the line


def _in_call(**emulation: object) -> LoneModem:
    lone = _lone(**emulation)
    lone.command("AT+FCLASS=1")
    lone.command("ATA")
    lone.run(7)
    lone.send(END)
    assert lone.run(0.1) == OK
    lone.line.clear()
    return lone


def test_modulations_that_a_model_lacks() -> None:
    lone = _in_call(transmit=[24, 96], receive=[24, 48])
    assert lone.command("AT+FTM=?") == b"\r\n24,96\r\n" + OK
    assert lone.command("AT+FRM=?") == b"\r\n24,48\r\n" + OK
    assert lone.command("AT+FTM=145") == lone.command("AT+FRM=96") == ERROR
    assert lone.command("AT+FTM=96") == CONNECT


def test_an_early_connect_loses_what_the_dte_sends_at_once() -> None:
    lone = _in_call(early_connect=0.3)
    assert lone.command("AT+FTM=96") == CONNECT
    lone.send(b"lost")
    lone.run(0.31)
    lone.send(b"kept" + END)
    assert lone.run(2) == OK
    assert b"kept" in lone.sent_octets()
    assert b"lost" not in lone.sent_octets()


def test_a_late_connect_comes_after_the_carrier() -> None:
    lone = _in_call(connect_delay=0.5)
    began = lone.now
    assert lone.command("AT+FTM=96") == b""
    assert lone.time_of(CarrierOn) == began
    assert lone.run(0.49) == b""
    assert lone.run(0.02) == CONNECT
    lone.send(b"page" + END)
    assert lone.run(2) == OK
    assert b"page" in lone.sent_octets()


def test_frames_without_fcs() -> None:
    profile = PROFILES["att-dataport"]
    lone = LoneModem(_modem(profile))
    lone.command("ATE0+FCLASS=1")
    lone.command("ATA")
    lone.run(7)
    lone.send(END)
    lone.run(0.1)
    assert lone.command("AT+FRH=3") == b""
    lone.hear(CarrierOn(V21), TrainingDone())
    assert lone.hear_frames(b"\xff\x13\x2f") == CONNECT + b"\xff\x13\x2f" + END + OK


def test_a_model_that_says_nothing_of_the_wrong_carrier() -> None:
    lone = _in_call(reports_wrong_carrier=False)
    assert lone.command("AT+FRM=145") == b""
    assert lone.hear(CarrierOn(V21), TrainingDone()) + lone.run(2) == b""
    assert lone.hear(CarrierOff()) + lone.hear_training(96) == b""
    assert lone.hear(CarrierOff()) + lone.hear_training(145) == CONNECT


def test_a_model_that_takes_noise_for_flags() -> None:
    lone = _in_call(connects_on_noise=True)
    assert lone.command("AT+FRH=3") == b""
    assert lone.hear(CarrierOn(V29_9600)) + lone.run(0.5) == CONNECT
    assert lone.hear(CarrierOff()) == NO_CARRIER


_LINES = st.sampled_from(
    [
        *("+FCLASS=1", "A", "D5", "H1", "H", "+FTM=96", "+FRM=96", "+FTH=3", "+FRH=3", "+FTS=1"),
        *("+FAR=1", "+FIT=1,0", "+FCL=9", "+FAE=1", "+FDD=1", "I3", "+FMFR?", "&F", "+FTM=?"),
    ]
).map(lambda command: f"AT{command}\r".encode())
_HEARD = st.sampled_from(
    [CarrierOn(V21), CarrierOn(V29_9600), TrainingDone(), CarrierOff(), Octets(b"\x7e\x10\x7e")]
)


@settings(max_examples=60)
@given(
    st.sampled_from(list(PROFILES.values())),
    st.lists(_LINES | st.binary(max_size=6) | _HEARD | st.floats(0.01, 3)),
)
def test_no_model_is_upset_by_anything(
    profile: ModemProfile, steps: list[bytes | LineEvent | float]
) -> None:
    lone = LoneModem(_modem(profile))
    for step in steps:
        if isinstance(step, bytes):
            lone.send(step)
        elif isinstance(step, float):
            lone.run(step)
        else:
            lone.hear(step)
    lone.send(END + b"\x18")
    lone.run(30)
    lone.send(END + b"\x18\rATZ\r")
    lone.run(30)
    assert b"ERROR" in lone.command("AT+NOSUCH") or not lone.modem.settings.verbose


def test_without_a_profile_a_modem_is_a_standard_one() -> None:
    assert Personality.of(PROFILES["standard"]) == Personality()
    assert Personality().transmit == HIGH_SPEED
    assert {code: Personality().words(code) for code in ResultCode} == {
        code: code.value for code in ResultCode
    }
