"""Which documents records refer to."""

from collections.abc import Collection

from sqlalchemy import Connection, select, union

from faxstatus_core.store.tables import faxes, job_documents


def referenced(connection: Connection, among: Collection[str] | None = None) -> set[str]:
    """The digests that jobs and faxes have; only those ``among`` some, if these are given."""
    columns = (faxes.c.digest, job_documents.c.digest)
    parts = [select(c) if among is None else select(c).where(c.in_(among)) for c in columns]
    return set(connection.execute(union(*parts)).scalars())
