"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "calls",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("device_name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("fax_id", sa.Integer(), nullable=True),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("started_time", sa.String(length=27), nullable=False),
        sa.Column("ended_time", sa.String(length=27), nullable=True),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("succeeded", sa.Boolean(), nullable=True),
        sa.Column("error_cause", sa.Text(), nullable=True),
        sa.Column("result_text", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_calls")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("ix_calls_ended_time", ["ended_time"], unique=False)
        batch_op.create_index("ix_calls_started_time", ["started_time"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("event_sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.String(length=27), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created", sa.String(length=27), nullable=False),
        sa.Column("finished", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_due", ["state", "next_try"], unique=False)
        batch_op.create_index("ix_deliveries_once", ["hook", "event_sequence"], unique=True)

    op.create_table(
        "events",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("time", sa.String(length=27), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_time"), ["time"], unique=False)

    op.create_table(
        "faxes",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("device_name", sa.Text(), nullable=False),
        sa.Column("received_time", sa.String(length=27), nullable=False),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("tsid", sa.Text(), nullable=True),
        sa.Column("csid", sa.Text(), nullable=True),
        sa.Column("caller_id", sa.Text(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=True),
        sa.Column("routing_string", sa.Text(), nullable=True),
        sa.Column("remote_maker", sa.Text(), nullable=True),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("bad_lines", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("fax_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("fax_id", name=op.f("pk_faxes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("faxes", schema=None) as batch_op:
        batch_op.create_index("ix_faxes_digest", ["digest"], unique=False)
        batch_op.create_index("ix_faxes_received_time", ["received_time"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("recipient_company", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("sender_company", sa.Text(), nullable=False),
        sa.Column("sender_department", sa.Text(), nullable=False),
        sa.Column("billing_code", sa.Text(), nullable=False),
        sa.Column("document_name", sa.Text(), nullable=False),
        sa.Column("cover", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.String(length=27), nullable=True),
        sa.Column("not_after", sa.String(length=27), nullable=True),
        sa.Column("discount", sa.Boolean(), nullable=False),
        sa.Column("max_tries", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("subaddress", sa.Text(), nullable=False),
        sa.Column("tsid", sa.Text(), nullable=False),
        sa.Column("tag_line", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("document_size", sa.Integer(), nullable=False),
        sa.Column("pages_confirmed", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("interruptions", sa.Integer(), nullable=False),
        sa.Column("submitted_time", sa.String(length=27), nullable=False),
        sa.Column("next_try", sa.String(length=27), nullable=True),
        sa.Column("started_time", sa.String(length=27), nullable=True),
        sa.Column("finished_time", sa.String(length=27), nullable=True),
        sa.Column("error_cause", sa.Text(), nullable=True),
        sa.Column("error_text", sa.Text(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_jobs")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_idempotency", ["user_name", "idempotency_key"], unique=True)
        batch_op.create_index("ix_jobs_state", ["state"], unique=False)
        batch_op.create_index("ix_jobs_submitted_time", ["submitted_time"], unique=False)

    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "call_jobs",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.call_id"], name=op.f("fk_call_jobs_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "position", name=op.f("pk_call_jobs")),
    )
    with op.batch_alter_table("call_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_jobs_job_id"), ["job_id"], unique=False)

    op.create_table(
        "call_statuses",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("caller_id", sa.Text(), nullable=True),
        sa.Column("csid", sa.Text(), nullable=True),
        sa.Column("current_page", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("device_name", sa.Text(), nullable=False),
        sa.Column("document_name", sa.Text(), nullable=True),
        sa.Column("document_size", sa.Integer(), nullable=True),
        sa.Column("elapsed_time", sa.Float(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("receive", sa.Boolean(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=True),
        sa.Column("routing_string", sa.Text(), nullable=True),
        sa.Column("send", sa.Boolean(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("start_time", sa.String(length=27), nullable=True),
        sa.Column("submitted_time", sa.String(length=27), nullable=True),
        sa.Column("tsid", sa.Text(), nullable=True),
        sa.Column("extended_device_status", sa.Integer(), nullable=False),
        sa.Column("extended_device_status_name", sa.Text(), nullable=False),
        sa.Column("extended_device_status_text", sa.Text(), nullable=False),
        sa.Column("extended_state", sa.Text(), nullable=False),
        sa.Column("extended_job_id", sa.Integer(), nullable=True),
        sa.Column("extended_retries", sa.Integer(), nullable=True),
        sa.Column("extended_scheduled_time", sa.String(length=27), nullable=True),
        sa.Column("extended_dialled_number", sa.Text(), nullable=True),
        sa.Column("extended_poll_requested", sa.Boolean(), nullable=True),
        sa.Column("extended_poll_offered", sa.Boolean(), nullable=True),
        sa.Column("extended_phase", sa.Text(), nullable=True),
        sa.Column("extended_transmission_start", sa.String(length=27), nullable=True),
        sa.Column("extended_transmission_end", sa.String(length=27), nullable=True),
        sa.Column("extended_call_duration", sa.Float(), nullable=True),
        sa.Column("extended_last_frame_sent", sa.Text(), nullable=True),
        sa.Column("extended_last_frame_received", sa.Text(), nullable=True),
        sa.Column("extended_remote_id", sa.Text(), nullable=True),
        sa.Column("extended_remote_maker", sa.Text(), nullable=True),
        sa.Column("extended_remote_model", sa.Text(), nullable=True),
        sa.Column("extended_caller_id_number", sa.Text(), nullable=True),
        sa.Column("extended_caller_id_name", sa.Text(), nullable=True),
        sa.Column("extended_sub_address", sa.Text(), nullable=True),
        sa.Column("extended_selective_polling_address", sa.Text(), nullable=True),
        sa.Column("extended_password_seen", sa.Boolean(), nullable=True),
        sa.Column("extended_sid_seen", sa.Boolean(), nullable=True),
        sa.Column("extended_modulation", sa.Text(), nullable=True),
        sa.Column("extended_data_rate", sa.Integer(), nullable=True),
        sa.Column("extended_error_correction", sa.Boolean(), nullable=True),
        sa.Column("extended_coding", sa.Text(), nullable=True),
        sa.Column("extended_resolution", sa.Text(), nullable=True),
        sa.Column("extended_horizontal_resolution", sa.Integer(), nullable=True),
        sa.Column("extended_vertical_resolution", sa.Integer(), nullable=True),
        sa.Column("extended_page_width", sa.Text(), nullable=True),
        sa.Column("extended_page_length", sa.Text(), nullable=True),
        sa.Column("extended_minimum_scan_line_time", sa.Integer(), nullable=True),
        sa.Column("extended_pages_transmitted", sa.Integer(), nullable=True),
        sa.Column("extended_pages_confirmed", sa.Integer(), nullable=True),
        sa.Column("extended_pages_received", sa.Integer(), nullable=True),
        sa.Column("extended_page_bytes", sa.Integer(), nullable=True),
        sa.Column("extended_page_percent", sa.Float(), nullable=True),
        sa.Column("extended_call_bytes", sa.Integer(), nullable=True),
        sa.Column("extended_page_lines", sa.Integer(), nullable=True),
        sa.Column("extended_page_bad_lines", sa.Integer(), nullable=True),
        sa.Column("extended_call_bad_lines", sa.Integer(), nullable=True),
        sa.Column("extended_longest_bad_run", sa.Integer(), nullable=True),
        sa.Column("extended_ecm_retransmissions", sa.Integer(), nullable=True),
        sa.Column("extended_error_cause", sa.Text(), nullable=True),
        sa.Column("extended_result_code", sa.Integer(), nullable=True),
        sa.Column("extended_result_text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
            name=op.f("fk_call_statuses_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_statuses")),
    )
    op.create_table(
        "traces",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.call_id"], name=op.f("fk_traces_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_traces")),
    )
