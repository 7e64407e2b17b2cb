"""Fax machines at the far end: pure stations that run T.30 on the line themselves."""

from modem_sim.fax_machine.machine import CallReport, FaxMachine, Job, Store
from modem_sim.fax_machine.terminal import Terminal

__all__ = ["CallReport", "FaxMachine", "Job", "Store", "Terminal"]
