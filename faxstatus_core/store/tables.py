"""The tables. Those of records are made from the records' own fields."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
)

from faxstatus_core.records import Call, Fax, Job
from faxstatus_core.store.columns import Instant, columns_of, status_columns

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

jobs = Table(
    "jobs",
    metadata,
    *columns_of(Job, key="job_id"),
    Column("password", Text, nullable=False),
    Column("idempotency_key", Text),
    Column("fingerprint", Text),
    Column("password_erased", Boolean, nullable=False, server_default=false()),
    Index("ix_jobs_state", "state"),
    Index("ix_jobs_submitted_time", "submitted_time"),
    Index("ix_jobs_idempotency", "user_name", "idempotency_key", unique=True),
    sqlite_autoincrement=True,
)

job_documents = Table(
    "job_documents",
    metadata,
    Column("job_id", Integer, ForeignKey("jobs.job_id", ondelete="CASCADE"), primary_key=True),
    Column("digest", Text, primary_key=True, index=True),
)
"""Which files jobs refer to: found by the digest, without reading all jobs."""

calls = Table(
    "calls",
    metadata,
    *columns_of(Call, key="call_id", without=("status", "has_trace", "job_ids")),
    Index("ix_calls_started_time", "started_time"),
    Index("ix_calls_ended_time", "ended_time"),
    sqlite_autoincrement=True,
)

call_jobs = Table(
    "call_jobs",
    metadata,
    Column("call_id", Integer, ForeignKey("calls.call_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("job_id", Integer, nullable=False, index=True),
)

call_statuses = Table(
    "call_statuses",
    metadata,
    Column("call_id", Integer, ForeignKey("calls.call_id", ondelete="CASCADE"), primary_key=True),
    *status_columns(),
)
"""The status of the port at the end of a call."""

traces = Table(
    "traces",
    metadata,
    Column("call_id", Integer, ForeignKey("calls.call_id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What was recorded of a call: JSON lines, compressed by zlib."""

faxes = Table(
    "faxes",
    metadata,
    *columns_of(Fax, key="fax_id"),
    Index("ix_faxes_received_time", "received_time"),
    Index("ix_faxes_digest", "digest"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("time", Instant, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("device_id", Integer),
    Column("job_id", Integer),
    Column("data", JSON, nullable=False),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hook", Text, nullable=False),
    Column("event_sequence", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try", Instant),
    Column("last_error", Text),
    Column("created", Instant, nullable=False),
    Column("finished", Instant),
    Index("ix_deliveries_due", "state", "next_try"),
    Index("ix_deliveries_once", "hook", "event_sequence", unique=True),
    sqlite_autoincrement=True,
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JSON),
)
