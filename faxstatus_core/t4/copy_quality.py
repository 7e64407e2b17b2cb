"""Whether a received page is good enough: what decides MCF, RTP or RTN (T.30 §5.3.6.1.7)."""

import enum
from dataclasses import dataclass

from faxstatus_core.t4.decode import DecodedPage
from faxstatus_core.t4.page_format import Resolution


class CopyQuality(enum.Enum):
    """The judgement of a page."""

    GOOD = "good"
    """Confirm it: MCF."""
    POOR = "poor"
    """Keep it, but train again before the next: RTP."""
    BAD = "bad"
    """Ask for it again: RTN."""


@dataclass(frozen=True, slots=True)
class CopyQualityRule:
    """Limits. The defaults of ``bad`` are HylaFAX's.

    A page is bad when more than ``longest_bad_run`` lines in a row (at 3.85 lines/mm; twice as
    many at 7.7) or more than ``bad_share`` of all lines could not be decoded, or there are none;
    it is poor when more than ``poor_share`` could not.
    """

    longest_bad_run: int = 5
    bad_share: float = 0.05
    poor_share: float = 0.02


DEFAULT_RULE = CopyQualityRule()


def judge(
    page: DecodedPage, resolution: Resolution, rule: CopyQualityRule = DEFAULT_RULE
) -> CopyQuality:
    """The quality of ``page``, which came at ``resolution``."""
    longest = rule.longest_bad_run * resolution.dpi[1] // Resolution.STANDARD.dpi[1]
    if page.lines == 0 or page.longest_bad_run > longest:
        return CopyQuality.BAD
    share = page.bad_lines / page.lines
    if share > rule.bad_share:
        return CopyQuality.BAD
    return CopyQuality.POOR if share > rule.poor_share else CopyQuality.GOOD
