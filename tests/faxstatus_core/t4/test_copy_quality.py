"""MCF, RTP or RTN."""

import pytest

from faxstatus_core.t4 import CopyQuality, CopyQualityRule, DecodedPage, Resolution, judge


def page(lines: int, bad: int, longest: int) -> DecodedPage:
    return DecodedPage([bytes(216)] * lines, bad, longest, ended_by_rtc=True)


@pytest.mark.parametrize(
    ("lines", "bad", "longest", "resolution", "quality"),
    [
        (1000, 0, 0, Resolution.STANDARD, CopyQuality.GOOD),
        (1000, 20, 1, Resolution.STANDARD, CopyQuality.GOOD),
        (1000, 21, 1, Resolution.STANDARD, CopyQuality.POOR),
        (1000, 50, 1, Resolution.STANDARD, CopyQuality.POOR),
        (1000, 51, 1, Resolution.STANDARD, CopyQuality.BAD),
        (1000, 5, 5, Resolution.STANDARD, CopyQuality.GOOD),
        (1000, 6, 6, Resolution.STANDARD, CopyQuality.BAD),
        (1000, 10, 10, Resolution.FINE, CopyQuality.GOOD),
        (1000, 11, 11, Resolution.FINE, CopyQuality.BAD),
        (0, 0, 0, Resolution.FINE, CopyQuality.BAD),
    ],
)
def test_the_default_rule_refuses_long_bad_runs_and_many_bad_lines(
    lines: int, bad: int, longest: int, resolution: Resolution, quality: CopyQuality
) -> None:
    assert judge(page(lines, bad, longest), resolution) is quality


def test_another_rule_may_be_milder() -> None:
    rule = CopyQualityRule(longest_bad_run=100, bad_share=0.5, poor_share=0.4)
    assert judge(page(100, 40, 40), Resolution.STANDARD, rule) is CopyQuality.GOOD
