"""The modem profiles that are shipped."""

from importlib.resources import files

import pytest

from faxstatus_core.t31.profile import ModemProfile, installed_profiles, match_profile
from tests.hardware.scripted_modem import uses_the_line

PROFILES = installed_profiles()
NAMED_ONLY = {"standard", "att-dataport", "zyxel-1496e"}
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
    within = [
        (one, other)
        for one, owner in texts
        for other, other_owner in texts
        if owner != other_owner and one in other
    ]
    assert within == []


# What modems of the field say to ATI3, +FMI?, +FMFR? or ATI0.
@pytest.mark.parametrize(
    ("identification", "usb_id", "name"),
    [
        ("CX93001-EIS_V0.2002-V92", "0572:1329", "conexant-cx93010"),
        ("U.S. Robotics 56K FAX USB V1.2.23", "0baf:0303", "usrobotics-5637"),
        ("LT V.92 1.0 MT5634ZBA-USB-V92", None, "agere-lt"),
        ("LT V.90 Data+Fax Modem Version 5.99", None, "agere-lt"),
        ("Zoom V.90 USB", None, "agere-lt"),
        ("spandsp www.soft-switch.org", None, "spandsp"),
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
        ("spandsp", "transmit_pause", 0.4),
        ("cirrus", "silence_commands", False),
        ("topic", "silence_commands", False),
        ("att-dataport", "frames_with_fcs", False),
        ("zyxel-1496e", "frames_with_fcs", False),
        ("digi-acceleport", "repeat_after_fcerror", False),
    ],
)
def test_documented_quirks(name: str, quirk: str, value: object) -> None:
    assert getattr(PROFILES[name].quirks, quirk) == value
    assert getattr(PROFILES["standard"].quirks, quirk) != value
