"""Scenarios from TOML: what is refused, and on which line."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.frames import Fcf
from modem_sim.faults import (
    AfterAnswer,
    AfterFrame,
    AtPage,
    Delay,
    Drop,
    Garble,
    HangUp,
    Mute,
    OnFrame,
    Replace,
    Trigger,
    Unplug,
)
from modem_sim.faults.trigger import Side
from modem_sim.scenario import Scenario, ScenarioError, load_scenario, parse_scenario

GOOD = """\
seed = 7

[timing]
one_way_delay = 0.3

[[modem]]
name = "a"
number = "100"
caller_name = "Ada"

[[modem]]
name = "b"
number = "101"
rfc2217 = "127.0.0.1:0"

[[machine]]
name = "copier"
number = "200"
terminal = { id = "+49 200", modulations = ["V.29 9600"], scan_line_time = 20 }
store = "received"
  [[machine.call]]
  number = "100"
  at = 5
  document = "two.tif"

[[number]]
number = "500"
members = ["100", "101"]
wait = 10

[[number]]
number = "501"
to = "reorder"

[[line]]
caller = "100"
both = { top_speed = 9600 }

[[trigger]]
frame = "DCS"
nth = 2
do = "drop"

[[trigger]]
page = 2
line = 300
do = "mute"
side = "caller"
seconds = 0.5
"""


def test_a_good_scenario_is_read() -> None:
    scenario = parse_scenario(GOOD, "good.toml")
    assert [modem.name for modem in scenario.modem] == ["a", "b"]
    assert scenario.timing.timing().one_way_delay == 0.3
    assert scenario.machine[0].terminal.modulations == ("V.29 9600",)
    assert scenario.line[0].both.top_speed == 9600
    assert [section.trigger() for section in scenario.trigger] == [
        Trigger(OnFrame(Fcf.DCS, 2), Drop()),
        Trigger(AtPage(2, 300), Mute(Side.CALLER, 0.5)),
    ]


def test_the_same_can_be_said_in_python() -> None:
    assert Scenario(**tomllib.loads(GOOD)) == parse_scenario(GOOD, "good.toml")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ('frame = "CFR"\ndo = "delay"\nseconds = 2', Trigger(OnFrame(Fcf.CFR), Delay(2))),
        (
            'frame = "PPR"\nnth = 0\ndo = "replace"\nwith = "MCF"',
            Trigger(OnFrame(Fcf.PPR, 0), Replace(b"\xff\x13\x8c")),
        ),
        (
            'frame = "DIS"\ndo = "replace"\nwith = "ff 13 80 00 6e b8"',
            Trigger(OnFrame(Fcf.DIS), Replace(b"\xff\x13\x80\x00\x6e\xb8")),
        ),
        (
            'after_frame = "CFR"\nwait = 0.5\ndo = "hang_up"\ncall = 2',
            Trigger(AfterFrame(Fcf.CFR, 1, 0.5), HangUp(), call=2),
        ),
        (
            'after_answer = 4\ndo = "unplug"\nside = "called"\ncaller = "100"',
            Trigger(AfterAnswer(4), Unplug(Side.CALLED), caller="100"),
        ),
        (
            'page = 1\noctet = 900\ndo = "garble"\nside = "caller"\noctets = 3',
            Trigger(AtPage(1, None, 900), Garble(Side.CALLER, 3)),
        ),
    ],
)
def test_triggers(text: str, trigger: Trigger) -> None:
    scenario = parse_scenario(f'[[modem]]\nname = "a"\nnumber = "100"\n[[trigger]]\n{text}', "x")
    assert scenario.trigger[0].trigger() == trigger


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("seed = 7", "sead = 7", 1, "sead: there is no such key"),
        ("seed = 7", 'seed = "x"', 1, "seed: "),
        ("one_way_delay = 0.3", "one_way_delay = -1", 4, "timing.one_way_delay: "),
        ('name = "a"', 'name = "a"\ntcp = "\\u0000:1"', 8, "is not HOST:PORT"),
        ('name = "a"', 'name = "a"\ntcp = "7001"', 8, "modem.1.tcp: '7001' is not HOST:PORT"),
        ('name = "a"', 'name = "../a"', 7, "modem.1.name: '../a' is no name"),
        ('number = "100"\ncaller', 'number = "+49"\ncaller', 8, "is no telephone number"),
        ('number = "101"', 'number = "100"', 13, "modem.2.number: the number 100 is taken"),
        ('name = "copier"', 'name = "b"', 17, "machine.1.name: the name b is taken"),
        ('"V.29 9600"', '"V.34 33600"', 19, "machine.1.terminal.modulations.1: "),
        ("at = 5", "when = 5", 23, "machine.1.call.1.when: there is no such key"),
        ('members = ["100", "101"]', 'members = ["100", "999"]', 28, "nobody has the number 999"),
        ('to = "reorder"', 'to = "weather"', 33, "number.2.to: "),
        ('caller = "100"\nboth', 'caller = "999"\nboth', 36, "line.1.caller: nobody has"),
        ("top_speed = 9600", "top_speed = 1", 37, "line.1.both.top_speed: "),
        ('frame = "DCS"', 'frame = "DSC"', 40, "trigger.1.frame: 'DSC' is no frame of T.30"),
        ('do = "drop"', 'do = "explode"', 42, "trigger.1.do: "),
        ("line = 300", "lines = 300", 46, "trigger.2.lines: there is no such key"),
        ("seconds = 0.5\n", "", 44, "trigger.2: mute needs seconds"),
        ('rfc2217 = "127.0.0.1:0"', 'rfc2217 = "x:1"\ntcp = "y:2"', 11, "one of attach, tcp"),
        ("seed = 7", "other_end = true", None, "other_end needs two stations"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    old: str, new: str, line: int | None, says: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(GOOD.replace(old, new), "bad.toml")
    error = str(caught.value)
    assert error.startswith(f"bad.toml, line {line}: " if line else "bad.toml: ")
    assert says in error
    assert "\n" not in error


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('frame = "DIS"\npage = 1\ndo = "hang_up"', "give one of frame"),
        ('do = "hang_up"', "give one of frame"),
        ('after_answer = 1\ndo = "drop"', "drop needs frame"),
        ('frame = "DIS"\ndo = "replace"', "replace needs with"),
        ('frame = "DIS"\ndo = "replace"\nwith = "zz"', "neither a frame of T.30 nor hexadecimal"),
        ('frame = "DIS"\ndo = "replace"\nwith = "ff"', "is no frame"),
        ('frame = "DIS"\ndo = "unplug"', "unplug needs side"),
    ],
)
def test_triggers_that_make_no_sense(text: str, says: str) -> None:
    head = '[[modem]]\nname = "a"\nnumber = "100"\n[[trigger]]\n'
    with pytest.raises(ScenarioError, match=says):
        parse_scenario(head + text, "x")


@pytest.mark.parametrize("text", ["", "seed = 1", "a = = b", "[[modem]\n", "x = [" * 500])
def test_what_is_no_scenario_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_scenario(text, "x")


@given(st.text(max_size=80))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_scenario(text, "x")


@given(st.integers(min_value=0, max_value=len(GOOD)), st.text(max_size=3))
def test_a_scenario_with_a_slip_is_read_or_refused(place: int, slip: str) -> None:
    try:
        parse_scenario(GOOD[:place] + slip + GOOD[place + len(slip) :], "x")
    except ScenarioError as error:
        assert "x" in str(error)  # noqa: PT017 - either is right


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"# \xff")
    for path in (tmp_path, tmp_path / "none", tmp_path / "latin"):
        with pytest.raises(ScenarioError, match=path.name):
            load_scenario(path)
