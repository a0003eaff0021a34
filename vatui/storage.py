"""The database under a desk: opening it safely, in SQLite or PostgreSQL, and what each does differently.

SQLite: WAL, ``synchronous=FULL``, IMMEDIATE transactions, busy timeout 10 s, foreign keys, a lock file around the first open and
every migration, file 0600 in a folder 0700; version and identity are read from the file's header before anything else.
PostgreSQL: connect timeout 5 s, one advisory lock for writers. reliability.md sections 1–3.
"""

from __future__ import annotations

import errno
import os
import struct
from abc import ABC, abstractmethod
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vatui import errors
from vatui.i18n import N_
from vatui.models import PLAIN, ROWS, attach_postgres
from vatui.models.base import peewee

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from vatui.errors import DeskError

APPLICATION_ID = 0x76617475
"""``vatu`` in the header of the file says whose it is."""

SCHEMA_VERSION = 1
"""How many migrations there are; the file carries the number it was brought to."""

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x76617475
_peewee: Any = peewee
sqlite: Any = _peewee.sqlite3
"""The SQLite that Peewee chose: ``pysqlite3`` where it is installed and newer."""

_open_here: Counter[tuple[int, int] | None] = Counter()
"""How often this process has each file open as a desk. POSIX takes all locks of a process on a file away as
soon as it closes the file once, through whatever handle: such a file may only be read through SQLite."""

_BUSY_SECONDS = 10


class Store(ABC):
    """An open database."""

    database: Any

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read with a statement; ``?`` stands for a value."""
        return list(self.database.execute_sql(self._marks(sql), tuple(values)).fetchall())

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Write with a statement; inside ``writing`` only."""
        self.database.execute_sql(self._marks(sql), tuple(values))

    def _marks(self, sql: str) -> str:
        return sql

    @abstractmethod
    def many(self, sql: str, plan: Sequence[tuple[Any, ...]]) -> None:
        """Write with a statement, once for each tuple of values."""

    @abstractmethod
    def reserve(self, table: str, count: int) -> int:
        """The first of ``count`` numbers in a row that no row of the table has or will get."""

    @abstractmethod
    def numbered(self, table: str) -> int:
        """The highest number that the table ever gave away; 0 before the first."""

    @abstractmethod
    def set_numbered(self, table: str, highest: int) -> None:
        """Go on numbering the table after ``highest``."""

    @abstractmethod
    def writing(self) -> Any:
        """A transaction that no other writer shares."""

    @abstractmethod
    def seconds(self, column: str) -> str:
        """An expression for the instant in a column, in seconds since 1970."""

    @abstractmethod
    def data_version(self) -> int:
        """A number that moves when another connection writes; 0 where there is none."""

    @abstractmethod
    def check_identity(self) -> None:
        """Make sure that the open database is still the one under its name."""

    @property
    def file(self) -> Path | None:
        """The file, none for a server."""
        return None

    def connection_lost(self) -> bool:
        """Whether the connection is gone and a new one may be made."""
        return False

    def reconnect(self) -> None:
        """Connect anew."""
        self.database.close()
        self.database.connect(reuse_if_open=True)

    def close(self) -> None:
        """Close the connection."""
        if not self.database.is_closed():
            self.database.close()


class SqliteStore(Store):
    """One file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = _identity(path)
        self.database = peewee.SqliteDatabase(
            str(path), pragmas={"foreign_keys": 1, "synchronous": 2}, lock_type="IMMEDIATE", timeout=_BUSY_SECONDS,
            thread_safe=False, check_same_thread=False,
        )  # fmt: skip
        self.database.connect()
        if self._identity != _identity(path):
            self.database.close()
            raise errors.DeskBusy(N_("{file} was replaced at this moment. Try again."), file=path)
        _open_here[self._identity] += 1

    @property
    def file(self) -> Path | None:
        """The file."""
        return self._path

    def many(self, sql: str, plan: Sequence[tuple[Any, ...]]) -> None:
        """Write with a statement, once for each tuple of values."""
        if plan:
            with _exceptions():
                self.database.cursor().executemany(sql, plan)

    def reserve(self, table: str, count: int) -> int:  # noqa: ARG002 - nothing is set aside, the lock does it
        """The first of ``count`` free numbers; the transaction keeps others out."""
        return self.numbered(table) + 1

    def numbered(self, table: str) -> int:
        """The highest number given away."""
        row = self.rows("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        return int(row[0][0]) if row else 0

    def set_numbered(self, table: str, highest: int) -> None:
        """Go on after ``highest``."""
        self.run("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        if highest:
            self.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))

    def close(self) -> None:
        """Close the connection."""
        if not self.database.is_closed():
            self.database.close()
            _open_here[self._identity] -= 1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT."""
        with self.database.atomic():
            # Not before: whoever replaces the file holds the lock that this waited for.
            self.check_identity()
            yield

    def seconds(self, column: str) -> str:
        """SQLite's own function, since 3.38."""
        return f"unixepoch({column})"

    def data_version(self) -> int:
        """SQLite's own counter of foreign writes."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def check_identity(self) -> None:
        """A file that was deleted or replaced would take writes that nobody ever sees again."""
        if _identity(self._path) != self._identity:
            raise errors.DeskMissing(
                N_("The desk {file} was moved or replaced while it was open. Start vatui again."), file=self._path
            )


class PostgresStore(Store):
    """A database on a server, shared by a team."""

    def __init__(self, url: str) -> None:
        try:
            attach_postgres()
        except ImportError as error:
            raise errors.DeskMissing(N_("PostgreSQL needs the extra “postgres”. Install vatui[postgres].")) from error
        from urllib.parse import parse_qsl, unquote, urlsplit

        parts = urlsplit(url)
        options: dict[str, Any] = {"connect_timeout": 5, "application_name": "vatui"}
        options.update(
            (key, value)
            for key, value in parse_qsl(parts.query)
            if key in ("sslmode", "host", "connect_timeout", "application_name", "options", "sslrootcert")
        )
        if parts.hostname:
            options["host"] = parts.hostname
        if parts.port:
            options["port"] = parts.port
        if parts.username:
            options["user"] = unquote(parts.username)
        if parts.password:
            options["password"] = unquote(parts.password)
        self.database = peewee.PostgresqlDatabase(
            unquote(parts.path.lstrip("/")) or "vatui", prefer_psycopg3=True, thread_safe=False, **options
        )
        self.database.connect()

    def _marks(self, sql: str) -> str:
        return sql.replace("%", "%%").replace("?", "%s")

    def many(self, sql: str, plan: Sequence[tuple[Any, ...]]) -> None:
        """Write with a statement, once for each tuple of values."""
        if plan:
            with _exceptions():
                self.database.cursor().executemany(self._marks(sql), plan)

    def reserve(self, table: str, count: int) -> int:
        """Move the sequence on by ``count``; the advisory lock keeps others out."""
        sequence = f"{table}_id_seq"
        first = int(self.rows("SELECT nextval(CAST(? AS regclass))", (f'"{sequence}"',))[0][0])
        self.rows("SELECT setval(CAST(? AS regclass), ?)", (f'"{sequence}"', first + count - 1))
        return first

    def numbered(self, table: str) -> int:
        """The highest number given away."""
        sequence = f'"{table}_id_seq"'
        return int(self.rows(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")[0][0])

    def set_numbered(self, table: str, highest: int) -> None:
        """Go on after ``highest``."""
        values = (f'"{table}_id_seq"', max(highest, 1), highest > 0)
        self.rows("SELECT setval(CAST(? AS regclass), ?, ?)", values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """BEGIN, the writers' lock, … COMMIT."""
        with self.database.atomic():
            if self.database.transaction_depth() == 1:
                self.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_ADVISORY_LOCK,))
            yield

    def seconds(self, column: str) -> str:
        """By way of a time stamp."""
        return f"CAST(EXTRACT(EPOCH FROM CAST({column} AS TIMESTAMPTZ)) AS BIGINT)"

    def data_version(self) -> int:
        """There is no such counter; the journal says it all."""
        return 0

    def check_identity(self) -> None:
        """A server keeps what it was asked to keep."""

    def version(self) -> int:
        """How many migrations the database has seen; 0 if it holds no desk."""
        there = self.rows("SELECT to_regclass('schema_migration') IS NOT NULL")[0][0]
        return int(self.rows("SELECT COUNT(*) FROM schema_migration")[0][0]) if there else 0

    def connection_lost(self) -> bool:
        """Whether the server hung up."""
        connection: Any = self.database.connection() if not self.database.is_closed() else None
        return connection is None or bool(connection.closed)


def file_of(url: str) -> Path | None:
    """The file that a desk's name means; none for a server."""
    if url.startswith(("postgresql:", "postgres:")):
        return None
    if url.startswith("sqlite:"):
        # sqlite:///name is relative, sqlite:////name absolute
        from urllib.parse import unquote, urlsplit

        return Path(unquote(urlsplit(url).path[1:])).expanduser()
    return Path(url).expanduser()


def open_store(url: str, *, create: bool, migrate: bool, now: Callable[[], datetime]) -> Store:
    """Open the database under a name and bind the rows to it.

    Raises:
        DeskError: and its leaves, as ``Desk.open`` says.
    """
    store = connect(url, create=create, migrate=migrate, now=now)
    bind(store)
    return store


def connect(url: str, *, create: bool, migrate: bool, now: Callable[[], datetime]) -> Store:
    """Open the database under a name beside the one that the rows are bound to.

    Raises:
        DeskError: and its leaves, as ``Desk.open`` says.
    """
    path = file_of(url)
    try:
        if path is None:
            return _open_postgres(url, migrate)
        return _open_sqlite(path, create=create, migrate=migrate, now=now)
    except errors.VatuiError:
        raise
    except Exception as error:
        plain = plain_error(error)
        if plain is None:
            raise
        raise plain from error


def bind(store: Store) -> None:
    """Make every row read and write this database."""
    for row in (*ROWS, *PLAIN):
        row._meta.set_database(store.database)


def _exceptions() -> Any:
    """Peewee's own translation of a driver's errors, for what goes to the driver directly."""
    module: Any = peewee
    return module.__exception_wrapper__


# ---------------------------------------------------------------------- SQLite


def header(path: Path) -> tuple[bool, int, bool]:
    """Version and identity of a file, from its first 100 bytes.

    Returns:
        Whether it is a desk, its schema version, whether it is in WAL mode.

    Raises:
        DeskDamaged: it is no SQLite file, or somebody else's.
    """
    if _open_here[_identity(path)]:
        return _header_of_open(path)
    try:
        with path.open("rb") as file:
            first = file.read(100)
    except IsADirectoryError as error:
        raise errors.DeskDamaged(N_("{file} is a folder, not a desk. Choose another."), file=path) from error
    except FileNotFoundError as error:
        raise errors.DeskMissing(N_("There is no desk at {file}."), file=path) from error
    except PermissionError as error:
        raise errors.DeskReadOnly(N_("{file} may not be read. Check its permissions."), file=path) from error
    if not first:
        raise errors.DeskDamaged(N_("{file} is empty. Restore a backup with “vatui restore”, or delete it."), file=path)
    if len(first) < 100 or not first.startswith(b"SQLite format 3\0"):
        raise errors.DeskDamaged(N_("{file} is not a vatui desk, or is damaged. It was left as it is."), file=path)
    (version,) = struct.unpack(">I", first[60:64])
    (application,) = struct.unpack(">I", first[68:72])
    if application != APPLICATION_ID:
        raise errors.DeskDamaged(N_("{file} belongs to another program. It was left as it is."), file=path)
    return True, version, first[18] == 2


def _header_of_open(path: Path) -> tuple[bool, int, bool]:
    connection = sqlite.connect(str(path), timeout=_BUSY_SECONDS)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    finally:
        connection.close()
    return True, version, mode == "wal"


def is_open_here(path: Path) -> bool:
    """Whether this process has the file open as a desk, so that it may not be opened in any other way."""
    return _open_here[_identity(path)] > 0


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _open_sqlite(path: Path, *, create: bool, migrate: bool, now: Callable[[], datetime]) -> SqliteStore:
    if path.exists():
        if path.is_dir() or path.stat().st_size > 0:
            _, version, wal = header(path)
            if version > SCHEMA_VERSION:
                raise errors.DeskTooNew
            if version == SCHEMA_VERSION and wal:
                return _opened(path)
    elif not create:
        raise errors.DeskMissing(N_("There is no desk at {file}."), file=path)
    with locked(path):
        if not path.exists():
            make_file(path)
        _, version, wal = header(path)
        if version > SCHEMA_VERSION:
            raise errors.DeskTooNew
        if version < SCHEMA_VERSION:
            if not migrate:
                raise errors.DeskError(N_("This desk is from an older vatui. Open it once with “vatui” first."))
            _migrate_file(path, version, now)
        elif not wal:
            store = SqliteStore(path)
            store.rows("PRAGMA journal_mode = wal")
            store.close()
    return _opened(path)


def _opened(path: Path) -> SqliteStore:
    # Made while the desk was read-only, they would keep it so after its own permissions were put right.
    for companion in (Path(f"{path}-wal"), Path(f"{path}-shm")):
        if companion.exists() and os.access(path, os.W_OK) and not os.access(companion, os.W_OK):
            companion.chmod(0o600)
    store = SqliteStore(path)
    try:
        # The header may lie where a write-ahead log holds a newer one.
        version = int(store.rows("PRAGMA user_version")[0][0])
        if version > SCHEMA_VERSION:
            raise errors.DeskTooNew
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes out of the first open, of migrations and of restoring. Not to be taken twice."""
    folder = path.parent
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
        descriptor = os.open(folder / f".{path.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except (FileExistsError, NotADirectoryError) as error:
        raise errors.DeskMissing(N_("{file} is no folder, so no desk fits there."), file=folder) from error
    except OSError as error:
        raise errors.DeskReadOnly(N_("{file} cannot be written. Check its permissions."), file=folder) from error
    try:
        _lock_descriptor(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock_descriptor(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        locking: Any = msvcrt
        locking.locking(descriptor, locking.LK_LOCK, 1)
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def private_file(path: Path) -> None:
    """Make an empty file that only its owner may read; SQLite's companions inherit the mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def make_file(path: Path) -> None:
    """A new desk, built under another name and put in place when it is whole."""
    new = path.with_name(f".{path.name}.new")
    for old in (new, Path(f"{new}-wal"), Path(f"{new}-shm"), Path(f"{new}-journal")):
        old.unlink(missing_ok=True)
    private_file(new)
    store = SqliteStore(new)
    try:
        store.rows("PRAGMA journal_mode = wal")
        store.database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _migrate(store.database)
        store.database.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()
    set_aside_log(path)
    new.rename(path)
    sync_folder(path.parent)


def set_aside_log(path: Path, name: Path | None = None) -> None:
    """Keep SQLite from replaying a log that belongs to an earlier file of this name.

    Args:
        path: where a new file is about to be put.
        name: the earlier file's name from now on, so that its log stays with it; by default ``…-left``.
    """
    log = Path(f"{path}-wal")
    if log.exists():
        if log.stat().st_size:
            log.replace(f"{name or f'{path}-left'}-wal")
        else:
            log.unlink()
    Path(f"{path}-shm").unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _migrate_file(path: Path, version: int, now: Callable[[], datetime]) -> None:
    from vatui.backups import copy_desk

    stamp = now().strftime("%Y%m%dT%H%M%SZ")
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy_desk(path, folder / f"{path.stem}-before-{version + 1:04d}-{stamp}.db")
    migrate_file(path)


def migrate_file(path: Path) -> None:
    """Bring a file up to date as it is, without a copy of what it was."""
    store = SqliteStore(path)
    try:
        _migrate(store.database)
        store.database.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()


def _migrate(database: Any) -> list[str]:
    from playhouse.migrations import Runner

    return list(Runner(database, str(MIGRATIONS)).up() or [])


# ---------------------------------------------------------------------- PostgreSQL


def _open_postgres(url: str, migrate: bool) -> PostgresStore:
    store = PostgresStore(url)
    try:
        version = store.version()
        if version > SCHEMA_VERSION:
            raise errors.DeskTooNew
        if version < SCHEMA_VERSION:
            if not migrate and version:
                raise errors.DeskError(N_("This desk is from an older vatui. Open it once with “vatui” first."))
            store.rows("SELECT pg_advisory_lock(?)", (_ADVISORY_LOCK,))
            try:
                if store.version() < SCHEMA_VERSION:
                    _migrate(store.database)
            finally:
                store.rows("SELECT pg_advisory_unlock(?)", (_ADVISORY_LOCK,))
    except BaseException:
        store.close()
        raise
    return store


# ---------------------------------------------------------------------- errors


def plain_error(error: BaseException) -> DeskError | None:
    """What a database error means to a person; none if it is a defect of ours.

    The true cause may stand steps down the chain: a full disk shows as a failed rollback.
    """
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or step.__context__
    if isinstance(error, PermissionError):
        return errors.DeskReadOnly(N_("{file} may not be opened. Check its permissions."), file=error.filename)
    texts = " | ".join(str(link).lower() for link in chain if _is_database_error(link))
    if not texts:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            return errors.DeskFull()
        return None
    for marks, make in _PLAIN:
        if any(mark in texts for mark in marks):
            return make()
    if any(type(link).__name__ in ("OperationalError", "DatabaseError", "InterfaceError") for link in chain):
        last = str(chain[-1]).strip().splitlines()
        return errors.DeskError(reason=(last[0] if last else type(error).__name__)[:120])
    return None


def _is_database_error(error: BaseException) -> bool:
    module = type(error).__module__ or ""
    return module.split(".")[0] in ("peewee", "sqlite3", "pysqlite3", "psycopg")


_PLAIN: tuple[tuple[tuple[str, ...], Callable[[], DeskError]], ...] = (
    (("disk is full", "database or disk is full", "disk i/o error", "file too large"), errors.DeskFull),
    (("database is locked", "database table is locked", "lock timeout"), errors.DeskBusy),
    (
        ("readonly database", "read-only"),
        lambda: errors.DeskReadOnly(N_("The desk cannot be written. Check the permissions of its file and folder.")),
    ),
    (
        ("malformed", "not a database", "could not decode", "file is encrypted", "corrupt"),
        lambda: errors.DeskDamaged(N_("The desk is damaged. Run “vatui doctor”, then restore a backup.")),
    ),
    (
        ("unable to open database",),
        lambda: errors.DeskMissing(N_("The desk cannot be opened. Check the permissions of its file and folder.")),
    ),
    (
        ("password authentication", "fatal:  database", "fatal:  role", "permission denied", "no password supplied",
         "no pg_hba.conf entry"),
        lambda: errors.DeskMissing(N_("The server refused the connection. Check database, user and password.")),
    ),
    (
        ("connection is closed", "connection refused", "connection failed", "server closed", "timeout expired",
         "could not translate host", "failed to resolve", "terminating connection", "the connection is lost", "could not connect",
         "connection is bad"),
        lambda: errors.DeskMissing(N_("The database server does not answer. Check that it runs, then try again.")),
    ),
)  # fmt: skip
