"""What was brought in from elsewhere, so that a second import changes only what changed (formats-work.md 10)."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from vatui.models.base import Row
from vatui.models.clients import Client
from vatui.models.fields import UtcField


class ImportRun(Row):
    """One import that was applied."""

    client = ForeignKeyField(Client, null=True, lazy_load=False, on_delete="RESTRICT")
    client_id: int | None
    source = TextField()
    file_name = TextField()
    sha256 = TextField()
    at = UtcField()
    counts = TextField()
    """JSON: what was made, changed, kept, lost."""


class ExternalRef(Row):
    """Which row of ours stands for which thing of theirs."""

    source = TextField()
    kind = TextField()
    ext_id = TextField()
    client = ForeignKeyField(Client, null=True, lazy_load=False, on_delete="RESTRICT", index=False)
    client_id: int | None
    table_name = TextField()
    row_id = IntegerField()
    url = TextField(default="")
    run = ForeignKeyField(ImportRun, null=True, lazy_load=False, on_delete="RESTRICT")
    run_id: int | None
    last_run = IntegerField(null=True)
    """Of a board the latest run; of a card that is gone there the last run that still had it, none while it is there."""
    source_values = TextField(default="{}")
    """JSON: the source's own values last time, and ours where they differ from what it said."""

    class Meta:
        """One row of ours for one thing of theirs, per client."""

        indexes = ((("client", "source", "kind", "ext_id"), True),)
