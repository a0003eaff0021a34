"""The file under a desk: who may touch it, and what happens when somebody moves it."""

from __future__ import annotations

import shutil
import textwrap
import threading
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ACTOR
from tests.ground import ADD, ADD_AND_DIE, add, elsewhere, tags
from vatui import storage
from vatui.desk import Desk
from vatui.errors import DeskMissing
from vatui.models import ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from vatui.clock import FrozenClock


# On purpose with the SQLite that comes with Python: newer ones notice that their locks were taken away.
LET_GO = """
    import subprocess, sys
    sys.modules["pysqlite3"] = None
    from pathlib import Path
    from vatui import storage
    from vatui.desk import Desk
    from vatui.models import Tag

    def add(name):
        with desk.change("Add tag"):
            Tag.create(name=name)

    path, theirs = sys.argv[1:]
    desk = Desk.open(path)
    add("before")
    assert storage.header(Path(path)) == (True, storage.SCHEMA_VERSION, True)
    subprocess.run([sys.executable, "-c", theirs, path, "theirs"], check=True)
    add("after")
    read = "import sys; from vatui.desk import Desk; print(Desk.open(sys.argv[1]).rows(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", read, path, "SELECT name FROM tag"], check=True)
"""


def test_reading_the_header_does_not_let_go_of_an_open_desk(tmp_path: Path) -> None:
    """Looking at an open file again keeps its locks, so that no other process throws away its log."""
    theirs = 'import sys; sys.modules["pysqlite3"] = None\n' + textwrap.dedent(ADD)
    seen = elsewhere(LET_GO, str(tmp_path / "desk.db"), theirs)
    assert seen.strip() == "[('before',), ('theirs',), ('after',)]"


def test_a_second_desk_in_the_process_does_not_let_go_of_the_first(sqlite_desk: Desk, tmp_path: Path, clock: FrozenClock) -> None:
    """Opening and closing the same file twice in one process loses nothing that is written afterwards."""
    path = tmp_path / "desk.db"
    Desk.open(str(path), clock=clock, actor=ACTOR).close()
    storage.bind(sqlite_desk.store)
    elsewhere(ADD, str(path), "theirs")
    add(sqlite_desk, "mine")
    sqlite_desk.close()
    again = Desk.open(str(path))
    assert tags(again) == ["theirs", "mine"]
    again.close()


def test_a_file_replaced_while_a_writer_waited_takes_no_write(sqlite_desk: Desk, tmp_path: Path) -> None:
    """A writer that waited for whoever replaced the file is refused, and nothing is acknowledged."""
    path = tmp_path / "desk.db"
    other = storage.sqlite.connect(str(path), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def replace() -> None:
        path.rename(tmp_path / "old.db")
        shutil.copyfile(tmp_path / "old.db", path)
        other.execute("ROLLBACK")

    late = threading.Timer(0.3, replace)
    late.start()
    with pytest.raises(DeskMissing):
        add(sqlite_desk, "lost")
    late.join()
    other.close()
    assert tags(sqlite_desk) == []


def test_the_log_of_a_deleted_desk_does_not_leak_into_a_new_one(tmp_path: Path) -> None:
    """A write-ahead log that lies where a new desk is made is set aside, never replayed into it."""
    path = tmp_path / "desk.db"
    elsewhere(ADD_AND_DIE, str(path), "old")
    assert (tmp_path / "desk.db-wal").stat().st_size > 0
    path.unlink()
    desk = Desk.open(str(path))
    assert tags(desk) == []
    assert desk.rows("PRAGMA integrity_check") == [("ok",)]
    desk.close()


def test_parents_come_before_their_children() -> None:
    """Rows can be copied table by table in the order of ``ROWS``."""
    for place, row in enumerate(ROWS):
        for field in row._meta.refs:
            assert field.rel_model in ROWS[:place], f"{row.__name__}.{field.name}"
