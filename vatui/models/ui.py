"""What only the screens remember, and who was last seen at the desk."""

from __future__ import annotations

from peewee import IntegerField, TextField

from vatui.models.base import Unjournalled
from vatui.models.fields import UtcField


class Preference(Unjournalled):
    """Something a person chose by pressing keys: the last board, the split, a draft. JSON values."""

    name = TextField(primary_key=True)
    value = TextField()

    class Meta:
        """Plain table name."""

        legacy_table_names = False


class Presence(Unjournalled):
    """When somebody's console was last alive and last touched, for timers that were forgotten (domain.md T1.9)."""

    actor = TextField(primary_key=True)
    seen_at = UtcField()
    touched_at = UtcField()

    class Meta:
        """Plain table name."""

        legacy_table_names = False


class Counter(Unjournalled):
    """The last number given out under a name; numbers are never given twice, undo or not."""

    name = TextField(primary_key=True)
    value = IntegerField()

    class Meta:
        """Plain table name."""

        legacy_table_names = False
