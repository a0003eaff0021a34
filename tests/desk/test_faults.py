"""Whatever is wrong with the file, the disk or the server: one sentence, nothing overwritten, nothing lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ACTOR
from tests.ground import ADD, ADD_AND_DIE, add, elsewhere, finish, start, sums, tags
from vatui import backups, storage
from vatui.desk import Desk
from vatui.errors import DeskBusy, DeskDamaged, DeskError, DeskMissing, DeskTooNew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions or limits")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed desk with one tag."""
    desk = Desk.open(str(tmp_path / "desk.db"), actor=ACTOR)
    add(desk, "one")
    desk.close()
    return tmp_path / "desk.db"


def _refused(path: Path, kind: type[DeskError]) -> str:
    """Opening is refused in one sentence, and no byte in the folder changes."""
    before = sums(path.parent)
    with pytest.raises(kind) as refusal:
        Desk.open(str(path))
    said = str(refusal.value)
    assert "\n" not in said
    assert "Error" not in said
    assert sums(path.parent) == before
    return said


# ---------------------------------------------------------------------- damage


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_text("Dear diary"), "not a vatui desk"),
        (lambda path: path.write_text("Dear diary " * 500), "not a vatui desk"),
        (lambda path: path.write_bytes(b"\0" * 16 + path.read_bytes()[16:]), "not a vatui desk"),
        (lambda path: path.write_bytes(path.read_bytes()[:99]), "not a vatui desk"),
        (lambda path: (path.unlink(), path.mkdir()), "folder"),
    ],
    ids=["empty", "short text", "text", "header", "stump", "folder"],
)
def test_what_is_no_desk_is_refused_and_kept(path: Path, damage: Callable[[Path], object], words: str) -> None:
    """A file that is not a desk is never taken for a first run, nor written to."""
    damage(path)
    assert words in _refused(path, DeskDamaged)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """Somebody else's database is left alone."""
    raw = storage.sqlite.connect(tmp_path / "places.db")
    raw.execute("CREATE TABLE moz_places (id INTEGER)")
    raw.commit()
    raw.close()
    assert "another program" in _refused(tmp_path / "places.db", DeskDamaged)


def test_half_a_file_is_refused(path: Path) -> None:
    """A desk that was cut off is told to be damaged when it is read, and not made worse by opening."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    before = path.read_bytes()

    def use() -> None:
        desk = Desk.open(str(path), actor=ACTOR)
        try:
            desk.run(tags, desk)
            desk.run(desk.store.rows, "PRAGMA integrity_check")
            desk.run(desk.steps)
        finally:
            desk.close()

    with pytest.raises(DeskDamaged, match="vatui doctor"):
        use()
    assert path.read_bytes() == before


def test_a_newer_desk_is_refused_unchanged(path: Path) -> None:
    """A desk from a newer vatui is neither opened nor touched, also when only its log says so."""
    raw = storage.sqlite.connect(path)
    raw.execute(f"PRAGMA user_version = {storage.SCHEMA_VERSION + 1}")
    raw.close()
    assert "newer vatui" in _refused(path, DeskTooNew)


def test_a_newer_desk_is_noticed_in_its_log(path: Path) -> None:
    """The version may still lie in the log when a newer vatui was cut off."""
    code = f"""
        import os, sys
        from vatui import storage
        connection = storage.sqlite.connect(sys.argv[1])
        connection.execute("PRAGMA user_version = {storage.SCHEMA_VERSION + 1}")
        os._exit(0)
    """
    elsewhere(code, str(path))
    assert storage.header(path)[1] == storage.SCHEMA_VERSION
    with pytest.raises(DeskTooNew):
        Desk.open(str(path))


def test_an_older_desk_is_not_migrated_in_passing(path: Path) -> None:
    """Where migrating was not asked for, an older desk is refused."""
    raw = storage.sqlite.connect(path)
    raw.execute("PRAGMA user_version = 0")
    raw.close()
    with pytest.raises(DeskError, match="older vatui"):
        Desk.open(str(path), migrate=False)


def test_no_desk_is_made_where_none_was_asked_for(tmp_path: Path) -> None:
    """Opening without making refuses and makes nothing."""
    with pytest.raises(DeskMissing, match="no desk"):
        Desk.open(str(tmp_path / "none.db"), create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A path through a file is one sentence."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DeskMissing, match="no folder"):
        Desk.open(str(tmp_path / "file" / "desk.db"))
    assert (tmp_path / "file").read_text() == "mine"


# ---------------------------------------------------------------------- moved while open


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_desk_moved_while_open_stops(sqlite_desk: Desk, tmp_path: Path, how: str) -> None:
    """When the file is deleted or replaced under an open desk, writing and asking stop with one sentence."""
    path = tmp_path / "desk.db"
    add(sqlite_desk, "one")
    other = tmp_path / "other.db"
    Desk.open(str(other)).close()
    storage.bind(sqlite_desk.store)
    if how == "deleted":
        path.unlink()
    else:
        other.replace(path)
    with pytest.raises(DeskMissing, match="moved or replaced"):
        add(sqlite_desk, "lost")
    with pytest.raises(DeskMissing, match="moved or replaced"):
        sqlite_desk.poll()
    with pytest.raises(DeskMissing, match="moved or replaced"):
        sqlite_desk.remember("split", 1)
    if how == "replaced":
        raw = storage.sqlite.connect(f"file:{path}?immutable=1", uri=True)
        assert raw.execute("SELECT COUNT(*) FROM tag").fetchone() == (0,)
        raw.close()


# ---------------------------------------------------------------------- permissions


def test_only_the_owner_may_read_a_desk(tmp_path: Path) -> None:
    """The file, its companions and its lock are private from the first moment, whatever the umask."""
    before = os.umask(0)
    try:
        desk = Desk.open(str(tmp_path / "deep" / "er" / "desk.db"))
        add(desk, "one")
        modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "deep" / "er").iterdir()}
        desk.close()
    finally:
        os.umask(before)
    assert set(modes) == {"desk.db", "desk.db-wal", "desk.db-shm", ".desk.db.lock"}
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "deep" / "er").stat().st_mode & 0o777 == 0o700


# Permissions do not hold root back, and the interpreter may lie where nobody else may look: load, then become nobody.
AS_NOBODY = """
    import os, sys
    import encodings.idna, playhouse.migrations
    from vatui import backups, doctor
    from vatui.desk import Desk
    from vatui.errors import VatuiError
    from vatui.models import Tag
    from tests.ground import add, tags
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        desk = Desk.open(sys.argv[1], actor="nobody")
        print(tags(desk))
        desk.run(add, desk, "mine")
        print(tags(desk))
    except VatuiError as error:
        print(type(error).__name__, error)
"""


@pytest.fixture
def nobodys() -> Iterator[Path]:
    """A folder of the account that permissions hold back, with a desk."""
    folder = Path(tempfile.mkdtemp())
    desk = Desk.open(str(folder / "desk.db"), actor=ACTOR)
    add(desk, "one")
    desk.close()
    if os.geteuid() == 0:
        for file in (folder, *folder.iterdir()):
            os.chown(file, 65534, 65534)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@POSIX
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "kind"),
    [
        (0o500, 0o600, "DeskReadOnly"),
        (0o700, 0o400, "DeskReadOnly"),
        (0o700, 0o000, "DeskReadOnly"),
        (0o000, 0o600, "DeskReadOnly"),
        (0o500, 0o400, "DeskReadOnly"),
    ],
)
def test_what_may_not_be_written_is_told(nobodys: Path, folder_mode: int, file_mode: int, kind: str) -> None:
    """A read-only file or folder is one sentence, nothing is written, and it works again afterwards."""
    path = nobodys / "desk.db"
    before = path.read_bytes()
    path.chmod(file_mode)
    nobodys.chmod(folder_mode)
    said = elsewhere(AS_NOBODY, str(path)).splitlines()
    assert said[-1].startswith(f"{kind} "), said
    nobodys.chmod(0o700)
    path.chmod(0o600)
    assert path.read_bytes() == before
    assert elsewhere(AS_NOBODY, str(path)).splitlines() == ["['one']", "['one', 'mine']"]


@POSIX
def test_a_folder_where_nothing_may_be_made_is_told(nobodys: Path) -> None:
    """A first run where nothing may be made is one sentence."""
    nobodys.chmod(0o500)
    assert elsewhere(AS_NOBODY, str(nobodys / "new.db")).startswith("DeskReadOnly ")
    assert elsewhere(AS_NOBODY, str(nobodys / "deep" / "new.db")).startswith("DeskReadOnly ")


# ---------------------------------------------------------------------- a full disk


FULL = """
    import resource, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from vatui import backups
    from vatui.desk import Desk
    from vatui.errors import DeskFull
    from tests.ground import add, tags
    path = Path(sys.argv[1])
    desk = Desk.open(sys.argv[1])
    limit = path.stat().st_size + 200_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    done = 0
    try:
        while True:
            desk.run(add, desk, f"tag {done} " + "x" * 3_000)
            done += 1
    except DeskFull as error:
        print(error)
    assert len(tags(desk)) == done + 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        backups.backup(sys.argv[1], None, datetime(2026, 11, 24, tzinfo=UTC))
    except DeskFull as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert desk.rows("PRAGMA integrity_check") == [("ok",)]
    assert desk.rows("SELECT COUNT(*) FROM change") == [(done + 1,)]
    add(desk, "after")
    desk.close()
    print(done)
"""


@POSIX
def test_a_full_disk_loses_nothing(path: Path) -> None:
    """When the disk is full a change is refused whole, what was there stays, and it works again afterwards."""
    first, second, done = elsewhere(FULL, str(path)).splitlines()
    assert first == second == "The disk is full. Make room and try again; nothing was lost."
    assert int(done) > 5
    assert list((path.parent / "backups").iterdir()) == [], "half a backup is no backup"
    desk = Desk.open(str(path))
    assert len(tags(desk)) == int(done) + 2
    desk.close()


@POSIX
def test_a_first_run_on_a_full_disk_leaves_no_desk(tmp_path: Path) -> None:
    """A desk that could not be made whole is not there, and the next start makes it."""
    code = """
        import resource, sys
        from vatui.desk import Desk
        from vatui.errors import DeskFull
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))
        try:
            Desk.open(sys.argv[1])
        except DeskFull as error:
            print(error)
    """
    assert elsewhere(code, str(tmp_path / "desk.db")).startswith("The disk is full.")
    assert not (tmp_path / "desk.db").exists()
    desk = Desk.open(str(tmp_path / "desk.db"))
    add(desk, "one")
    desk.close()


# ---------------------------------------------------------------------- many processes


def test_a_busy_desk_is_told(sqlite_desk: Desk) -> None:
    """A writer that never finishes gives one sentence, not an endless wait."""
    assert sqlite_desk.store.file is not None
    sqlite_desk.store.database.execute_sql("PRAGMA busy_timeout = 50")
    raw = storage.sqlite.connect(sqlite_desk.store.file, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(DeskBusy, match="Another vatui"):
        sqlite_desk.run(add, sqlite_desk, "late")
    raw.execute("ROLLBACK")
    raw.close()
    add(sqlite_desk, "now")
    assert tags(sqlite_desk) == ["now"]


def test_eight_first_runs_at_once(tmp_path: Path) -> None:
    """Eight programs that start on no desk at all make one, and none is refused."""
    for round_ in range(3):
        path = tmp_path / f"round{round_}" / "desk.db"
        for process in [start(ADD, str(path), f"tag {number}") for number in range(8)]:
            finish(process)
        desk = Desk.open(str(path))
        assert sorted(tags(desk)) == [f"tag {number}" for number in range(8)]
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        desk.close()


def test_eight_writers_lose_nothing(desk: Desk, desk_url: str) -> None:
    """Eight programs with twenty-five changes each: none is lost, none refused, numbers are given once."""
    names = [[f"{writer}-{number}" for number in range(25)] for writer in range(8)]
    for process in [start(ADD, desk_url, *some) for some in names]:
        finish(process)
    assert "tag" in desk.poll()
    assert sorted(tags(desk)) == sorted(name for some in names for name in some)
    assert desk.rows("SELECT COUNT(*), COUNT(DISTINCT id) FROM change") == [(200, 200)]
    for writer in range(8):
        mine = [name for name in tags(desk) if name.startswith(f"{writer}-")]
        assert mine == names[writer], "each writer's own order is kept"


def test_eight_first_runs_on_a_server(fresh_postgres: Callable[[], str]) -> None:
    """Eight programs that start on an empty server make the tables once."""
    url = fresh_postgres()
    for process in [start(ADD, url, f"tag {number}") for number in range(8)]:
        finish(process)
    desk = Desk.open(url)
    assert len(tags(desk)) == 8
    desk.close()


def test_killed_writers_leave_whole_changes(tmp_path: Path) -> None:
    """A writer killed at any moment leaves every change it acknowledged, and no half of one."""
    path = tmp_path / "desk.db"
    code = """
        import sys
        from vatui.desk import Desk
        from vatui.models import Tag
        desk = Desk.open(sys.argv[1])
        number = int(sys.argv[2])
        while True:
            number += 1
            with desk.change("Two tags"):
                Tag.create(name=f"a{number}")
                Tag.create(name=f"b{number}")
            print(number, flush=True)
    """
    acknowledged: list[int] = []
    for round_ in range(5):
        process = start(code, str(path), str(round_ * 1_000_000))
        assert process.stdout is not None
        acknowledged += [int(process.stdout.readline()) for _ in range(3 + 7 * round_)]
        process.kill()
        acknowledged += [int(line) for line in process.communicate()[0].splitlines() if line.endswith("\n") or line]
        desk = Desk.open(str(path))
        found = set(tags(desk))
        assert {f"{letter}{number}" for number in acknowledged for letter in "ab"} <= found
        assert {name[1:] for name in found if name[0] == "a"} == {name[1:] for name in found if name[0] == "b"}
        assert desk.rows("SELECT COUNT(*) FROM change")[0][0] * 2 == len(found)
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        desk.close()


# ---------------------------------------------------------------------- servers


def test_a_server_that_hung_up_is_found_again(fresh_postgres: Callable[[], str]) -> None:
    """A lost connection is one sentence, and the next call works."""
    import psycopg

    url = fresh_postgres()
    desk = Desk.open(url, actor=ACTOR)
    add(desk, "one")
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(DeskMissing, match="server"):
        desk.run(add, desk, "lost")
    desk.run(add, desk, "two")
    assert tags(desk) == ["one", "two"]
    desk.close()


@pytest.mark.parametrize(
    "url",
    ["postgresql://ayu:geheim@127.0.0.1:1/desk", "postgresql://ayu:geheim@localhost.invalid/desk"],
)
def test_a_server_that_is_not_there_is_told(url: str) -> None:
    """No server is one sentence without the password."""
    pytest.importorskip("psycopg")
    with pytest.raises(DeskMissing, match="server") as refusal:
        Desk.open(url)
    assert "geheim" not in str(refusal.value)


def test_a_server_that_refuses_is_told(fresh_postgres: Callable[[], str]) -> None:
    """A database that does not exist is one sentence."""
    with pytest.raises(DeskMissing, match="refused"):
        Desk.open(fresh_postgres() + "_nowhere")


def test_a_newer_server_is_refused(fresh_postgres: Callable[[], str]) -> None:
    """A database that a newer vatui has migrated is not touched."""
    url = fresh_postgres()
    desk = Desk.open(url)
    desk.store.database.execute_sql(
        "INSERT INTO schema_migration (name, applied) SELECT '9999_newer', applied FROM schema_migration LIMIT 1"
    )
    desk.close()
    with pytest.raises(DeskTooNew):
        Desk.open(url)


def test_a_crash_leaves_a_log_that_the_next_start_takes_over(tmp_path: Path) -> None:
    """What was acknowledged before a crash is there after it, and in a backup made right then."""
    path = tmp_path / "desk.db"
    elsewhere(ADD_AND_DIE, str(path), "one", "two")
    made = backups.backup(str(path), tmp_path / "copy.db", Desk.open(str(path)).now())
    raw = storage.sqlite.connect(f"file:{made.path}?immutable=1", uri=True)
    assert raw.execute("SELECT COUNT(*) FROM tag").fetchone() == (2,)
    raw.close()
