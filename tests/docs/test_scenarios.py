"""docs/scenarios.md says of every key what the model says."""

import json
import re
from pathlib import Path, PurePath
from typing import get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from faxstatus_core.t31.profile import profile_named
from modem_sim.fax_machine import Terminal
from modem_sim.line.impairments import Impairments
from modem_sim.line.impairments.model import Bursts, Interruptions
from modem_sim.scenario import parse_scenario
from modem_sim.scenario.model import (
    JobSection,
    LineSection,
    MachineSection,
    ModemSection,
    NumberSection,
    Scenario,
    TimingSection,
)
from modem_sim.scenario.triggers import Do, TriggerSection

DOCUMENT = Path(__file__).parents[2] / "docs/scenarios.md"

TABLES: list[tuple[str, str, type[BaseModel]]] = [
    ("The whole", "Keys before the first section, and the sections.", Scenario),
    ("`[timing]`", "The exchange, in seconds.", TimingSection),
    ("`[[modem]]`", "A modem for a program, at a terminal unless it is attached.", ModemSection),
    ("`[[machine]]`", "A fax machine: answers, and makes the calls it is given.", MachineSection),
    ("`[[machine.call]]`", "A call that the machine before it makes.", JobSection),
    ("`terminal`", "What a machine can do, and where it is awkward.", Terminal),
    ("`[[number]]`", "Give either `to` or `members`.", NumberSection),
    ("`[[line]]`", "What a line does to the calls on it.", LineSection),
    ("`both`, `from_caller`, `from_called`", "One direction of a line.", Impairments),
    ("`bursts` and `noise`", "At random times.", Bursts),
    ("`dropouts`", "At random times.", Interruptions),
    (
        "`[[trigger]]`",
        "Exactly one of `frame`, `after_frame`, `page` and `after_answer`, and what to do.",
        TriggerSection,
    ),
]


def row(name: str, field: FieldInfo) -> str:
    """The line of a table that tells of a key."""
    return f"| `{field.alias or name}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "needed"
    if value is None or value in ("", ()) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, tuple) and len(value) > 2:
        return "all"
    return f"`{json.dumps(str(value) if isinstance(value, PurePath) else value)}`"


@pytest.mark.parametrize(("heading", "text", "model"), TABLES)
def test_every_key_is_told(heading: str, text: str, model: type[BaseModel]) -> None:
    [section] = [
        part for part in DOCUMENT.read_text().split("\n## ") if part.startswith(f"{heading}\n")
    ]
    told = [line for line in section.splitlines() if line.startswith("| `")]
    assert told == [row(name, field) for name, field in model.model_fields.items()]
    assert text in section


def test_every_effect_is_told() -> None:
    section = DOCUMENT.read_text().split("## What a trigger can do")[1]
    assert re.findall(r"^\| `(\w+)` \|", section, re.M)[1:] == list(get_args(Do))


def test_the_example_is_a_scenario() -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```", DOCUMENT.read_text(), re.M | re.S)
    scenario = parse_scenario(example, "example")
    assert [profile_named(modem.profile).model for modem in scenario.modem] == ["USR5637"]
    assert (len(scenario.modem), len(scenario.machine), len(scenario.trigger)) == (1, 1, 2)
