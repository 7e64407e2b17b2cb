"""Which jobs had a password that was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Which jobs had a password that was erased. Of those that are final already it is unknown."""
    erased: sa.Column[bool] = sa.Column(
        "password_erased", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("jobs", erased)
