"""Fixtures of several tests of the emulator."""

from tests.modem_sim.trace.traced import call, traced

__all__ = ["call", "traced"]
