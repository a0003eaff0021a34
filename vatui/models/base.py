"""What every row is: a Peewee model that can only be written inside a change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

_DRIVERS = ("psycopg2cffi", "psycopg2", "psycopg", "pymysql", "MySQLdb")

# Peewee imports every database driver that is installed, which takes longer than a whole shell command may. They are kept
# out of reach of that one import; attach_postgres() hands the one that is wanted over later.
_hidden = [name for name in _DRIVERS if name not in sys.modules]
for _name in _hidden:
    sys.modules[_name] = None  # type: ignore[assignment]  # None is how Python marks a module that must not be found
try:
    import peewee
finally:
    for _name in _hidden:
        del sys.modules[_name]

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Image", "Recorder", "Row", "Unjournalled", "attach_postgres", "peewee"]

Image = dict[str, Any]
"""The columns of a row as they are stored, by column name: int, text, bool or None."""


def attach_postgres() -> None:
    """Hand the PostgreSQL driver to Peewee, which was imported without it.

    Raises:
        ImportError: the extra ``postgres`` is not installed.
    """
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    module: Any = peewee
    module.psycopg = psycopg
    module.TransactionStatus = TransactionStatus
    module.Json_pg3, module.Jsonb_pg3 = Json, Jsonb
    adapter: Any = module.Psycopg3Adapter
    adapter.txn_idle = TransactionStatus.IDLE
    adapter.txn_inerror = TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN


class Recorder(Protocol):
    """What a change hands to the rows that are written inside it."""

    def wrote(self, table: str, row_id: int, before: Image | None, after: Image | None) -> None:
        """Note that a row went from one image to another; None is no row."""


class Unjournalled(peewee.Model):
    """A table whose rows are written by the desk itself, outside any change."""


class Row(peewee.Model):
    """A journalled row: saving or deleting it outside a change raises."""

    id = peewee.AutoField()

    recorder: ClassVar[Recorder | None] = None
    """The change that is open on this process's desk; set by the desk alone."""

    class Meta:
        """Only what was assigned is written, so that a stale object cannot overwrite somebody's edit."""

        only_save_dirty = True
        legacy_table_names = False

    @classmethod
    def table(cls) -> str:
        """The name of the table."""
        return str(cls._meta.table_name)

    def image(self) -> Image:
        """The columns as they are stored."""
        return {field.column_name: field.db_value(self.__data__.get(field.name)) for field in self._meta.sorted_fields}

    @classmethod
    def stored(cls, row_id: int) -> Image | None:
        """The image of the row that is in the database now."""
        row = cls.get_or_none(cls._meta.primary_key == row_id)
        return None if row is None else row.image()

    @classmethod
    def columns(cls, image: Mapping[str, Any]) -> dict[str, Any]:
        """An image as values by field name."""
        return {
            field.name: field.python_value(image[field.column_name])
            for field in cls._meta.sorted_fields
            if field.column_name in image
        }

    def save(self, force_insert: bool = False, only: Any = None) -> int:
        """Write the row and note it in the open change.

        Raises:
            RuntimeError: there is no open change.
        """
        recorder = Row.recorder
        if recorder is None:
            raise RuntimeError(f"{type(self).__name__} was saved outside an operation")
        row_id = self.id
        before = None if row_id is None or force_insert else self.stored(row_id)
        if before is not None and not self.is_dirty():
            return 0
        # What was not assigned is not written, so it must not be noted either: this object may be stale.
        written = {field.column_name for field in (self.dirty_fields if only is None else only)}
        count = super().save(force_insert=force_insert or before is None, only=only)
        after = self.image()
        if before is not None:
            after = {name: after[name] if name in written else value for name, value in before.items()}
        if after != before:  # else it would be a step that undoes nothing
            recorder.wrote(self.table(), int(self.id), before, after)
        return int(count)

    def delete_instance(self, recursive: bool = False, delete_nullable: bool = False) -> int:
        """Delete the row and note it in the open change.

        Raises:
            RuntimeError: there is no open change, or ``recursive`` was asked for.
        """
        recorder = Row.recorder
        if recorder is None or recursive or delete_nullable:
            raise RuntimeError(f"{type(self).__name__} was deleted outside an operation")
        before = self.stored(int(self.id))
        count = super().delete_instance()
        recorder.wrote(self.table(), int(self.id), before, None)
        return int(count)
