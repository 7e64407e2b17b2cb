"""Fixtures of several tests of the emulator."""

from tests.support.traced import call, traced

__all__ = ["call", "traced"]
