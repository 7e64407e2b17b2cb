"""Reading and matching modem profiles."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.profile import (
    ModemProfile,
    ProfileError,
    installed_profiles,
    match_profile,
    parse_profile,
    profile_named,
)

GOOD = """
name = "my-modem"
maker = "Maker"
model = "Model"
setup = ["&K3"]

[match]
usb_ids = ["0572:1329"]

[quirks]
transmit_pause = 0.4
"""


def test_a_profile_is_read() -> None:
    profile = parse_profile(GOOD, "my.toml")
    assert (profile.name, profile.setup, profile.match.usb_ids) == (
        "my-modem",
        ("&K3",),
        ("0572:1329",),
    )
    assert profile.quirks.transmit_pause == 0.4
    assert profile.quirks.silence_commands


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (GOOD.replace("setup =", "setpu ="), "setpu"),
        (GOOD + "silence = true", "quirks.silence"),
        (GOOD.replace("usb_ids", "usb"), "match.usb"),
        (GOOD.replace("0.4", "-1"), "quirks.transmit_pause"),
        (GOOD.replace("0.4", '"soon"'), "quirks.transmit_pause"),
        (GOOD.replace("0572:1329", "0572:132G"), "match.usb_ids.0"),
        (GOOD.replace("my-modem", "My Modem"), "name"),
        (GOOD.replace('maker = "Maker"', ""), "maker"),
        (GOOD.replace('["&K3"]', '"&K3"'), "setup"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(wrong: str, key: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(wrong, "my.toml")
    assert caught.value.where == "my.toml"
    assert caught.value.what.startswith(f"{key}: ")


def test_what_is_not_toml_is_said_to_be() -> None:
    with pytest.raises(ProfileError, match=r"not TOML: .*line 1") as caught:
        parse_profile("name: my-modem", "my.toml")
    assert caught.value.where == "my.toml"


@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_a_typed_error(text: str) -> None:
    with contextlib.suppress(ProfileError):
        assert isinstance(parse_profile(text, "my.toml"), ModemProfile)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ProfileError, match="no modem profile 'nonsense'") as caught:
        profile_named("nonsense")
    for name in installed_profiles():
        assert name in caught.value.remedy


def test_a_profile_is_found_by_its_name_and_by_its_path(tmp_path: Path) -> None:
    assert profile_named("standard") is installed_profiles()["standard"]
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    assert profile_named(str(file)).name == "my-modem"


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"name = 1"])
def test_a_file_that_is_no_profile_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "mine.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ProfileError) as caught:
        profile_named(str(file))
    assert caught.value.where == str(file)


def test_what_a_modem_says_counts_before_its_usb_id() -> None:
    assert match_profile("lucent modem", "0572:1329").name == "agere-lt"
    assert match_profile("some modem", "0572:1329").name == "conexant-cx93010"
    assert match_profile("some modem", "ffff:ffff").name == "standard"
    assert match_profile("some modem").name == "standard"


def test_toml_nested_beyond_reason_is_a_typed_error() -> None:
    with pytest.raises(ProfileError, match="not TOML"):
        parse_profile("a = " + "[" * 5000 + "]" * 5000, "deep.toml")


def test_a_path_that_no_file_can_have_is_a_typed_error() -> None:
    with pytest.raises(ProfileError, match="cannot read"):
        profile_named("a\0.toml")
