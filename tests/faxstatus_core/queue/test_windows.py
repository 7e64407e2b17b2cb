"""Hours of the day, also on days on which the clock is put forward or back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.queue import DailyWindow

BERLIN = ZoneInfo("Europe/Berlin")
"""Forward on 2026-03-29 at 2:00 to 3:00, back on 2026-10-25 at 3:00 to 2:00."""
ZONES = ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
windows = st.builds(DailyWindow, times, times)
instants = st.sampled_from(ZONES).flatmap(
    lambda zone: st.one_of(
        # Days on which clocks change in those zones, and any others.
        st.sampled_from(["2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31", "2026-04-04"]).map(
            lambda day: datetime.fromisoformat(day).replace(tzinfo=UTC)
        ),
        st.integers(0, 1000).map(lambda days: datetime(2026, 1, 1, tzinfo=UTC) + days * DAY),
    ).flatmap(
        lambda day: st.integers(0, 48 * 60).map(
            lambda later: (day + later * MINUTE).astimezone(ZoneInfo(zone))
        )
    )
)


def opening(window: str, local: str, fold: int = 0) -> str:
    """When it opens from ``local`` on, both by the clock in Berlin."""
    now = datetime.fromisoformat(local).replace(tzinfo=BERLIN, fold=fold)
    return f"{DailyWindow.parse(window).opening(now).astimezone(BERLIN):%m-%d %H:%M%z}"


@pytest.mark.parametrize(
    ("window", "at", "expected"),
    [
        ("08:00-18:00", "2026-03-02 07:59", "03-02 08:00+0100"),
        ("08:00-18:00", "2026-03-02 08:00", "03-02 08:00+0100"),
        ("08:00-18:00", "2026-03-02 17:59", "03-02 17:59+0100"),
        ("08:00-18:00", "2026-03-02 18:00", "03-03 08:00+0100"),
        ("22:00-06:00", "2026-03-02 23:00", "03-02 23:00+0100"),
        ("22:00-06:00", "2026-03-02 05:59", "03-02 05:59+0100"),
        ("22:00-06:00", "2026-03-02 06:00", "03-02 22:00+0100"),
        ("00:00-00:00", "2026-03-02 03:33", "03-02 03:33+0100"),
        ("12:00-12:00", "2026-03-02 11:00", "03-02 11:00+0100"),
    ],
)
def test_window_opens(window: str, at: str, expected: str) -> None:
    assert opening(window, at) == expected


@pytest.mark.parametrize(
    ("window", "at", "expected"),
    [
        ("02:15-02:45", "2026-03-29 01:00", "03-30 02:15+0200"),  # there is no such hour
        ("02:30-04:00", "2026-03-29 01:00", "03-29 03:00+0200"),  # it begins late
        ("01:00-05:00", "2026-03-29 01:30", "03-29 01:30+0100"),
        ("03:00-05:00", "2026-03-29 01:30", "03-29 03:00+0200"),
    ],
)
def test_on_the_day_on_which_the_clock_is_put_forward(window: str, at: str, expected: str) -> None:
    assert opening(window, at) == expected


@pytest.mark.parametrize(
    ("window", "at", "fold", "expected"),
    [
        ("02:15-02:45", "2026-10-25 01:00", 0, "10-25 02:15+0200"),
        ("02:15-02:45", "2026-10-25 02:50", 0, "10-25 02:15+0100"),  # the hour comes twice
        ("02:15-02:45", "2026-10-25 02:50", 1, "10-26 02:15+0100"),
        ("01:00-02:30", "2026-10-25 02:40", 0, "10-25 02:00+0100"),  # it goes on once more
    ],
)
def test_on_the_day_on_which_the_clock_is_put_back(
    window: str, at: str, fold: int, expected: str
) -> None:
    assert opening(window, at, fold) == expected


@given(windows, instants)
def test_opening_is_the_first_minute_within(window: DailyWindow, local: datetime) -> None:
    opens = window.opening(local)
    now = local.astimezone(UTC)
    assert opens >= now
    assert window.holds(opens.astimezone(local.tzinfo))
    while now < opens:  # each minute before it is outside
        assert not window.holds(now.astimezone(local.tzinfo))
        now += MINUTE


@given(windows)
def test_text_says_what_the_window_is(window: DailyWindow) -> None:
    assert DailyWindow.parse(str(window)) == window


@pytest.mark.parametrize("text", ["", "8", "08:00", "08:00-", "08:00-25:00", "08-18", "a:b-c:d"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="form"):
        DailyWindow.parse(text)


@given(windows, windows)
def test_windows_meet_if_a_minute_of_the_day_is_in_both(
    one: DailyWindow, other: DailyWindow
) -> None:
    day = [datetime(2026, 1, 1) + minute * MINUTE for minute in range(24 * 60)]  # noqa: DTZ001
    assert one.meets(other) == any(one.holds(at) and other.holds(at) for at in day)
