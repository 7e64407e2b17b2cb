"""Scenarios from TOML; whatever is wrong with one is told with its line."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from modem_sim.scenario.model import Scenario, ScenarioError

_REMEDY = "see docs/scenarios.md for what a scenario can say"

Place = tuple[str | int, ...]
"""Keys and indices that lead to a value."""


def load_scenario(path: Path) -> Scenario:
    """Read and check ``path``. Raises :class:`ScenarioError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ScenarioError(
            f"cannot read the file: {error.strerror}", where=str(path), remedy="give its path"
        ) from error
    except ValueError as error:
        raise ScenarioError("not UTF-8", where=str(path), remedy="save it as UTF-8") from error
    return parse_scenario(text, str(path))


def parse_scenario(text: str, where: str) -> Scenario:
    """The scenario in ``text``, TOML. Raises :class:`ScenarioError`, which names ``where``."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"not TOML: {error}", where=where, remedy=_REMEDY) from error
    return _checked(data, text, where)


def as_scenario(data: Mapping[str, Any] | Scenario) -> Scenario:
    """The scenario in ``data``, which has what its TOML would have. Raises ScenarioError."""
    return _checked(data, "", "scenario")


def _checked(data: Mapping[str, Any] | Scenario, text: str, where: str) -> Scenario:
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        raise _error(text, where, fault["loc"], _text(fault)) from error
    for place, what in _conflicts(scenario):
        raise _error(text, where, place, what)
    return scenario


def _text(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "there is no such key"
    if fault["type"] == "missing":
        return "it is missing"
    message: str = fault["msg"]
    return message.removeprefix("Value error, ")


def _conflicts(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    """What is wrong between parts that are each right."""
    stations = [*_placed("modem", scenario.modem), *_placed("machine", scenario.machine)]
    if not stations:
        yield (), "there is neither a modem nor a machine"
    lines = {station.number for _, station in stations}
    yield from _twice((place, "name", station.name) for place, station in stations)
    specials = _placed("number", scenario.number)
    yield from _twice((place, "number", one.number) for place, one in [*stations, *specials])
    wanted = [((*p, "members"), number) for p, one in specials for number in one.members]
    for kind, sections in (("line", scenario.line), ("trigger", scenario.trigger)):
        for place, section in _placed(kind, sections):
            wanted += [((*place, key), getattr(section, key)) for key in ("caller", "called")]
    for place, number in wanted:
        if number is not None and number not in lines:
            yield place, f"nobody has the number {number}"


def _placed(kind: str, sections: Sequence[Any]) -> list[tuple[Place, Any]]:
    return [((kind, index), section) for index, section in enumerate(sections)]


def _twice(values: Iterable[tuple[Place, str, str]]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for place, key, value in values:
        if value in seen:
            yield (*place, key), f"the {key} {value} is taken"
        seen.add(value)


def _error(text: str, where: str, place: Place, what: str) -> ScenarioError:
    line = _line_of(text, place)
    names = [str(part + 1) if isinstance(part, int) else part for part in place]
    key = ".".join(names)
    return ScenarioError(
        f"{key}: {what}" if key else what,
        where=f"{where}, line {line}" if line else where,
        remedy=_REMEDY,
    )


def _line_of(text: str, place: Place) -> int | None:
    """The line on which the value at ``place``, or what is left of the way to it, is first there.

    tomllib tells no places, so ever more lines are read until the value has come.
    """
    there = _as_far_as_it_goes(tomllib.loads(text), place)
    if not there:
        return None
    lines = text.splitlines(keepends=True)
    for count in range(1, len(lines) + 1):
        try:
            data = tomllib.loads("".join(lines[:count]))
        except ValueError:  # in the middle of something
            continue
        if _as_far_as_it_goes(data, there) == there:
            return count
    return None


def _as_far_as_it_goes(data: Any, place: Place) -> Place:
    way: Place = ()
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        way = (*way, part)
    return way
