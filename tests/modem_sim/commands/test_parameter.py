"""Extended-syntax parameters from one declaration (V.250 §5.4.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem_sim.commands.base import CommandError
from modem_sim.commands.parameter import Parameter, Values, listed
from modem_sim.modem import Modem
from modem_sim.settings import Settings
from modem_sim.v250 import parse_line

PAIR = Parameter("+IFC", (range(4), (0, 2, 9)))


def _do(parameter: Parameter, modem: Modem, line: str) -> str | None:
    (command,) = parse_line(line)
    return parameter(modem, command)


def test_a_parameter_is_set_read_and_tested() -> None:
    modem = Modem()
    assert _do(PAIR, modem, "+IFC=1,9") is None
    assert _do(PAIR, modem, "+IFC?") == "+IFC: 1,9"
    assert _do(PAIR, modem, "+IFC=?") == "+IFC: (0-3),(0,2,9)"


def test_the_answers_of_t31_are_bare() -> None:
    bare = Parameter("+FCL", (range(256),), labelled=False)
    modem = Modem()
    assert _do(bare, modem, "+FCL=7") is None
    assert _do(bare, modem, "+FCL?") == "7"
    assert _do(bare, modem, "+FCL=?") == "0-255"


@pytest.mark.parametrize(("line", "values"), [("=1", (1, 2)), ("=,9", (2, 9)), ("=3,", (3, 2))])
def test_what_is_left_out_keeps_its_value(line: str, values: Values) -> None:
    modem = Modem()
    _do(PAIR, modem, "+IFC" + line)
    assert PAIR.values(modem.settings) == values


@pytest.mark.parametrize("line", ["", "=", "=,", "=4", "=1,1", "=1,2,3", "=-1", "=x", '="1"'])
def test_what_is_not_allowed_changes_no_subparameter(line: str) -> None:
    modem = Modem()
    with pytest.raises((CommandError, ValueError)):
        _do(PAIR, modem, "+IFC" + line)
    assert PAIR.values(modem.settings) == (2, 2)


def test_a_second_name_for_a_setting_reads_and_writes_the_first() -> None:
    def write(settings: Settings, values: Values) -> None:
        settings.registers[0] = values[0]

    alias = Parameter("+X", (range(3),), read=lambda s: (s.registers[0],), write=write)
    modem = Modem()
    _do(alias, modem, "+X=2")
    assert modem.settings.registers[0] == 2
    assert _do(alias, modem, "+X?") == "+X: 2"


@pytest.mark.parametrize(
    ("values", "text"),
    [(range(256), "0-255"), ((0, 1), "0,1"), ((3,), "3"), ((1, 2, 4), "1,2,4"), ((1, 2, 3), "1-3")],
)
def test_values_are_listed_as_ranges_only_where_they_are_whole(
    values: tuple[int, ...], text: str
) -> None:
    assert listed(values) == text


@given(st.tuples(st.integers(0, 3), st.sampled_from((0, 2, 9))))
def test_what_was_set_is_what_is_read(values: tuple[int, int]) -> None:
    modem = Modem()
    text = ",".join(map(str, values))
    _do(PAIR, modem, f"+IFC={text}")
    assert _do(PAIR, modem, "+IFC?") == f"+IFC: {text}"
