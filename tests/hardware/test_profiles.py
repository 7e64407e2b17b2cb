"""The modem profiles that are shipped."""

from importlib.resources import files

import pytest

from faxstatus_core.t31.profile import ModemProfile, installed_profiles, match_profile
from tests.hardware.scripted_modem import uses_the_line

PROFILES = installed_profiles()
NAMED_ONLY = {
    "standard",
    "att-dataport",
    "conexant-usb-56k",
    "digicom-scout",
    "intel-400e",
    "nuvo-voyager",
    "rockwell-rc144ac",
    "zoom-3095",
    "zyxel-1496e",
}
"""Profiles that no modem is matched to by what it says: the first is for all others."""


def test_every_file_is_an_installed_profile_of_its_name() -> None:
    shipped = {file.name for file in files("hardware.profiles").iterdir()}
    assert {f"{name}.toml" for name in PROFILES} == shipped - {"__init__.py", "__pycache__"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_is_matched_by_each_of_its_marks(profile: ModemProfile) -> None:
    marks = profile.match
    assert bool(marks.usb_ids or marks.identification) == (profile.name not in NAMED_ONLY)
    for usb_id in marks.usb_ids:
        assert match_profile("some modem", usb_id) is profile
    for text in marks.identification:
        assert match_profile(f"The {text.upper()} modem") is profile


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_no_setup_uses_the_line(profile: ModemProfile) -> None:
    assert not any(uses_the_line(f"AT{command}") for command in profile.setup)


def test_no_mark_belongs_to_two_profiles() -> None:
    usb_ids = [usb_id for profile in PROFILES.values() for usb_id in profile.match.usb_ids]
    assert len(set(usb_ids)) == len(usb_ids)
    texts = [
        (text.lower(), profile.name)
        for profile in PROFILES.values()
        for text in profile.match.identification
    ]
    shared = [
        (one, other)
        for one, owner in texts
        for other, other_owner in texts
        if owner != other_owner and one == other
    ]
    assert shared == []


# What modems of the field say to ATI3, +FMI?, +FMFR? or ATI0.
@pytest.mark.parametrize(
    ("identification", "usb_id", "name"),
    [
        ("CX93001-EIS_V0.2002-V92", "0572:1329", "conexant-cx93010"),
        ("U.S. Robotics 56K FAX USB V1.2.23", "0baf:0303", "usrobotics-5637"),
        ("LT V.92 1.0 MT5634ZBA-USB-V92", None, "multitech-mt5634"),
        ("LT V.90 1.0 ISI5634PCI", None, "multitech-mt5634"),
        ("Mainpine Venus V.92", None, "mainpine"),
        ("USRobotics Courier V.Everything", None, "usrobotics-courier"),
        ("CONEXANT AC/K56", None, "rockwell-k56"),
        ("Frolov,Holtschneider,Davidson T38FAX", None, "t38modem"),
        ("", "0ace:1611", "zydas"),
        ("LT V.90 Data+Fax Modem Version 5.99", None, "agere-lt"),
        ("Zoom V.90 USB", None, "agere-lt"),
        ("spandsp www.soft-switch.org", None, "iaxmodem"),
        ("TP560 Data/Fax/Voice 56K Modem", None, "topic"),
        ("Digi RAS modem 56000", None, "digi-acceleport"),
        ("Cirrus Logic CL-MD1414AT/EC", None, "cirrus"),
        ("faxstatus Class 1 emulator", None, "standard"),
        ("", "067b:2303", "standard"),
    ],
)
def test_modems_of_the_field_are_recognised(
    identification: str, usb_id: str | None, name: str
) -> None:
    assert match_profile(identification, usb_id).name == name


@pytest.mark.parametrize(
    ("name", "quirk", "value"),
    [
        ("agere-lt", "transmit_pause", 0.4),
        ("iaxmodem", "transmit_pause", 0.4),
        ("mainpine", "transmit_pause", 0.4),
        ("multitech-mt5634", "transmit_pause", 0.4),
        ("cirrus", "silence_commands", False),
        ("intel-400e", "silence_commands", False),
        ("topic", "silence_commands", False),
        ("att-dataport", "frames_with_fcs", False),
        ("zyxel-1496e", "frames_with_fcs", False),
        ("digi-acceleport", "repeat_after_fcerror", False),
    ],
)
def test_documented_quirks(name: str, quirk: str, value: object) -> None:
    assert getattr(PROFILES[name].quirks, quirk) == value
    assert getattr(PROFILES["standard"].quirks, quirk) != value


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        *((name, "early_connect", 0.3) for name in ("agere-lt", "mainpine", "iaxmodem")),
        *((name, "connects_on_noise", True) for name in ("agere-lt", "multitech-mt5634")),
        ("digi-acceleport", "reports_wrong_carrier", False),
        ("conexant-usb-56k", "reports_wrong_carrier", False),
        ("digicom-scout", "fax_flow_control", "xon-xoff"),
        ("usrobotics-courier", "fax_flow_control", "xon-xoff"),
        ("nuvo-voyager", "transmit", (24, 48, 72, 96)),
    ],
)
def test_how_a_model_is_emulated(name: str, key: str, value: object) -> None:
    assert getattr(PROFILES[name].emulation, key) == value
    assert getattr(PROFILES["standard"].emulation, key) != value


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_dte_waits_for_longer_than_the_modem_is_deaf(profile: ModemProfile) -> None:
    deaf = profile.emulation.early_connect
    assert profile.quirks.transmit_pause > deaf or deaf == 0


@pytest.mark.parametrize("file", [f"{name}.toml" for name in PROFILES])
def test_each_file_names_its_source(file: str) -> None:
    text = (files("hardware.profiles") / file).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "Source" in text or file == "standard.toml"
