"""Runs migrations on the connection that the store gives (Alembic calls this file)."""

from alembic import context

from faxstatus_core.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
