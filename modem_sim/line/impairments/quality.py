"""Impairments as the stages of one call's channel."""

from random import Random

from modem_sim.line.impairments.bit_errors import ErrorBursts, RandomErrors, TopSpeed
from modem_sim.line.impairments.frame_faults import FrameFaults
from modem_sim.line.impairments.interruptions import ClippedStart, Dropouts
from modem_sim.line.impairments.model import Impairments
from modem_sim.line.path import LineQuality
from modem_sim.line.stage import Stage


def quality(impairments: Impairments, chance: Random) -> LineQuality:
    """Fresh stages for one direction of one call; none for what is not impaired.

    Each stage draws from a generator of its own, made from ``chance``: what one of them meets does
    not change the others. ``hang_up_after`` is not the line's; see who makes the call.
    """
    seeds = [chance.getrandbits(64) for _ in range(6)]
    chances = [Random(seed) for seed in seeds]  # noqa: S311 - they must repeat
    frames: list[Stage] = []
    bits: list[Stage] = []
    if impairments.frame_loss or impairments.frame_corruption:
        loss, corruption = impairments.frame_loss, impairments.frame_corruption
        frames.append(FrameFaults(chances[0], loss, corruption))
    if impairments.bit_error_rate:
        bits.append(RandomErrors(chances[1], impairments.bit_error_rate))
    if impairments.top_speed is not None:
        bits.append(TopSpeed(chances[2], impairments.top_speed))
    if bursts := impairments.bursts:
        interval = 60 / bursts.per_minute
        bits.append(ErrorBursts(chances[3], interval, bursts.length / 1000, bursts.errors))
    if dropouts := impairments.dropouts:
        bits.append(Dropouts(chances[4], 60 / dropouts.per_minute, dropouts.length / 1000))
    if impairments.clipped_start:
        bits.append(ClippedStart(impairments.clipped_start / 1000))
    if noise := impairments.noise:
        interval = 60 / noise.per_minute
        length = noise.length / 1000
        bits.append(ErrorBursts(chances[5], interval, length, noise.errors, noise=True))
    return LineQuality(impairments.delay, impairments.echo_delay, frames, bits)
