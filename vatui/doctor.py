"""What may be wrong with a desk, the terminal or the set-up: looked at, told, never changed.

Nothing is written anywhere near the desk, so that a damaged file can be examined before anybody tries to save
it: where nobody has it open, SQLite reads it as a file that cannot change, or a copy if a log lies beside it.
"""

from __future__ import annotations

import gettext
import os
import shutil
import stat
import struct
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from vatui import __version__, backups, errors, i18n, paths, settings, storage, themes, zones
from vatui.i18n import _, ngettext
from vatui.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

State = Literal["ok", "warn", "bad"]

_SMALL: Final = 50 * 2**20
_LARGE: Final = 500 * 2**20


@record
class Finding:
    """One thing that was looked at.

    Attributes:
        name: what was looked at, in the language of the moment.
        state: ``ok``; ``warn``, works but should be seen to; ``bad``, does not work.
        text: what was found and, unless it is fine, what to do.
    """

    name: str
    state: State
    text: str


def examine(url: str, now: datetime, environ: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Look at everything; changes nothing and raises nothing that a damaged desk could cause.

    Args:
        url: the desk, as for ``Desk.open``.
        now: aware; backups are as old as they are then.
        environ: the environment; the process's if none is given.
    """
    environ = os.environ if environ is None else environ
    path = storage.file_of(url)
    desk = _server(url) if path is None else _file(path)
    return (*desk, _backups(url, now), _sqlite(), *_setup(environ, now), *_terminal(environ))


# ---------------------------------------------------------------------- the file


def _file(path: Path) -> Iterator[Finding]:
    name = _("Desk")
    log = Path(f"{path}-wal")
    try:
        there = path.exists()
        left = log.exists() and log.stat().st_size > 0
    except OSError:
        yield Finding(name, "bad", _("{file} may not be read. Check its permissions.").format(file=path))
        return
    yield from _space(path)
    if not there:
        yield Finding(name, "warn", _("There is no desk at {file} yet. The first start makes it.").format(file=path))
        if left:
            yield Finding(_("Log"), "warn", _("{file} was left by a desk that is gone.").format(file=log))
        return
    try:
        version = storage.header(path)[1]
    except errors.VatuiError as error:
        yield Finding(name, "bad", str(error))
        return
    size = path.stat().st_size
    yield Finding(name, "ok", _("{file}, {size} MB").format(file=path, size=f"{size / 1e6:.1f}"))
    yield from _modes(path)
    yield _version(version)
    holder = _holder(path)
    if holder:
        yield Finding(_("In use"), "ok", holder)
    in_use = bool(holder) or storage.is_open_here(path)
    yield from _contents(path, log if left else None, in_use)


def _modes(path: Path) -> Iterator[Finding]:
    name = _("Permissions")
    open_to_others = [
        (file, right)
        for file, right in ((path, "600"), (path.parent, "700"))
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    for file, right in open_to_others:
        told = _("Other accounts may open {file}. Run: chmod {right} {file}").format(file=file, right=right)
        yield Finding(name, "warn", told)
    closed = [file for file in (path, path.parent) if not os.access(file, os.W_OK)]
    for file in closed:
        yield Finding(name, "bad", _("{file} cannot be written. Check its permissions.").format(file=file))
    if not open_to_others and not closed:
        yield Finding(name, "ok", _("Only you may open the desk."))


def _version(version: int) -> Finding:
    name = _("Version of the desk")
    if version > storage.SCHEMA_VERSION:
        return Finding(name, "bad", str(errors.DeskTooNew()))
    if version < storage.SCHEMA_VERSION:
        return Finding(name, "warn", _("From an older vatui. The next start brings it up to date, after a backup."))
    return Finding(name, "ok", str(version))


def _contents(path: Path, log: Path | None, in_use: bool) -> Iterator[Finding]:
    """Whether what is in the file is whole, and whether a log beside it belongs to it."""
    name = _("Contents")
    with _readable(path, log, in_use) as uri:
        faults = _faults(uri)
    if log and not in_use:
        if faults and not _faults(_uri(path, "mode=ro&immutable=1")):
            yield Finding(_("Log"), "bad", _("{file} does not belong to the desk. Move it away.").format(file=log))
            return
        told = _("The last program was cut off. The next start takes over what it had saved.")
        yield Finding(_("Log"), "warn", told)
    if not faults:
        yield Finding(name, "ok", _("Every page and every link between rows is sound."))
        return
    for fault in faults[:3]:
        yield Finding(name, "bad", fault)
    yield Finding(name, "bad", _("The desk is damaged. Restore a backup with “vatui restore”."))


@contextmanager
def _readable(path: Path, log: Path | None, in_use: bool) -> Iterator[str]:
    """An address under which SQLite reads the desk and makes no files beside it."""
    if in_use:  # and so its companions are there already
        yield _uri(path, "mode=ro")
    elif log is None:
        yield _uri(path, "mode=ro&immutable=1")
    else:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "desk.db"
            shutil.copyfile(path, copy)
            shutil.copyfile(log, f"{copy}-wal")
            yield _uri(copy, "mode=rw")


def _uri(path: Path, how: str) -> str:
    return f"file:{quote(str(path.absolute()))}?{how}"


def _faults(uri: str) -> list[str]:
    """What SQLite finds wrong with a file, in its own words."""
    try:
        with closing(storage.sqlite.connect(uri, uri=True, timeout=10)) as connection:
            found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(10)").fetchall()]
            faults = [] if found == ["ok"] else found
            lost = connection.execute("PRAGMA foreign_key_check").fetchall()
            if lost:
                told = ngettext("{count} row refers to nothing.", "{count} rows refer to nothing.", len(lost))
                faults.append(told.format(count=len(lost)))
    except storage.sqlite.Error as error:
        return [str(error).splitlines()[0] if str(error) else type(error).__name__]
    return [line for fault in faults for line in fault.splitlines()]


def _holder(path: Path) -> str:
    """Which other process has the desk open, if it can be told; an empty text if none."""
    index = Path(f"{path}-shm")
    if storage.is_open_here(path) or not index.exists():
        return ""
    if sys.platform != "linux":
        return _("Another vatui may have the desk open.")
    import fcntl

    # SQLite's own locks, only asked: byte 128 is held by whoever has it open, byte 120 by whoever writes.
    try:
        with index.open("rb") as file:
            holders = []
            for byte in (120, 128):
                asked = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0)
                kind, _whence, _start, _length, pid = struct.unpack("hhqqi", fcntl.fcntl(file.fileno(), fcntl.F_GETLK, asked))
                holders.append(pid if kind != fcntl.F_UNLCK else 0)
    except OSError:
        return ""
    writer, reader = holders
    if writer:
        return _("Process {number} is writing.").format(number=writer)
    return _("Process {number} has the desk open.").format(number=reader) if reader else ""


def _space(path: Path) -> Iterator[Finding]:
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
        size = path.stat().st_size if path.exists() else 0
    except OSError:
        return
    told = _("{size} MB free").format(size=free // 10**6)
    if free < max(_SMALL, 2 * size):
        yield Finding(_("Disk"), "bad", _("{free}. Make room soon.").format(free=told))
    elif free < _LARGE:
        yield Finding(_("Disk"), "warn", _("{free}. Make room soon.").format(free=told))
    else:
        yield Finding(_("Disk"), "ok", told)


# ---------------------------------------------------------------------- the server


def _server(url: str) -> Iterator[Finding]:
    name = _("Server")
    try:
        store = storage.PostgresStore(url)
    except Exception as error:
        plain = error if isinstance(error, errors.VatuiError) else storage.plain_error(error)
        if plain is None:
            raise
        yield Finding(name, "bad", str(plain))
        return
    with closing(store):
        release = str(store.rows("SHOW server_version")[0][0])
        taken = []
        for _again in range(5):
            begun = time.perf_counter()
            store.rows("SELECT 1")
            taken.append(time.perf_counter() - begun)
        answer = sorted(taken)[2] * 1000
        told = _("PostgreSQL {version}, answers in {time} ms").format(version=release, time=f"{answer:.1f}")
        # A screen asks a few questions; from here on one feels them.
        yield Finding(name, "warn" if answer > 50 else "ok", told)
        version = store.version()
        if version:
            yield _version(version)
        else:
            yield Finding(_("Desk"), "warn", _("There is no desk on the server yet. The first start makes it."))
        if store.rows("SHOW transaction_read_only")[0][0] == "on":
            yield Finding(_("Permissions"), "bad", _("The server only lets you read."))


# ---------------------------------------------------------------------- the set-up


def _backups(url: str, now: datetime) -> Finding:
    name = _("Backup")
    made = backups.list_backups(url)
    if not made:
        return Finding(name, "warn", _("There is no backup yet. Make one with “vatui backup”."))
    newest = made[0]
    if not backups.is_as_noted(newest):
        return Finding(
            name,
            "bad",
            _("{file} is damaged. Make a new one with “vatui backup”.").format(file=newest.path.name),
        )
    days = max((now - newest.at).days, 0)
    age = ngettext("{count} day old", "{count} days old", days).format(count=days) if days else _("of today")
    told = _("{file}, {age}").format(file=newest.path.name, age=age)
    return Finding(name, "warn" if days > 7 else "ok", told)


def wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can damage a desk that two programs write (sqlite.org/wal.html#walresetbug)."""
    if (3, 44, 6) <= version < (3, 45, 0) or (3, 50, 7) <= version < (3, 51, 0):
        return False
    return (3, 7, 0) <= version < (3, 51, 3)


def _sqlite() -> Finding:
    release = str(storage.sqlite.sqlite_version)
    version = storage.sqlite.sqlite_version_info
    if wal_reset_bug((version[0], version[1], version[2])):
        told = _("SQLite {version} can damage a desk in rare cases. Install pysqlite3.").format(version=release)
        return Finding(_("SQLite"), "warn", told)
    return Finding(_("SQLite"), "ok", release)


def _setup(environ: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    yield Finding(_("Program"), "ok", f"vatui {__version__}, Python {sys.version.split()[0]}")
    chosen = ""
    try:
        chosen = settings.load(paths.settings_file()).language
    except errors.VatuiError as error:
        yield Finding(_("Settings"), "bad", str(error))
    code = chosen or i18n.system_language(dict(environ))
    folder = Path(i18n.__file__).parent / "locale"
    missing = [one for one in i18n.LANGUAGES if one != "en" and not gettext.find("vatui", str(folder), [one])]
    if missing:
        told = _("The texts are missing in: {languages}. Install vatui anew.").format(languages=", ".join(missing))
        yield Finding(_("Language"), "bad" if code in missing else "warn", told)
    else:
        yield Finding(_("Language"), "ok", i18n.LANGUAGES[code])
    release = zones.tz_version()
    old = release[:4].isdigit() and int(release[:4]) < now.year - 1
    told = _("{release} is old. Update pytz.").format(release=release) if old else release
    yield Finding(_("Time zones"), "warn" if old else "ok", told)


def _terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    name = _("Terminal")
    kind = environ.get("TERM", "")
    size = shutil.get_terminal_size()
    shown = " ".join(part for part in (kind, environ.get("COLORTERM", ""), f"{size.columns}×{size.lines}") if part)
    if kind in ("", "dumb") and sys.platform != "win32":
        yield Finding(name, "warn", _("{terminal}: TERM is not set, so the console cannot draw.").format(terminal=shown))
    elif size.columns < 80 or size.lines < 24:
        yield Finding(name, "warn", _("{terminal}: at least 80×24 is needed to see everything.").format(terminal=shown))
    else:
        yield Finding(name, "ok", shown)
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    if encoding != "utf8":
        yield Finding(_("Signs"), "warn", _("The terminal is not set to UTF-8. Set “glyphs” to ascii."))
        return
    signs = " ".join(dict.fromkeys(unicode for unicode, _ascii in themes.GLYPHS.values()))
    told = _("{signs} – if one is missing or wide, set “glyphs” to ascii.").format(signs=signs)
    yield Finding(_("Signs"), "ok", told)
