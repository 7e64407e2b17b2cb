"""Fixtures of the tests of traces: a call between two of the emulator's fax machines."""

from tests.support.traced import call, traced

__all__ = ["call", "traced"]
