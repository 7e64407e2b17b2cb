"""Scenarios: a network, its lines and faults, described in TOML or in Python."""

from modem_sim.scenario.loader import as_scenario, load_scenario, parse_scenario
from modem_sim.scenario.model import Scenario, ScenarioError
from modem_sim.scenario.world import Outside, World

__all__ = [
    "Outside",
    "Scenario",
    "ScenarioError",
    "World",
    "as_scenario",
    "load_scenario",
    "parse_scenario",
]
