"""Hours by the clock on the wall, on days on which it is changed."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from faxstatus_core.clock import VIRTUAL_EPOCH
from faxstatus_core.queue import QueueSection
from faxstatus_core.service.local_time import LOCAL
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"]


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """The machine is there."""
    name = getattr(request, "param", "Europe/Berlin")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield ZoneInfo(name)
    time.tzset()


@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_zone_of_this_machine_is_as_the_data_base_has_it(zone: ZoneInfo) -> None:
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    while instant.year == 2026:
        here, there = instant.astimezone(LOCAL), instant.astimezone(zone)
        assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
        assert (here.fold, here.utcoffset()) == (there.fold, there.utcoffset())
        assert here.astimezone(UTC) == instant
        instant += timedelta(minutes=30)


def test_cheap_hours_begin_by_the_clock_that_was_put_forward(
    tmp_path: Path, zone: ZoneInfo
) -> None:
    async def story(world: ServiceWorld) -> datetime | None:
        [done] = await world.until_final(await world.submit("2", discount=True))
        return done.started_time

    evening = datetime(2026, 3, 29, 1, 40, tzinfo=zone)  # at 2:00 it is 3:00
    started = in_world(
        tmp_path,
        modem("a", "1") + machine("2"),
        story,
        queue=QueueSection(discount="03:00-05:00"),
        after=(evening - VIRTUAL_EPOCH).total_seconds(),
    )
    assert started is not None
    opened = datetime(2026, 3, 29, 3, 0, tzinfo=zone)
    assert timedelta(0) <= started - opened.astimezone(UTC) < timedelta(seconds=5)
