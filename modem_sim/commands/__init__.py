"""What each AT command does: a table from its name to its handler (V.250 §6, T.31 §8)."""

from modem_sim.commands.base import CommandError
from modem_sim.commands.table import carry_out

__all__ = ["CommandError", "carry_out"]
