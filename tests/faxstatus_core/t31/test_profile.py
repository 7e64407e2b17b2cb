"""Reading and matching modem profiles."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.emulation import Emulation
from faxstatus_core.t31.profile import (
    Match,
    ModemProfile,
    ProfileError,
    Quirks,
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

[emulation]
fax_classes = ["0", "1"]
transmit = [24, 96]
accepts = ["\\\\Q", "S24"]

[emulation.information]
3 = "Text"
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
    emulation = profile.emulation
    assert (emulation.transmit, emulation.receive[-1]) == ((24, 96), 146)
    assert emulation.information == {3: "Text"}
    assert emulation.accepts == ("\\Q", "S24")


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (GOOD.replace("setup =", "setpu ="), "setpu"),
        (GOOD.replace("[quirks]", "[quirks]\nsilence = true"), "quirks.silence"),
        (GOOD.replace("[24, 96]", "[24, 3]"), "emulation.transmit.1"),
        (GOOD.replace("[24, 96]", '["V.29"]'), "emulation.transmit.0"),
        (GOOD.replace("[24, 96]", "[[24]]"), "emulation.transmit.0"),
        (GOOD.replace('["0", "1"]', '["0", "4"]'), "emulation.fax_classes.1"),
        (GOOD.replace('"S24"', '"AT+FTS"'), "emulation.accepts.1"),
        (GOOD.replace('3 = "Text"', 'three = "Text"'), "emulation.information.three"),
        (GOOD.replace('3 = "Text"', '3 = "Te\\nxt"'), "emulation.information.3"),
        (GOOD.replace("[emulation]", "[emulation]\nfast = true"), "emulation.fast"),
        (
            GOOD.replace("[emulation]", '[emulation]\nflow_control = "DTR"'),
            "emulation.flow_control",
        ),
        (GOOD + '[emulation.results]\n"NO SIGNAL" = "x"', "emulation.results.NO SIGNAL"),
        (GOOD + '[emulation.answers]\n"ATI3" = "x"', "emulation.answers.ATI3"),
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


def test_of_several_texts_the_longest_counts() -> None:
    assert match_profile("LT V.92 Data+Fax").name == "agere-lt"
    assert match_profile("LT V.92 1.0 MT5634ZBA").name == "multitech-mt5634"


def test_toml_nested_beyond_reason_is_a_typed_error() -> None:
    with pytest.raises(ProfileError, match="not TOML"):
        parse_profile("a = " + "[" * 5000 + "]" * 5000, "deep.toml")


def test_a_path_that_no_file_can_have_is_a_typed_error() -> None:
    with pytest.raises(ProfileError, match="cannot read"):
        profile_named("a\0.toml")


DOCUMENTATION = Path(__file__).parents[3] / "docs" / "modem-profiles.md"


def test_the_documented_example_is_a_profile() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    profile = parse_profile(example, "my-modem.toml")
    assert profile.emulation.answers["+FMDL?"] == "Model 56"


def test_every_key_is_documented() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    for model in (ModemProfile, Match, Quirks, Emulation):
        for key in model.model_fields:
            assert f"`{key}`" in text or f"### `[{key}]`" in text, key


def test_the_documented_error_is_what_one_reads() -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(GOOD.replace("[24, 96]", "[24, 3]"), "my-modem.toml")
    assert str(caught.value) in DOCUMENTATION.read_text(encoding="utf-8")
