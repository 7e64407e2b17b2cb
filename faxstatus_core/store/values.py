"""Small settings that clients change."""

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from faxstatus_core.store.database import Database
from faxstatus_core.store.tables import settings


class Values:
    """JSON values by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> JsonValue:
        """The value; None where there is none."""
        query = select(settings.c.value).where(settings.c.key == key)
        with self._database.read() as connection:
            value: JsonValue = connection.execute(query).scalar()
            return value

    def set(self, key: str, value: JsonValue) -> None:
        """Keep a value."""
        with self._database.write() as (connection, _):
            query = insert(settings).values(key=key, value=value)
            connection.execute(query.on_conflict_do_update(["key"], set_={"value": value}))
