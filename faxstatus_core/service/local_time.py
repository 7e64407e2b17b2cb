"""The zone of this machine's clock on the wall, with its changes.

``datetime.astimezone()`` gives but the offset of one instant: what is computed with that, such as
when hours open, is wrong across a change of the clock.
"""

from datetime import UTC, datetime, timedelta, tzinfo


class _LocalZone(tzinfo):
    """What the C library says (TZ, /etc/localtime)."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime) -> datetime:
        local = dt.replace(tzinfo=UTC).astimezone()
        wall = local.replace(tzinfo=None, fold=0)
        second = wall.astimezone().utcoffset() != local.utcoffset()
        return wall.replace(tzinfo=self, fold=int(second))


LOCAL = _LocalZone()
