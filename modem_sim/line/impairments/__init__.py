"""What bad lines do, from a seed: a run repeats exactly."""

from modem_sim.line.impairments.model import Bursts, Impairments, Interruptions
from modem_sim.line.impairments.quality import quality

__all__ = ["Bursts", "Impairments", "Interruptions", "quality"]
