"""Alembic's entry: runs the migrations on the connection that `upgrade_schema` hands over."""

from alembic import context

from assistant.console.accounts.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    # The caller's transaction holds all of it, so that a half upgrade is never left behind.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
