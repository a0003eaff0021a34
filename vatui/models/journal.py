"""What each operation changed: undo, activity log and change feed in one pair of tables (architecture.md 7)."""

from __future__ import annotations

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from vatui.models.base import Unjournalled
from vatui.models.fields import UtcField


class Change(Unjournalled):
    """One operation: the step that undo takes back."""

    id = AutoField()
    at = UtcField()
    actor = TextField()
    title = TextField()
    """Untranslated, such as ``Move card``."""
    subject = TextField(default="")
    """What it was done to, as plain text."""
    client_id = IntegerField(null=True)
    tables = TextField(default="")
    """Names of the tables it wrote, between spaces."""
    undoable = BooleanField(default=True)
    undoes = IntegerField(null=True)
    undone = BooleanField(default=False)

    class Meta:
        """Undo looks for my newest."""

        legacy_table_names = False
        indexes = ((("actor", "undone", "id"), False),)


class ChangedRow(Unjournalled):
    """One row that a change wrote; ``before`` and ``after`` are its columns as JSON, none where there was no row.

    ``after`` is ``{}`` for rows made in bulk, whose images would only repeat the import.
    """

    id = AutoField()
    change = ForeignKeyField(Change, lazy_load=False, on_delete="CASCADE")
    change_id: int
    table_name = TextField()
    row_id = IntegerField()
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        """The history of one row."""

        legacy_table_names = False
        indexes = ((("table_name", "row_id", "id"), False),)
