"""The open database, its clock and its journal: the one object that is passed around.

Everything that is written goes through ``Desk.change`` (usually by the ``operation`` decorator): one transaction, one journal
entry, one undo step. architecture.md sections 5–7; reliability.md sections 1–3.
"""

from __future__ import annotations

import functools
import getpass
import json
import os
import threading
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar, cast

from vatui import storage
from vatui.clock import Clock
from vatui.errors import DeskError, NothingToRedo, NothingToUndo, UndoConflict, VatuiError
from vatui.i18n import N_
from vatui.models import ROWS, Change, ChangedRow, Preference, Presence, Row
from vatui.models.base import Image, peewee
from vatui.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

R = TypeVar("R")
F = TypeVar("F", bound="Callable[..., Any]")

_TABLES: dict[str, type[Row]] = {row.table(): row for row in ROWS}
_CHUNK = 500
_MANY = 20
"""From how many rows on one statement takes several."""

OPERATIONS: list[Callable[..., Any]] = []
"""Every operation of the program; for the tests that ask whether each can be undone."""


@record
class Step:
    """A change as the person who made it knows it.

    Attributes:
        id: its number in the journal.
        title: what was done, untranslated.
        subject: what it was done to.
        at: when; aware, UTC.
        actor: by whom.
        client_id: whose it was, if one client's.
        undone: whether it was taken back.
        undoable: whether it can be.
        undoes: the change it took back, if it is an undo.
    """

    id: int
    title: str
    subject: str
    at: datetime
    actor: str
    client_id: int | None
    undone: bool
    undoable: bool
    undoes: int | None


class Recording:
    """The change that is open: collects what rows are written until it is committed."""

    def __init__(self, title: str, undoable: bool) -> None:
        self.title = title
        self.undoable = undoable
        self.subject = ""
        self.client_id: int | None = None
        self.rows: list[tuple[str, int, Image | None, Image | None]] = []

    def wrote(self, table: str, row_id: int, before: Image | None, after: Image | None) -> None:
        """Note that a row went from one image to another."""
        self.rows.append((table, row_id, before, after))


class Desk:
    """The open database, its clock and its journal.

    One process has one desk: opening one binds the rows to its database. It may be used from any thread, by one at a time.

    Args:
        store: the open database.
        clock: where the time comes from.
        actor: who works at it; undo takes back the actor's own changes only.
    """

    def __init__(self, store: storage.Store, clock: Clock, actor: str) -> None:
        self.store = store
        self.clock = clock
        self.actor = actor
        self._recording: Recording | None = None
        self._seen = 0
        self._version = 0
        self._lock = threading.RLock()

    @classmethod
    def open(
        cls, url: str, *, clock: Clock | None = None, actor: str | None = None, create: bool = True, migrate: bool = True
    ) -> Desk:
        """Open a desk, made or brought up to date if need be.

        Args:
            url: a file, ``sqlite:///…`` or ``postgresql://user:password@host/name``.
            clock: where the time comes from; the computer's if none is given.
            actor: who works at it; the name of the account if none is given.
            create: make a desk that is not there yet.
            migrate: bring an older desk up to date (after a backup).

        Raises:
            DeskMissing, DeskDamaged, DeskTooNew, DeskBusy, DeskReadOnly, DeskFull: it cannot be used, and why.
        """
        clock = clock or Clock()
        store = storage.open_store(url, create=create, migrate=migrate, now=clock.now)
        desk = cls(store, clock, actor or os.environ.get("VATUI_ACTOR") or _account())
        desk.run(desk._catch_up)
        return desk

    @property
    def place(self) -> str:
        """The file it lies in, or the name of the server's database."""
        return str(self.store.database.database)

    @property
    def file(self) -> Path | None:
        """The file it lies in, none for a server's database."""
        return self.store.file

    # ------------------------------------------------------------------ reading

    def run(self, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        """Call a read or an operation; what the database raises becomes a ``DeskError``."""
        with self._lock:
            try:
                return function(*args, **kwargs)
            except VatuiError:
                raise
            except Exception as error:
                plain = storage.plain_error(error)
                if plain is None:
                    raise
                if self._recording is None and self.store.connection_lost():
                    self._reconnect()
                raise plain from error

    def _reconnect(self) -> None:
        try:
            self.store.reconnect()
        except Exception as error:  # the server is still away; the next call tries again
            if storage.plain_error(error) is None:
                raise

    def glance(self, function: Callable[..., R], *args: Any) -> R | None:
        """Call a short read at once on the thread that asks, if nothing has to be waited for.

        Meant for what must stand in the same frame as a cursor key. None when the desk is busy or lies on a server: then the
        read takes the usual way.
        """
        if self.store.file is None or not self._lock.acquire(blocking=False):
            return None
        try:
            return self.run(function, self, *args)
        finally:
            self._lock.release()

    def now(self) -> datetime:
        """The present instant: aware, UTC, whole seconds."""
        return self.clock.now()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read with a statement that both databases understand; ``?`` stands for a value."""
        return self.store.rows(sql, values)

    # ------------------------------------------------------------------ writing

    @contextmanager
    def change(self, title: str, *, undoable: bool = True) -> Iterator[Recording]:
        """One transaction and one journal entry; a change inside a change joins it.

        Args:
            title: what is done, marked with ``N_``: the name of the undo step.
            undoable: false for what the outside world has already seen.
        """
        if self._recording is not None:
            if not undoable:
                self._recording.undoable = False
            yield self._recording
            return
        with self._lock, self.store.writing():
            recording = Recording(title, undoable)
            self._recording = recording
            Row.recorder = recording
            try:
                yield recording
                if recording.rows:
                    self._write_journal(recording)
            finally:
                self._recording = None
                Row.recorder = None

    def _write_journal(self, recording: Recording, undoes: int | None = None) -> int:
        tables = sorted({table for table, *_ in recording.rows})
        change_id = int(
            Change.insert(
                at=self.now(), actor=self.actor, title=recording.title, subject=recording.subject[:200],
                client_id=recording.client_id, tables=" ".join(tables), undoable=recording.undoable, undoes=undoes,
            ).execute()
        )  # fmt: skip
        rows = [(change_id, table, row_id, _json(before), _json(after)) for table, row_id, before, after in recording.rows]
        self.store.many("INSERT INTO changed_row (change_id, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)", rows)
        return change_id

    def about(self, subject: str, client_id: int | None = None) -> None:
        """Say what the open change is done to; the first word counts, so an outer operation names its own."""
        recording = self._recording
        if recording is not None and not recording.subject:
            recording.subject, recording.client_id = subject, client_id

    def next_number(self, name: str) -> int:
        """Give out the next number under a name; inside an operation, and never twice.

        Args:
            name: such as ``card:3`` for the cards of client 3.
        """
        self.store.run(
            "INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1", (name,)
        )
        return int(self.rows("SELECT value FROM counter WHERE name = ?", name)[0][0])

    def skip_numbers(self, name: str, count: int) -> int:
        """Give out ``count`` numbers at once; returns the first of them."""
        first = self.next_number(name)
        self.store.run("UPDATE counter SET value = value + ? WHERE name = ?", (count - 1, name))
        return first

    def insert_many(self, row: type[Row], values: Sequence[dict[str, Any]]) -> list[int]:
        """Insert many rows at once inside the open change; the journal keeps their numbers, not their images.

        Args:
            row: which table.
            values: a dictionary by field name for each, all with the same keys.

        Returns:
            Their numbers, in the order of ``values``.
        """
        recording = self._recording
        if recording is None:
            raise RuntimeError(f"{row.__name__} was written outside an operation")
        if not values:
            return []
        first = self.store.reserve(row.table(), len(values))
        ids = list(range(first, first + len(values)))
        fields = list(row._meta.sorted_fields)
        names = ", ".join(f'"{field.column_name}"' for field in fields)
        marks = ", ".join("?" for _ in fields)
        defaults = {field.name: field.default for field in fields if field.default is not None}
        plan = []
        for row_id, given in zip(ids, values, strict=True):
            full = {**defaults, **given, "id": row_id}
            plan.append(tuple(field.db_value(full.get(field.name)) for field in fields))
        self.store.many(f'INSERT INTO "{row.table()}" ({names}) VALUES ({marks})', plan)
        for row_id in ids:
            recording.rows.append((row.table(), row_id, None, {}))
        return ids

    def update_many(self, row: type[Row], column: str, values: Sequence[tuple[int, Any]]) -> None:
        """Set one column of many rows inside the open change; each is journalled by that column alone.

        Args:
            row: which table.
            column: the field's name.
            values: pairs of row number and new value; those that stay as they are are not written.
        """
        recording = self._recording
        if recording is None:
            raise RuntimeError(f"{row.__name__} was written outside an operation")
        field = row._meta.fields[column]
        name = field.column_name
        plan = []
        for start in range(0, len(values), _CHUNK):
            part = values[start : start + _CHUNK]
            marks = ", ".join("?" for _ in part)
            old = dict(self.store.rows(f'SELECT id, "{name}" FROM "{row.table()}" WHERE id IN ({marks})', [i for i, _ in part]))
            for row_id, value in part:
                stored = field.db_value(value)
                if row_id in old and old[row_id] != stored:
                    plan.append((stored, row_id))
                    recording.rows.append((row.table(), row_id, {name: old[row_id]}, {name: stored}))
        self.store.many(f'UPDATE "{row.table()}" SET "{name}" = ? WHERE id = ?', plan)

    # ------------------------------------------------------------------ undo

    def undo(self) -> Step:
        """Take back my newest change that can be.

        Raises:
            NothingToUndo: there is none.
            UndoConflict: a row it wrote was changed since.
        """
        with self._lock, self.store.writing():
            change = (
                Change.select()
                .where(Change.actor == self.actor, ~Change.undone, Change.undoes.is_null(), Change.undoable)
                .order_by(Change.id.desc())
                .first()
            )
            if change is None:
                raise NothingToUndo
            self._revert(change)
            return _step(change)

    def redo(self) -> Step:
        """Put back the change that I undid last.

        Raises:
            NothingToRedo: there is none, or something new was done since.
            UndoConflict: a row was changed since.
        """
        with self._lock, self.store.writing():
            newest = (
                Change.select(peewee.fn.MAX(Change.id)).where(Change.actor == self.actor, Change.undoes.is_null()).scalar()
            ) or 0
            undo = (
                Change.select()
                .where(Change.actor == self.actor, ~Change.undone, Change.undoes.is_null(False), Change.id > newest)
                .where(Change.undoable)
                .order_by(Change.id.desc())
                .first()
            )
            if undo is None:
                raise NothingToRedo
            target = Change.get_by_id(undo.undoes)
            self._revert(undo, redo=True)
            Change.update(undone=False).where(Change.id == target.id).execute()
            return _step(target)

    def _revert(self, change: Any, *, redo: bool = False) -> None:
        recording = Recording(change.title, undoable=not redo)
        recording.subject, recording.client_id = change.subject, change.client_id
        rows = list(ChangedRow.select().where(ChangedRow.change == change.id).order_by(ChangedRow.id.desc()).namedtuples())
        try:
            with self.store.database.atomic():
                for (table, how), run in groupby(rows, _kind_of_row):
                    part = list(run)
                    if how == "made" and len(part) >= _MANY:
                        self._unmake_many(change, table, [row.row_id for row in part], recording)
                    elif how == "gone" and len(part) >= _MANY:
                        self._bring_back_many(change, table, part, recording)
                    else:
                        for row in part:
                            self._restore(change, row, recording)
        except peewee.IntegrityError as error:
            raise UndoConflict(change.title) from error
        self._write_journal(recording, undoes=change.id)
        Change.update(undone=True).where(Change.id == change.id).execute()

    def _restore(self, change: Any, row: Any, recording: Recording) -> None:
        model = _TABLES[row.table_name]
        before: Image | None = None if row.before is None else json.loads(row.before)
        after: Image | None = None if row.after is None else json.loads(row.after)
        stored = model.stored(row.row_id)
        if after is None:
            if before is None:
                return  # made and deleted within one change
            if stored is not None:
                raise UndoConflict(change.title)
            model.insert(**model.columns(before)).execute()
            recording.wrote(row.table_name, row.row_id, None, before)
            return
        if stored is None:
            raise UndoConflict(change.title)
        if before is None:
            if after and stored != {**stored, **after}:
                raise UndoConflict(change.title)
            if not after and self._touched_since(row.table_name, row.row_id, change.id):
                raise UndoConflict(change.title)
            model.delete().where(model._meta.primary_key == row.row_id).execute()
            recording.wrote(row.table_name, row.row_id, stored, None)
            return
        moved = {name: value for name, value in before.items() if after.get(name) != value}
        if any(stored.get(name) != after.get(name) for name in moved):
            raise UndoConflict(change.title)
        if moved:
            model.update(**model.columns(moved)).where(model._meta.primary_key == row.row_id).execute()
            recording.wrote(row.table_name, row.row_id, {name: stored[name] for name in moved}, moved)

    def _unmake_many(self, change: Any, table: str, ids: Sequence[int], recording: Recording) -> None:
        """Take back rows that were made in bulk, a few hundred with each statement."""
        model = _TABLES[table]
        fields = list(model._meta.sorted_fields)
        names = ", ".join(f'"{field.column_name}"' for field in fields)
        for start in range(0, len(ids), _CHUNK):
            part = list(ids[start : start + _CHUNK])
            marks = ", ".join("?" for _ in part)
            touched = self.store.rows(
                "SELECT 1 FROM changed_row r JOIN change h ON h.id = r.change_id WHERE r.table_name = ? AND r.change_id > ? "
                f"AND NOT h.undone AND h.undoes IS NULL AND r.row_id IN ({marks}) LIMIT 1",
                (table, change.id, *part),
            )
            found = self.store.rows(f'SELECT id, {names} FROM "{table}" WHERE id IN ({marks})', part)
            images = {
                row[0]: {one.column_name: one.db_value(one.python_value(value)) for one, value in zip(fields, row[1:], strict=True)}
                for row in found
            }
            if touched or len(images) != len(part):
                raise UndoConflict(change.title)
            self.store.run(f'DELETE FROM "{table}" WHERE id IN ({marks})', part)
            for row_id in part:
                recording.wrote(table, row_id, images[row_id], None)

    def _bring_back_many(self, change: Any, table: str, rows: Sequence[Any], recording: Recording) -> None:
        """Bring back many rows that are gone, a few hundred with each statement."""
        model = _TABLES[table]
        fields = list(model._meta.sorted_fields)
        names = ", ".join(f'"{field.column_name}"' for field in fields)
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            marks = ", ".join("?" for _ in part)
            if self.store.rows(f'SELECT 1 FROM "{table}" WHERE id IN ({marks}) LIMIT 1', [row.row_id for row in part]):
                raise UndoConflict(change.title)
            images = [json.loads(row.before) for row in part]
            values = ", ".join("?" for _ in fields)
            plan = [tuple(image.get(field.column_name) for field in fields) for image in images]
            self.store.many(f'INSERT INTO "{table}" ({names}) VALUES ({values})', plan)
            for row, image in zip(part, images, strict=True):
                recording.wrote(table, row.row_id, None, image)

    def _touched_since(self, table: str, row_id: int, change_id: int) -> bool:
        later = ChangedRow.alias()
        query = (
            later.select(later.id)
            .join(Change, on=(Change.id == later.change))
            .where(later.table_name == table, later.row_id == row_id, later.change > change_id)
            .where(~Change.undone, Change.undoes.is_null())
        )
        return bool(query.exists())

    def steps(self, *, limit: int = 100, before: int | None = None, client_id: int | None = None) -> list[Step]:
        """The activity log, newest first."""
        query = Change.select().order_by(Change.id.desc()).limit(limit)
        if before is not None:
            query = query.where(Change.id < before)
        if client_id is not None:
            query = query.where(Change.client_id == client_id)
        return [_step(change) for change in query]

    # ------------------------------------------------------------------ the change feed

    def _catch_up(self) -> None:
        self._seen = int(self.store.rows("SELECT COALESCE(MAX(id), 0) FROM change", ())[0][0])
        self._version = self.store.data_version()

    def poll(self) -> frozenset[str]:
        """The tables that anybody changed since this was last asked, ourselves too.

        Raises:
            DeskMissing: the file was deleted or replaced while it was open.
        """
        return self.run(self._poll)

    def _poll(self) -> frozenset[str]:
        self.store.check_identity()
        newest = int(self.store.rows("SELECT COALESCE(MAX(id), 0) FROM change", ())[0][0])
        version = self.store.data_version()
        if newest == self._seen:
            # Someone wrote and journalled nothing: a console's heartbeat, or a database shell. Showing it all again is cheap.
            moved, self._version = version != self._version, version
            return frozenset(_TABLES) if moved else frozenset()
        rows = self.store.rows("SELECT DISTINCT tables FROM change WHERE id > ?", (self._seen,))
        self._seen, self._version = newest, version
        return frozenset(name for (tables,) in rows for name in tables.split())

    # ------------------------------------------------------------------ what screens remember

    def remember(self, name: str, value: Any) -> None:
        """Keep something a person chose by pressing keys; any JSON value, ``None`` forgets it."""
        with self._lock, self.store.writing():
            if value is None:
                Preference.delete().where(Preference.name == name).execute()
            else:
                Preference.insert(name=name, value=json.dumps(value)).on_conflict(
                    conflict_target=[Preference.name], update={Preference.value: json.dumps(value)}
                ).execute()

    def recall(self, name: str, default: Any = None) -> Any:
        """What was kept under a name."""
        rows = self.store.rows("SELECT value FROM preference WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def beat(self, touched_at: datetime | None = None) -> None:
        """Note that the console is alive and when it was last touched (domain.md T1.9)."""
        now = self.now()
        with self._lock, self.store.writing():
            Presence.insert(actor=self.actor, seen_at=now, touched_at=touched_at or now).on_conflict(
                conflict_target=[Presence.actor],
                update={Presence.seen_at: now, **({Presence.touched_at: touched_at} if touched_at else {})},
            ).execute()

    def last_beat(self) -> tuple[datetime, datetime] | None:
        """When the actor's console was last alive and last touched; none before the first time."""
        row = Presence.get_or_none(Presence.actor == self.actor)
        return None if row is None else (row.seen_at, row.touched_at)

    def while_closed(self, function: Callable[..., R], *args: Any) -> R:
        """Close the file, let something replace it, and open what is there then, whatever happened.

        Args:
            function: called while the file is closed.
            args: what it is called with.

        Raises:
            DeskError: the desk is on a server, or what is there now cannot be opened.
        """
        file = self.store.file
        if file is None:
            raise DeskError(N_("A desk on a server cannot be replaced from here."))
        with self._lock:
            self.store.close()
            try:
                return function(*args)
            finally:
                self.store = storage.open_store(str(file), create=False, migrate=True, now=self.clock.now)
                self._catch_up()
                self._version = -1  # everything is another now: the next poll says so

    def close(self) -> None:
        """Close the database, when what is being read or written on another thread is done."""
        with self._lock:
            self.store.close()


def operation(title: str, *, undoable: bool = True) -> Callable[[F], F]:
    """Make a function whose first argument is the desk one transaction, one journal entry, one undo step named ``title``."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def run(desk: Desk, *args: Any, **kwargs: Any) -> Any:
            def inside() -> Any:
                with desk.change(title, undoable=undoable):
                    return function(desk, *args, **kwargs)

            return desk.run(inside)

        OPERATIONS.append(run)
        return cast("F", run)

    return decorate


def _kind_of_row(row: Any) -> tuple[str, str]:
    """The table of a noted row, and whether it was made in bulk or is gone; neighbours of one kind are taken back together."""
    if row.before is None and row.after == "{}":
        return row.table_name, "made"
    return row.table_name, "gone" if row.before is not None and row.after is None else ""


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "me"


def _json(image: Image | None) -> str | None:
    return None if image is None else json.dumps(image, ensure_ascii=False, separators=(",", ":"))


def _step(change: Any) -> Step:
    return Step(
        id=change.id, title=change.title, subject=change.subject, at=change.at, actor=change.actor,
        client_id=change.client_id, undone=change.undone, undoable=change.undoable, undoes=change.undoes,
    )  # fmt: skip


def desk_path(url: str) -> Path | None:
    """The file of a desk, none for a server."""
    return storage.file_of(url)
