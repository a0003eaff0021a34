"""The migrated schema is that of the rows, and migrating can be interrupted anywhere."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ACTOR, NOW
from tests.ground import add, dump, elsewhere, finish, start, tags
from vatui import backups, storage
from vatui.desk import Desk
from vatui.models import PLAIN, ROWS
from vatui.models.base import peewee

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vatui.clock import FrozenClock

EVERY: tuple[Any, ...] = (*ROWS, *PLAIN)
NAME = re.compile(r"\d{4}_[a-z0-9_]+\.py")


def _files() -> list[Path]:
    return sorted(path for path in storage.MIGRATIONS.iterdir() if NAME.fullmatch(path.name))


def test_there_are_as_many_migrations_as_the_version_says() -> None:
    """The version in the header is the number of migrations, which are numbered without a gap."""
    assert [path.name[:4] for path in _files()] == [f"{n:04d}" for n in range(1, storage.SCHEMA_VERSION + 1)]


def test_migrations_stand_alone() -> None:
    """A released migration must go on working when the rows have changed, so it does not import them."""
    for path in _files():
        assert not re.search(r"^\s*(from|import) vatui", path.read_text(), re.MULTILINE), path.name


def test_the_migrated_schema_is_that_of_the_rows(desk: Desk) -> None:
    """Tables, columns and indexes that the rows describe are there, and no others."""
    from playhouse.schema_diff import diff_models

    diff = diff_models(desk.store.database, list(EVERY))
    assert not diff, str(diff)
    found = set(desk.store.database.get_tables()) - {"schema_migration", "sqlite_sequence"}
    assert found == {row._meta.table_name for row in EVERY}


def test_columns_are_of_the_kind_that_the_rows_say(desk: Desk, desk_url: str) -> None:
    """Type, not-null and foreign keys are those that the rows would make themselves."""
    database = desk.store.database
    for row in EVERY:
        table = row._meta.table_name
        columns = {column.name: column for column in database.get_columns(table)}
        for field in row._meta.sorted_fields:
            column = columns[field.column_name]
            whole = isinstance(field, (peewee.AutoField, peewee.IntegerField, peewee.ForeignKeyField))
            switch = "BOOLEAN" if storage.file_of(desk_url) is None else "INTEGER"
            kind = "INTEGER" if whole else switch if isinstance(field, peewee.BooleanField) else "TEXT"
            assert column.data_type.upper() == kind, f"{table}.{column.name}"
            assert column.null == field.null, f"{table}.{column.name}"
            assert column.primary_key == field.primary_key, f"{table}.{column.name}"
        keys = {(key.column, key.dest_table, key.dest_column) for key in database.get_foreign_keys(table)}
        assert keys == {
            (field.column_name, field.rel_model._meta.table_name, field.rel_field.column_name) for field in row._meta.refs
        }, table


def test_numbers_are_never_given_twice(desk: Desk) -> None:
    """The number of a deleted row stays its own, on both databases."""
    for row in ROWS:
        if isinstance(desk.store, storage.SqliteStore):
            made = desk.rows("SELECT sql FROM sqlite_master WHERE name = ?", row.table())[0][0]
            assert "AUTOINCREMENT" in made, row.table()
    add(desk, "one")
    desk.undo()
    add(desk, "two")
    assert desk.rows("SELECT id FROM tag") == [(2,)]


def test_deleting_a_parent_is_refused(desk: Desk) -> None:
    """No foreign key but the journal's own takes rows away by itself."""
    if isinstance(desk.store, storage.SqliteStore):
        rules = {
            (row._meta.table_name, key[3]): key[6]
            for row in EVERY
            for key in desk.rows(f'PRAGMA foreign_key_list("{row._meta.table_name}")')
        }
    else:
        rules = {
            (table, column): {"r": "RESTRICT", "c": "CASCADE"}.get(rule, rule)
            for table, column, rule in desk.rows(
                "SELECT c.conrelid::regclass::text, a.attname, c.confdeltype::text FROM pg_constraint c"
                " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
            )
        }
    assert rules.pop(("changed_row", "change_id")) == "CASCADE"
    assert rules
    assert set(rules.values()) == {"RESTRICT"}


def test_down_takes_everything_away(desk_url: str, clock: FrozenClock, request: pytest.FixtureRequest) -> None:
    """Each migration can be taken back, and applied again, on both databases."""
    from playhouse.migrations import Runner

    url = desk_url
    if storage.file_of(url) is None:
        url = request.getfixturevalue("fresh_postgres")()
    desk = Desk.open(url, clock=clock)
    runner = Runner(desk.store.database, str(storage.MIGRATIONS))
    for _migration in _files():
        runner.down()
    left = set(desk.store.database.get_tables()) - {"schema_migration", "sqlite_sequence"}
    assert left == set()
    runner.up()
    add(desk, "one")
    assert tags(desk) == ["one"]
    desk.close()


# ---------------------------------------------------------------------- a schema of the future

SECOND = '''
import os

def die(place):
    if os.environ.get("DIE_AT") == place:
        os.kill(os.getpid(), 9)

def up(migrator, db):
    die("2a")
    db.execute_sql('ALTER TABLE "tag" ADD COLUMN "note" TEXT')
    die("2b")
    db.execute_sql("""UPDATE "tag" SET "note" = 'for ' || "name" """)
    die("2c")

def down(migrator, db):
    db.execute_sql('ALTER TABLE "tag" DROP COLUMN "note"')
'''
THIRD = """
import os

def die(place):
    if os.environ.get("DIE_AT") == place:
        os.kill(os.getpid(), 9)

def up(migrator, db):
    die("3a")
    db.execute_sql('CREATE TABLE "mood" ("id" INTEGER PRIMARY KEY, "tag_id" INTEGER NOT NULL)')
    die("3b")
    db.execute_sql('INSERT INTO "mood" SELECT "id", "id" FROM "tag"')
    die("3c")

def down(migrator, db):
    db.execute_sql('DROP TABLE "mood"')
"""

NEWEST = storage.SCHEMA_VERSION + 2

UPGRADE = f"""
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from vatui import storage
    from vatui.clock import FrozenClock
    from vatui.desk import Desk
    storage.MIGRATIONS = Path(sys.argv[2])
    storage.SCHEMA_VERSION = {NEWEST}
    desk = Desk.open(sys.argv[1], clock=FrozenClock(datetime(2026, 11, 24, tzinfo=UTC)))
    print(desk.rows("SELECT COUNT(*) FROM tag WHERE note = 'for ' || name"), desk.rows("SELECT COUNT(*) FROM mood"))
    desk.close()
"""


@pytest.fixture
def future(tmp_path: Path) -> Path:
    """The folder of migrations of a vatui that has two more."""
    folder = tmp_path / "future"
    shutil.copytree(storage.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / f"{NEWEST - 1:04d}_note.py").write_text(SECOND)
    (folder / f"{NEWEST:04d}_mood.py").write_text(THIRD)
    return folder


def _url(desk_url: str, request: pytest.FixtureRequest) -> str:
    """A desk that may be left with a schema of the future."""
    return str(request.getfixturevalue("fresh_postgres")()) if storage.file_of(desk_url) is None else desk_url


def _filled(url: str, count: int = 40) -> None:
    desk = Desk.open(url, actor=ACTOR)
    add(desk, *(f"tag {number}" for number in range(count)))
    desk.close()


def test_an_older_desk_is_brought_up_to_date(desk_url: str, future: Path, request: pytest.FixtureRequest) -> None:
    """Opening an older desk migrates it with its rows; the program it came from then refuses it."""
    from vatui.errors import DeskTooNew

    url = _url(desk_url, request)
    _filled(url)
    assert elsewhere(UPGRADE, url, str(future)) == "[(40,)] [(40,)]\n"
    assert elsewhere(UPGRADE, url, str(future)) == "[(40,)] [(40,)]\n"
    with pytest.raises(DeskTooNew):
        Desk.open(url)


def test_a_copy_is_made_before_migrating(tmp_path: Path, future: Path) -> None:
    """The desk as it was lies among the backups, verified, and can be restored."""
    url = str(tmp_path / "desk.db")
    _filled(url)
    elsewhere(UPGRADE, url, str(future))
    (made,) = backups.list_backups(url)
    assert (made.kind, made.path.name) == ("before", f"desk-before-{NEWEST - 1:04d}-20261124T000000Z.db")
    assert made.sha256
    backups.restore(made.path, url, NOW)
    desk = Desk.open(url)
    assert len(tags(desk)) == 40
    desk.close()


@pytest.mark.parametrize("place", ["2a", "2b", "2c", "3a", "3b", "3c"])
def test_a_migration_killed_anywhere_is_resumed(
    desk_url: str, future: Path, request: pytest.FixtureRequest, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between any two statements, the desk is at one of its versions and the next start finishes."""
    url = _url(desk_url, request)
    _filled(url)
    monkeypatch.setenv("DIE_AT", place)
    finish(start(UPGRADE, url, str(future)), -9)
    monkeypatch.delenv("DIE_AT")
    assert elsewhere(UPGRADE, url, str(future)) == "[(40,)] [(40,)]\n"


def test_killed_before_the_version_is_noted(tmp_path: Path, future: Path) -> None:
    """When all is done but the number in the header, the next start only writes the number."""
    url = str(tmp_path / "desk.db")
    _filled(url)
    elsewhere(UPGRADE, url, str(future))
    raw = storage.sqlite.connect(url)
    raw.execute(f"PRAGMA user_version = {NEWEST - 2}")
    raw.close()
    assert elsewhere(UPGRADE, url, str(future)) == "[(40,)] [(40,)]\n"
    assert storage.header(tmp_path / "desk.db")[1] == NEWEST


def test_a_failed_migration_leaves_the_desk_as_it_was(tmp_path: Path, future: Path) -> None:
    """A migration that raises changes nothing; the old program opens the desk again."""
    url = str(tmp_path / "desk.db")
    _filled(url)
    desk = Desk.open(url)
    before = dump(desk)
    desk.close()
    (future / f"{NEWEST - 1:04d}_note.py").write_text(SECOND.replace("UPDATE", "UPDATES"))
    finish(start(UPGRADE, url, str(future)), 1)
    desk = Desk.open(url)
    assert dump(desk) == before
    desk.close()


def test_eight_starts_migrate_once(desk_url: str, future: Path, request: pytest.FixtureRequest) -> None:
    """Eight programs that find an older desk at once bring it up to date once, and none is refused."""
    url = _url(desk_url, request)
    _filled(url)
    for process in [start(UPGRADE, url, str(future)) for _ in range(8)]:
        assert finish(process) == "[(40,)] [(40,)]\n"
    path = storage.file_of(url)
    if path is not None:
        assert len(backups.list_backups(url)) == 1


def test_a_full_disk_stops_before_migrating(tmp_path: Path, future: Path) -> None:
    """Without room for the copy nothing is migrated."""
    url = str(tmp_path / "desk.db")
    _filled(url)
    limit = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    """
    process = start(limit.rstrip() + UPGRADE, url, str(future))
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "DeskFull" in err
    desk = Desk.open(url)
    assert len(tags(desk)) == 40
    desk.close()


def test_a_restored_older_backup_is_brought_up_to_date(tmp_path: Path, future: Path, fresh_postgres: Callable[[], str]) -> None:
    """A backup from an older vatui goes into a server of a newer one."""
    url = str(tmp_path / "desk.db")
    _filled(url)
    made = backups.backup(url, None, NOW)
    code = f"""
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from vatui import backups, storage
        storage.MIGRATIONS = Path(sys.argv[2])
        storage.SCHEMA_VERSION = {NEWEST}
        backups.restore(Path(sys.argv[3]), sys.argv[1], datetime(2026, 11, 24, tzinfo=UTC))
    """
    server = fresh_postgres()
    elsewhere(code, server, str(future), str(made.path))
    store = storage.PostgresStore(server)
    assert store.rows("SELECT COUNT(*) FROM tag") == [(40,)]
    assert store.version() == NEWEST
    store.close()
