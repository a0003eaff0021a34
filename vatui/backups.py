"""Backups of a desk: whole copies that are verified before they get their name, rotated, and put back safely.

A backup is a desk file that opens like any other, complete in itself (no write-ahead log), 0600, with its
SHA-256 beside it in ``….db.sha256`` (``sha256sum -c`` reads it): SQLite's own check passes most flipped bits.
A desk on a server is exported into such a file too, so either kind can be restored into either.
reliability.md sections 2 and 3.

Everything here may take a second on a large desk: call it from a worker, and not inside a change.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote, unquote, urlsplit

from vatui import errors, paths, storage
from vatui.i18n import N_
from vatui.models import PLAIN, ROWS
from vatui.models.base import peewee
from vatui.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["manual", "daily", "before", "replaced"]

DAILY: Final = 7
"""How many daily backups are kept."""
WEEKLY: Final = 4
"""Of how many weeks before those the last daily backup is kept."""
BEFORE: Final = 5
"""How many copies made before a migration are kept."""
JOURNAL_DAYS: Final = 180
"""For how long changes can be undone; after that only their line in the log is kept."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    r"(?P<stem>.+?)-(?:daily-(?P<day>\d{8})|(?P<before>before-\d{4}-)?(?P<replaced>replaced-)?(?P<stamp>\d{8}T\d{6}Z)(?:-\d+)?)\.db"
)
_CHUNK = 1_000


@record
class Backup:
    """A backup that lies on the disk.

    Attributes:
        path: its file.
        size: in bytes.
        sha256: of the file when it was made; empty where nothing was noted.
        at: when it was made; aware, UTC.
        kind: by hand, daily, before a migration, or the desk that a restored one replaced.
    """

    path: Path
    size: int
    sha256: str
    at: datetime
    kind: Kind = "manual"


# ---------------------------------------------------------------------- making


def copy_desk(source: Path, target: Path) -> Backup:
    """Copy a desk file that may be in use, and verify the copy before it gets its name.

    The whole file is copied in one step: a copy in pieces starts again at every write and may never end.

    Raises:
        DeskDamaged: the source is damaged; no copy is left.
        DeskFull, DeskReadOnly, DeskBusy, DeskMissing: it cannot be read, or the copy not be written.
    """
    with _plainly(), _under_another_name(target) as new:
        _copy_file(source, new)
    return _described(target)


def backup(url: str | Path, to: Path | None, now: datetime) -> Backup:
    """Back up a desk, from a file or a server, by hand.

    Args:
        url: the desk, as for ``Desk.open``.
        to: a new file, or a folder; none: the desk's own folder of backups.
        now: aware; becomes part of the name.

    Raises:
        VatuiError: there is already a file of this name.
        DeskDamaged: the desk is damaged; no backup is left.
        DeskTooNew: the desk was written by a newer vatui.
        DeskMissing, DeskBusy, DeskFull, DeskReadOnly: it cannot be read, or the backup not be written.
    """
    with _plainly():
        folder = folder_of(url) if to is None else to
        if to is None or to.is_dir():
            folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            target = _free(folder, f"{_stem(url)}-{now.astimezone(UTC).strftime(_STAMP)}")
        else:
            target = folder
        if target.exists():
            raise errors.VatuiError(N_("There is already a file {file}. Choose another name."), file=target)
        return _backup(url, target)


def daily(url: str | Path, now: datetime) -> Backup | None:
    """Make today's backup unless there is one, let old ones go, and prune the journal; once after opening.

    A server's desk gets no daily backup (whoever runs the server makes those), but its journal is pruned.

    Args:
        url: the desk, as for ``Desk.open``.
        now: aware; the day is that of UTC.

    Returns:
        The backup, none if there was one already.

    Raises:
        DeskError: as ``backup``.
    """
    with _plainly():
        path = storage.file_of(str(url))
        made = None if path is None else _todays(url, path, now)
        if path is None or made is not None:
            with _opened(url) as store:
                prune(store, now)
        return made


def _todays(url: str | Path, path: Path, now: datetime) -> Backup | None:
    folder = folder_of(url)
    target = folder / f"{_stem(url)}-daily-{now.astimezone(UTC):%Y%m%d}.db"
    with storage.locked(path):
        if target.exists():
            return None
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        made = copy_desk(path, target)
        for old in _to_let_go(list_backups(url)):
            old.path.unlink(missing_ok=True)
            _sum_file(old.path).unlink(missing_ok=True)
    return made


def prune(store: storage.Store, now: datetime) -> int:
    """Forget how to undo what is older than ``JOURNAL_DAYS``; the line in the log stays.

    In small transactions, so that nobody waits for long.

    Returns:
        How many images of rows were deleted.
    """
    limit = (now - timedelta(days=JOURNAL_DAYS)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    newest = store.rows("SELECT MAX(id) FROM change WHERE at < ?", (limit,))[0][0]
    if newest is None:
        return 0
    count = 0
    while True:
        with store.writing():
            # Without its images a change would be undone in name only.
            store.run("UPDATE change SET undoable = FALSE WHERE id <= ? AND at < ? AND undoable", (newest, limit))
            old = store.rows(
                "SELECT r.id FROM changed_row r JOIN change c ON c.id = r.change_id"
                " WHERE r.change_id <= ? AND c.at < ? ORDER BY r.id LIMIT ?",
                (newest, limit, _CHUNK),
            )
            if not old:
                return count
            store.many("DELETE FROM changed_row WHERE id = ?", old)
        count += len(old)


def list_backups(url: str | Path) -> tuple[Backup, ...]:
    """The backups in a desk's own folder, newest first."""
    folder, stem = folder_of(url), _stem(url)
    files = folder.glob("*.db") if folder.is_dir() else ()
    found = [_described(path) for path in files if (name := _NAME.fullmatch(path.name)) is not None and name["stem"] == stem]
    return tuple(sorted(found, key=lambda one: (one.at, one.path.name), reverse=True))


# ---------------------------------------------------------------------- putting back


def restore(source: Path, url: str | Path, now: datetime) -> Path | None:
    """Put a backup in the place of a desk; the present one is kept among the backups.

    Close the desk before, if this process has it open. Another vatui that has it open notices and asks to be
    started again.

    Args:
        source: the backup: any desk file, with its write-ahead log if one lies beside it. It is only read.
        url: the desk. On a server it must be empty.
        now: aware; becomes part of the name of what is kept.

    Returns:
        The file of what was replaced, none if there was nothing.

    Raises:
        DeskDamaged: the backup is damaged, or no desk.
        DeskTooNew: the backup was written by a newer vatui.
        DeskBusy: another program keeps the present desk busy.
        DeskError: the database on the server is not empty.
        DeskFull, DeskReadOnly, DeskMissing: the backup cannot be read, or the desk not be written.
    """
    path = storage.file_of(str(url))
    with _plainly():
        if path is None:
            with tempfile.TemporaryDirectory() as folder:
                _into_server(_staged(source, Path(folder)), str(url))
            return None
        if storage.is_open_here(path):
            raise errors.DeskBusy(N_("Close the desk before you restore a backup."))
        with (
            storage.locked(path),
            tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".restore-") as folder,
        ):
            return _put_in_place(_staged(source, Path(folder)), path, now)


def verify(source: Path) -> int:
    """Make sure that a backup is whole.

    Returns:
        Its schema version.

    Raises:
        DeskDamaged: it is damaged, or no desk.
        DeskTooNew: it was written by a newer vatui.
        DeskMissing: it is not there.
    """
    with _plainly(), tempfile.TemporaryDirectory() as folder:
        return storage.header(_staged(source, Path(folder)))[1]


def is_as_noted(made: Backup) -> bool:
    """Whether the file of a backup still has the sum that was noted; also true if none was."""
    return not made.sha256 or made.sha256 == _sum(made.path)


def _staged(source: Path, folder: Path) -> Path:
    """A verified copy of a backup, with what its log holds, in a private folder."""
    version = storage.header(source)[1]
    if version > storage.SCHEMA_VERSION:
        raise errors.DeskTooNew(N_("This backup was written by a newer vatui. Update vatui to restore it."))
    staged = folder / "desk.db"
    storage.private_file(staged)
    if storage.is_open_here(source):
        _copy_file(source, staged)
    else:
        shutil.copyfile(source, staged)
        noted = _noted_sum(source)
        if noted and noted != _sum(staged):
            raise errors.DeskDamaged(N_("The backup {file} is damaged. Choose another."), file=source.name)
        log = Path(f"{source}-wal")
        if log.exists():
            shutil.copyfile(log, f"{staged}-wal")
    try:
        with closing(_connect(staged)) as connection:
            connection.execute("PRAGMA journal_mode = delete").fetchall()
            whole = _is_whole(connection, "integrity_check")
    except storage.sqlite.DatabaseError as error:
        if not isinstance(storage.plain_error(error), errors.DeskDamaged):
            raise
        whole = False
    if not whole:
        raise errors.DeskDamaged(N_("The backup {file} is damaged. Choose another."), file=source.name)
    version = storage.header(staged)[1]
    if version > storage.SCHEMA_VERSION:  # as the log knew
        raise errors.DeskTooNew(N_("This backup was written by a newer vatui. Update vatui to restore it."))
    _sync(staged)
    return staged


def _put_in_place(staged: Path, path: Path, now: datetime) -> Path | None:
    real = path.resolve()
    if real.is_dir():
        raise errors.DeskDamaged(N_("{file} is a folder, not a desk. Choose another."), file=path)
    if not real.exists():
        storage.set_aside_log(real)
        staged.replace(real)
        storage.sync_folder(real.parent)
        return None
    folder = paths.backup_folder(path)
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    kept = _free(folder, f"{path.stem}-replaced-{now.astimezone(UTC).strftime(_STAMP)}")
    old = real.with_name(kept.name)
    with _writers_kept_out(real):
        storage.set_aside_log(real, old)
        # A second name for the old file, then the new file over the first name: there is always a desk.
        try:
            os.link(real, old)
        except OSError:  # a file system without links
            real.rename(old)
        staged.replace(real)
        storage.sync_folder(real.parent)
    # The folder of backups may be on another disk, where moving means copying.
    for end in ("", "-wal"):
        if Path(f"{old}{end}").exists():
            shutil.move(f"{old}{end}", f"{kept}{end}")
            Path(f"{kept}{end}").chmod(0o600)
    storage.sync_folder(folder)
    storage.sync_folder(real.parent)
    return kept


@contextmanager
def _writers_kept_out(path: Path) -> Iterator[None]:
    """Hold the write lock of the present desk with its log empty, unless it is too damaged for that."""
    connection = _connect(path)
    try:
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            connection.execute("BEGIN IMMEDIATE")
        except storage.sqlite.DatabaseError as error:
            if not isinstance(storage.plain_error(error), errors.DeskDamaged):
                raise
        else:
            if busy:
                raise errors.DeskBusy(N_("Another vatui is open. Close it and try again."))
        yield
    finally:
        # The file has another name by now; SQLite notices and leaves the log of the new one alone.
        connection.close()


# ---------------------------------------------------------------------- servers


def _backup(url: str | Path, target: Path) -> Backup:
    path = storage.file_of(str(url))
    if path is not None:
        if not path.exists():
            raise errors.DeskMissing(N_("There is no desk at {file}."), file=path)
        if storage.header(path)[1] > storage.SCHEMA_VERSION:
            raise errors.DeskTooNew
        return copy_desk(path, target)
    with _opened(url) as store, _under_another_name(target) as new:
        new.unlink()
        storage.make_file(new)
        with closing(storage.SqliteStore(new)) as copy:
            copy.rows("PRAGMA journal_mode = delete")
            with store.database.atomic():
                # One moment of the whole database, whoever writes meanwhile.
                store.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                _copy_rows(store, copy)
    return _described(target)


def _into_server(staged: Path, url: str) -> None:
    if storage.header(staged)[1] < storage.SCHEMA_VERSION:
        storage.migrate_file(staged)
    with _opened(url) as store, closing(storage.SqliteStore(staged)) as backup_store:
        for row in (*ROWS, *PLAIN):
            if store.rows(f'SELECT 1 FROM "{row._meta.table_name}" LIMIT 1'):
                raise errors.DeskError(N_("The database on the server is not empty. Restore into a new one."))
        _copy_rows(backup_store, store)


def _copy_rows(source: storage.Store, target: storage.Store) -> None:
    """Copy every table into a desk that has none of the rows, and its numbering too."""
    with target.writing():
        for row in (*ROWS, *PLAIN):
            meta: Any = row._meta
            table, key = meta.table_name, meta.primary_key.column_name
            names = ", ".join(f'"{field.column_name}"' for field in meta.sorted_fields)
            marks = ", ".join("?" for _ in meta.sorted_fields)
            place = [field.column_name for field in meta.sorted_fields].index(key)
            switches = [number for number, field in enumerate(meta.sorted_fields) if isinstance(field, peewee.BooleanField)]
            read = f'SELECT {names} FROM "{table}" {{}} ORDER BY "{key}" LIMIT {_CHUNK}'
            rows = source.rows(read.format(""))
            while rows:
                target.many(
                    f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
                    [_typed(one, switches) for one in rows],
                )
                rows = source.rows(read.format(f'WHERE "{key}" > ?'), (rows[-1][place],))
            if meta.auto_increment:
                target.set_numbered(table, source.numbered(table))


def _typed(row: Sequence[Any], switches: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for number in switches:
        values[number] = bool(values[number])
    return tuple(values)


@contextmanager
def _opened(url: str | Path) -> Iterator[storage.Store]:
    """A connection of our own to a desk, which the rows of this process know nothing of."""
    # Neither made nor migrated here, so that no time is needed.
    store = storage.connect(str(url), create=False, migrate=False, now=_no_time)
    try:
        yield store
    finally:
        store.close()


def _no_time() -> datetime:
    raise AssertionError("nothing is migrated here")


# ---------------------------------------------------------------------- files


def _connect(path: Path) -> Any:
    """A plain connection to a file that must exist."""
    return storage.sqlite.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=10, isolation_level=None)


def _copy_file(source: Path, new: Path) -> None:
    """Copy all pages of a desk at one moment, and check the copy."""
    with closing(_connect(source)) as old, closing(_connect(new)) as copy:
        version = old.execute("PRAGMA user_version").fetchone()[0]
        old.backup(copy, pages=-1)
        # Complete in one file, and readable where nothing can be written.
        copy.execute("PRAGMA journal_mode = delete").fetchall()
        whole = _is_whole(copy, "quick_check") and copy.execute("PRAGMA user_version").fetchone()[0] == version
    if not whole:
        raise errors.DeskDamaged(N_("The desk is damaged. Run “vatui doctor”, then restore a backup."))


def _is_whole(connection: Any, how: str) -> bool:
    """Ask SQLite whether a file is whole, and the file whether it is a desk."""
    found = [line for (line,) in connection.execute(f"PRAGMA {how}").fetchall()]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return found == ["ok"] and application == storage.APPLICATION_ID


@contextmanager
def _plainly() -> Iterator[None]:
    """What the database and the disk raise becomes one sentence."""
    try:
        yield
    except errors.VatuiError:
        raise
    except Exception as error:
        plain = storage.plain_error(error)
        if plain is not None:
            raise plain from error
        if isinstance(error, PermissionError) or (isinstance(error, OSError) and error.errno == errno.EROFS):
            raise errors.DeskReadOnly(N_("{file} cannot be written. Check its permissions."), file=error.filename) from error
        if isinstance(error, (FileNotFoundError, NotADirectoryError, FileExistsError)):
            raise errors.DeskMissing(N_("There is no folder for {file}."), file=error.filename) from error
        raise


@contextmanager
def _under_another_name(target: Path) -> Iterator[Path]:
    """A private empty file, which becomes the target if all went well, with its sum noted."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    os.close(descriptor)
    new = Path(name)
    try:
        yield new
        _sync(new)
        # The sum first: a file without one could not be told from a damaged one.
        _note_sum(target, _sum(new))
        new.replace(target)
        storage.sync_folder(target.parent)
    finally:
        for left in (new, *(Path(f"{new}{end}") for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sum_file(path: Path) -> Path:
    return Path(f"{path}.sha256")


def _note_sum(path: Path, digest: str) -> None:
    new = Path(f"{_sum_file(path)}.new")
    new.unlink(missing_ok=True)
    storage.private_file(new)
    with new.open("w", encoding="utf-8") as file:
        file.write(f"{digest}  {path.name}\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(_sum_file(path))


def _noted_sum(path: Path) -> str:
    try:
        found = re.match(r"[0-9a-f]{64}\b", _sum_file(path).read_text(encoding="ascii", errors="replace"))
    except FileNotFoundError:
        return ""
    return found[0] if found else ""


def _free(folder: Path, stem: str) -> Path:
    """A name that no file has yet."""
    target, number = folder / f"{stem}.db", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}.db"
    return target


def folder_of(url: str | Path) -> Path:
    """Where the backups of a desk lie: beside its file; those of a server's in the data folder."""
    path = storage.file_of(str(url))
    return paths.backup_folder(paths.desk_file() if path is None else path)


def _stem(url: str | Path) -> str:
    """How the backups of a desk begin."""
    path = storage.file_of(str(url))
    if path is not None:
        return path.stem
    parts = urlsplit(str(url))
    name = f"{parts.hostname or 'server'}-{unquote(parts.path.lstrip('/')) or 'vatui'}"
    return re.sub(r"[^\w.-]+", "_", name)


def _described(path: Path) -> Backup:
    """What the name and the state of a file say."""
    found = _NAME.fullmatch(path.name)
    status = path.stat()
    written = datetime.fromtimestamp(int(status.st_mtime), UTC)
    kind: Kind = "manual"
    at = written
    try:
        if found is None:
            pass
        elif found["day"]:
            kind, day = "daily", datetime.strptime(found["day"], "%Y%m%d").replace(tzinfo=UTC)
            at = written if written.date() == day.date() else day
        else:
            at = datetime.strptime(found["stamp"], _STAMP).replace(tzinfo=UTC)
            kind = "before" if found["before"] else "replaced" if found["replaced"] else "manual"
    except ValueError:  # digits that are no date
        pass
    return Backup(path, status.st_size, _noted_sum(path), at, kind)


def _to_let_go(backups: Sequence[Backup]) -> list[Backup]:
    """Which backups nobody needs any more, from newest to oldest as ``list_backups`` gives them."""
    every_day = [one for one in backups if one.kind == "daily"]
    kept = set(every_day[:DAILY])
    weeks: set[tuple[int, int]] = set()
    for one in every_day[DAILY:]:
        week = (one.at.isocalendar().year, one.at.isocalendar().week)
        if week not in weeks and len(weeks) < WEEKLY:
            weeks.add(week)
            kept.add(one)
    kept.update([one for one in backups if one.kind == "before"][:BEFORE])
    return [one for one in backups if one.kind in ("daily", "before") and one not in kept]
