"""Which files jobs refer to, as a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Which files jobs refer to, as a table of its own."""
    op.create_table(
        "job_documents",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.job_id"], name=op.f("fk_job_documents_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "digest", name=op.f("pk_job_documents")),
    )
    op.create_index(op.f("ix_job_documents_digest"), "job_documents", ["digest"], unique=False)
    op.execute(
        "INSERT OR IGNORE INTO job_documents (job_id, digest) "
        "SELECT jobs.job_id, json_extract(document.value, '$.digest') "
        "FROM jobs, json_each(jobs.documents) AS document"
    )
