"""Backups are whole, private, verified and rotated; restoring one gives back what was in it."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ACTOR, NOW
from tests.ground import ADD, ADD_AND_DIE, add, dump, elsewhere, finish, start, sums, tags
from vatui import backups, storage
from vatui.desk import Desk
from vatui.errors import (
    DeskBusy,
    DeskDamaged,
    DeskError,
    DeskMissing,
    DeskReadOnly,
    DeskTooNew,
    NothingToUndo,
    VatuiError,
)
from vatui.models import PLAIN, ROWS, Client, Tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.clock import FrozenClock


def _opened(path: Path, clock: FrozenClock | None = None) -> Desk:
    return Desk.open(str(path), clock=clock, actor=ACTOR)


def _all(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the journal too."""
    every = {}
    for row in (*ROWS, *PLAIN):
        meta: Any = row._meta
        key = meta.primary_key.column_name
        names = ", ".join(f'"{field.column_name}"' for field in row._meta.sorted_fields)
        every[row._meta.table_name] = desk.rows(f'SELECT {names} FROM "{row._meta.table_name}" ORDER BY "{key}"')
    return every


def _client(desk: Desk, code: str) -> None:
    with desk.change("Add client"):
        Client.create(
            code=code,
            name="Acme “Ünïcode” Studio",
            colour=1,
            zone="Europe/London",
            hours="",
            created_at=desk.now(),
        )


# ---------------------------------------------------------------------- making


def test_a_backup_holds_what_is_only_in_the_log(sqlite_desk: Desk, tmp_path: Path) -> None:
    """What was committed a moment ago is in the backup, which has the day and time in its name."""
    add(sqlite_desk, "one", "two")
    made = backups.backup(str(tmp_path / "desk.db"), None, NOW)
    assert made.path == tmp_path / "backups" / "desk-20261124T134200Z.db"
    assert (made.at, made.kind, made.size) == (NOW, "manual", made.path.stat().st_size)
    copy = storage.sqlite.connect(f"file:{made.path}?mode=ro&immutable=1", uri=True)
    assert copy.execute("SELECT name FROM tag ORDER BY id").fetchall() == [("one",), ("two",)]
    copy.close()


def test_a_backup_is_private_and_alone(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Only its owner may read it, it needs no other file, and nothing unfinished lies beside it."""
    made = backups.backup(str(tmp_path / "desk.db"), None, NOW)
    assert {path.name: path.stat().st_mode & 0o777 for path in made.path.parent.iterdir()} == {
        made.path.name: 0o600,
        f"{made.path.name}.sha256": 0o600,
    }
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert made.path.read_bytes()[18] == 1, "in WAL mode it could not be read from a read-only disk"


def test_the_sum_beside_a_backup_is_what_sha256sum_reads(sqlite_desk: Desk, tmp_path: Path) -> None:
    """The noted sum is that of the file, in the form the usual tool checks."""
    made = backups.backup(str(tmp_path / "desk.db"), None, NOW)
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    subprocess.run(["sha256sum", "-c", f"{made.path.name}.sha256"], cwd=made.path.parent, check=True, capture_output=True)


def test_a_backup_overwrites_nothing(sqlite_desk: Desk, tmp_path: Path) -> None:
    """A name that is taken is refused; within the desk's folder another is found."""
    target = tmp_path / "mine.db"
    backups.backup(str(tmp_path / "desk.db"), target, NOW)
    before = sums(tmp_path)
    with pytest.raises(VatuiError, match=r"already a file .*mine\.db"):
        backups.backup(str(tmp_path / "desk.db"), target, NOW)
    assert sums(tmp_path) == before
    first = backups.backup(str(tmp_path / "desk.db"), None, NOW)
    second = backups.backup(str(tmp_path / "desk.db"), None, NOW)
    assert first.path != second.path
    assert {one.path for one in backups.list_backups(str(tmp_path / "desk.db"))} == {first.path, second.path}


def test_a_backup_into_a_folder_gets_a_name(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Naming a folder, such as a disk, is enough."""
    folder = tmp_path / "usb"
    folder.mkdir()
    assert backups.backup(str(tmp_path / "desk.db"), folder, NOW).path.parent == folder


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    """There is no backup of a desk that is not there, and none is made."""
    with pytest.raises(DeskMissing):
        backups.backup(str(tmp_path / "none.db"), tmp_path / "copy.db", NOW)
    Desk.open(str(tmp_path / "desk.db")).close()
    with pytest.raises(DeskMissing, match="folder"):
        backups.backup(str(tmp_path / "desk.db"), tmp_path / "nowhere" / "copy.db", NOW)
    assert not (tmp_path / "copy.db").exists()


def test_a_damaged_desk_gives_no_backup(tmp_path: Path) -> None:
    """A copy that fails its check is thrown away and an older one of the same name stays."""
    desk = _opened(tmp_path / "desk.db")
    add(desk, *(f"tag {number}" for number in range(400)))
    desk.close()
    whole = bytearray((tmp_path / "desk.db").read_bytes())
    for page in range(4, len(whole) // 4096 - 1, 2):
        whole[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    (tmp_path / "desk.db").write_bytes(whole)
    with pytest.raises(DeskDamaged):
        backups.backup(str(tmp_path / "desk.db"), None, NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_backups_are_whole_while_somebody_writes(tmp_path: Path) -> None:
    """A backup made under a writer is one moment: every change in it has its row and the other way round."""
    path = tmp_path / "desk.db"
    _opened(path).close()
    writer = start(ADD, str(path), *(f"tag {number}" for number in range(800)))
    counts = []
    for number in range(6):
        made = backups.backup(str(path), tmp_path / f"copy{number}.db", NOW)
        copy = storage.sqlite.connect(f"file:{made.path}?immutable=1", uri=True)
        changes, rows, kept = (
            copy.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in ("change", "changed_row", "tag")
        )
        copy.close()
        assert changes == rows == kept
        counts.append(kept)
    finish(writer)
    assert counts == sorted(counts)


# ---------------------------------------------------------------------- every day


def test_a_day_has_one_backup(sqlite_desk: Desk, tmp_path: Path, clock: FrozenClock) -> None:
    """The second start of a day makes none, the next day's makes another."""
    url = str(tmp_path / "desk.db")
    first = backups.daily(url, clock.now())
    assert first is not None
    assert first.path.name == "desk-daily-20261124.db"
    clock.advance(hours=2)
    assert backups.daily(url, clock.now()) is None
    clock.advance(hours=10)
    assert backups.daily(url, clock.now()) is not None
    assert [one.kind for one in backups.list_backups(url)] == ["daily", "daily"]


def test_old_daily_backups_are_let_go(sqlite_desk: Desk, tmp_path: Path, clock: FrozenClock) -> None:
    """After ninety days there are seven daily ones and the last of each of the four weeks before them."""
    url = str(tmp_path / "desk.db")
    by_hand = backups.backup(url, None, clock.now())
    for _ in range(90):
        made = backups.daily(url, clock.now())
        assert made is not None
        os.utime(made.path, (clock.now().timestamp(),) * 2)
        clock.advance(days=1)
    left = backups.list_backups(url)
    assert left[-1] == by_hand, "one made by hand is never let go"
    days = [one.at.date() for one in left if one.kind == "daily"]
    last = (clock.now() - timedelta(days=1)).date()
    assert days[:7] == [last - timedelta(days=number) for number in range(7)]
    assert [day.weekday() for day in days[8:]] == [6, 6, 6], "the weeks that are over end on a Sunday"
    assert len(days) == 11
    noted = {path.name for path in (tmp_path / "backups").glob("*.sha256")}
    assert noted == {f"{one.path.name}.sha256" for one in left}


def test_copies_before_migrations_are_kept_apart(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Five of them are kept, whatever the daily ones do; files of other names are nobody's business."""
    folder = tmp_path / "backups"
    folder.mkdir()
    for number in range(8):
        backups.copy_desk(tmp_path / "desk.db", folder / f"desk-before-{number + 2:04d}-2026010{number + 1}T000000Z.db")
    for name in ("desk-before-x.db", "other-daily-20200101.db", "desk-daily-99999999.txt", "holiday.db"):
        (folder / name).write_text("mine")
    backups.daily(str(tmp_path / "desk.db"), NOW)
    names = sorted(path.name for path in folder.iterdir() if path.suffix != ".sha256")
    assert names == [
        *(f"desk-before-{number + 2:04d}-2026010{number + 1}T000000Z.db" for number in range(3, 8)),
        "desk-before-x.db",
        "desk-daily-20261124.db",
        "desk-daily-99999999.txt",
        "holiday.db",
        "other-daily-20200101.db",
    ]


def test_eight_starts_at_once_make_one_backup(tmp_path: Path) -> None:
    """Consoles that start in the same moment neither fail nor copy twice."""
    path = tmp_path / "desk.db"
    _opened(path).close()
    code = """
        import sys
        from datetime import UTC, datetime
        from vatui import backups
        print(backups.daily(sys.argv[1], datetime(2026, 11, 24, tzinfo=UTC)) is not None)
    """
    said = [finish(one).strip() for one in [start(code, str(path)) for _ in range(8)]]
    assert sorted(said) == ["False"] * 7 + ["True"]


# ---------------------------------------------------------------------- pruning


def test_old_images_go_and_the_log_stays(desk: Desk, clock: FrozenClock) -> None:
    """After half a year a change can no longer be undone, but is still in the activity log."""
    add(desk, *(f"old {number}" for number in range(5)))
    clock.advance(days=backups.JOURNAL_DAYS + 1)
    add(desk, "new")
    assert desk.run(backups.prune, desk.store, desk.now()) == 5
    assert desk.run(backups.prune, desk.store, desk.now()) == 0
    assert len(desk.steps()) == 6
    desk.undo()
    with pytest.raises(NothingToUndo):
        desk.undo()
    assert tags(desk) == [f"old {number}" for number in range(5)]


def test_pruning_works_in_pieces(desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than one transaction takes are all gone, and exactly those."""
    monkeypatch.setattr(backups, "_CHUNK", 3)
    add(desk, *(f"old {number}" for number in range(8)))
    clock.advance(days=backups.JOURNAL_DAYS, seconds=-1)
    add(desk, "still")
    clock.advance(seconds=2)
    assert desk.run(backups.prune, desk.store, desk.now()) == 8
    assert desk.rows("SELECT COUNT(*) FROM changed_row") == [(1,)]


def test_the_day_prunes(desk: Desk, desk_url: str, clock: FrozenClock) -> None:
    """The first start of a day forgets old images, on either database."""
    add(desk, "old")
    clock.advance(days=backups.JOURNAL_DAYS + 1)
    backups.daily(desk_url, clock.now())
    assert desk.rows("SELECT COUNT(*) FROM changed_row") == [(0,)]


# ---------------------------------------------------------------------- putting back


def _with_backup(path: Path, *names: str) -> Path:
    """A closed desk with these tags, and its backup."""
    desk = _opened(path)
    add(desk, *names)
    desk.close()
    return backups.backup(str(path), None, NOW).path


def test_restoring_gives_back_every_row(tmp_path: Path, clock: FrozenClock) -> None:
    """After restoring, every row is as it was, the journal too; what was replaced is kept and opens."""
    path = tmp_path / "desk.db"
    desk = _opened(path, clock)
    _client(desk, "ACM")
    add(desk, "one")
    desk.remember("split", 2)
    before = _all(desk)
    made = backups.backup(str(path), None, NOW)
    add(desk, "two")
    after = _all(desk)
    desk.close()

    kept = backups.restore(made.path, str(path), NOW)
    desk = _opened(path, clock)
    assert _all(desk) == before
    desk.undo()
    assert tags(desk) == []
    desk.close()
    assert kept == tmp_path / "backups" / "desk-replaced-20261124T134200Z.db"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.kind for one in backups.list_backups(str(path))] == ["replaced", "manual"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        ".desk.db.lock",
        "backups",
        "desk.db",
        "home",
    ]

    desk = _opened(kept, clock)
    assert _all(desk) == after
    desk.close()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_text("Dear diary"), id="text"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:50_000]), id="half"),
        pytest.param(lambda path: path.write_bytes(b"\0" * 100 + path.read_bytes()[100:]), id="header"),
        pytest.param(lambda path: path.unlink(), id="gone"),
    ],
)
def test_a_damaged_desk_can_be_replaced(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """Whatever became of the desk, a backup restores it, and the damaged file is kept byte for byte."""
    path = tmp_path / "desk.db"
    made = _with_backup(path, "one")
    damage(path)
    was = path.read_bytes() if path.exists() else None
    kept = backups.restore(made, str(path), NOW)
    assert (None if kept is None else kept.read_bytes()) == was
    desk = _opened(path)
    assert tags(desk) == ["one"]
    desk.close()


def test_a_log_left_beside_the_desk_does_not_leak_in(tmp_path: Path) -> None:
    """A stale write-ahead log of the replaced desk is not replayed into the restored one."""
    path = tmp_path / "desk.db"
    made = _with_backup(path, "one")
    elsewhere(ADD_AND_DIE, str(path), *(f"later {number}" for number in range(50)))
    assert (tmp_path / "desk.db-wal").stat().st_size > 0
    kept = backups.restore(made, str(path), NOW)
    assert kept is not None
    desk = _opened(path)
    assert tags(desk) == ["one"]
    assert desk.rows("PRAGMA integrity_check") == [("ok",)]
    desk.close()
    desk = _opened(kept)
    assert len(tags(desk)) == 51, "what the log held is in what was kept"
    desk.close()


def test_the_log_of_a_damaged_desk_stays_with_it(tmp_path: Path) -> None:
    """A damaged file keeps its log beside it, for whoever may rescue it."""
    path = tmp_path / "desk.db"
    made = _with_backup(path, "one")
    elsewhere(ADD_AND_DIE, str(path), "later")
    log = (tmp_path / "desk.db-wal").read_bytes()
    path.write_text("not a database " * 100)
    kept = backups.restore(made, str(path), NOW)
    assert kept is not None
    assert Path(f"{kept}-wal").read_bytes() == log
    desk = _opened(path)
    assert tags(desk) == ["one"]
    desk.close()


def test_a_raw_copy_with_its_log_can_be_restored(tmp_path: Path) -> None:
    """The two files of a disk that was saved are a backup too, and are only read."""
    lost = tmp_path / "saved"
    lost.mkdir()
    elsewhere(ADD_AND_DIE, str(lost / "vatui.db"), "one", "two")
    assert (lost / "vatui.db-wal").stat().st_size > 0
    before = sums(lost)
    backups.restore(lost / "vatui.db", str(tmp_path / "desk.db"), NOW)
    desk = _opened(tmp_path / "desk.db")
    assert tags(desk) == ["one", "two"]
    desk.close()
    assert sums(lost) == before


@pytest.mark.parametrize("place", [60_000, 5_000, 120_000])
def test_one_flipped_bit_is_noticed(tmp_path: Path, place: int) -> None:
    """The noted sum finds what SQLite's own check may not, and nothing is changed."""
    path = tmp_path / "desk.db"
    made = _with_backup(path, *(f"tag {number}" for number in range(30)))
    damaged = bytearray(made.read_bytes())
    damaged[place] ^= 1
    made.write_bytes(damaged)
    before = sums(tmp_path)
    with pytest.raises(DeskDamaged, match=r"The backup desk-20261124T134200Z\.db is damaged"):
        backups.restore(made, str(path), NOW)
    with pytest.raises(DeskDamaged):
        backups.verify(made)
    assert sums(tmp_path) == before


@pytest.mark.parametrize("length", [0, 50, 4096, 100_000])
def test_half_a_backup_is_refused(tmp_path: Path, length: int) -> None:
    """A cut backup is refused without its sum too."""
    path = tmp_path / "desk.db"
    made = _with_backup(path, "one")
    made.write_bytes(made.read_bytes()[:length])
    Path(f"{made}.sha256").unlink()
    before = sums(tmp_path)
    with pytest.raises(DeskDamaged):
        backups.restore(made, str(path), NOW)
    assert sums(tmp_path) == before


def test_a_newer_backup_is_refused(tmp_path: Path) -> None:
    """A backup from a newer vatui changes nothing."""
    path = tmp_path / "desk.db"
    _with_backup(path, "one")
    newer = tmp_path / "newer.db"
    newer.write_bytes(path.read_bytes())
    raw = storage.sqlite.connect(newer)
    raw.execute(f"PRAGMA user_version = {storage.SCHEMA_VERSION + 1}")
    raw.close()
    before = sums(tmp_path)
    with pytest.raises(DeskTooNew, match="newer vatui"):
        backups.restore(newer, str(path), NOW)
    assert sums(tmp_path) == before


@pytest.mark.parametrize("content", ["missing", "folder", "text", "other"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: str) -> None:
    """A missing file, a folder, a text and another program's database change nothing."""
    path, source = tmp_path / "desk.db", tmp_path / "source.db"
    _with_backup(path, "one")
    if content == "folder":
        source.mkdir()
    elif content == "text":
        source.write_text("Dear diary, " * 100)
    elif content == "other":
        raw = storage.sqlite.connect(source)
        raw.execute("CREATE TABLE moz_places (id INTEGER)")
        raw.close()
    before = sums(tmp_path)
    with pytest.raises(DeskError) as refusal:
        backups.restore(source, str(path), NOW)
    assert "\n" not in str(refusal.value)
    assert sums(tmp_path) == before


def test_restoring_under_an_open_desk_is_refused(sqlite_desk: Desk, tmp_path: Path) -> None:
    """This process must close its desk first; nothing is changed."""
    add(sqlite_desk, "one")
    made = backups.backup(str(tmp_path / "desk.db"), None, NOW)
    with pytest.raises(DeskBusy):
        backups.restore(made.path, str(tmp_path / "desk.db"), NOW)
    assert tags(sqlite_desk) == ["one"]


def test_another_process_notices_a_restored_desk(sqlite_desk: Desk, tmp_path: Path) -> None:
    """A console that had the desk open is told to start again, and cannot write to either file."""
    path = tmp_path / "desk.db"
    add(sqlite_desk, "one")
    made = backups.backup(str(path), None, NOW)
    add(sqlite_desk, "two")
    code = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from vatui import backups
        print(backups.restore(Path(sys.argv[1]), sys.argv[2], datetime(2026, 11, 24, 14, tzinfo=UTC)))
    """
    kept = Path(elsewhere(code, str(made.path), str(path)).strip())
    with pytest.raises(DeskMissing, match="replaced"):
        sqlite_desk.poll()
    with pytest.raises(DeskMissing, match="replaced"):
        sqlite_desk.undo()
    elsewhere(ADD, str(path), "three")
    sqlite_desk.close()
    for file, expected in ((path, ["one", "three"]), (kept, ["one", "two"])):
        desk = _opened(file)
        assert tags(desk) == expected
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        desk.close()


def test_a_desk_that_is_read_at_this_moment_is_not_replaced(sqlite_desk: Desk, tmp_path: Path) -> None:
    """While another process is in the middle of reading, restoring refuses and changes nothing."""
    path = tmp_path / "desk.db"
    add(sqlite_desk, "one")
    made = backups.backup(str(path), None, NOW)
    sqlite_desk.store.database.execute_sql("BEGIN")
    assert tags(sqlite_desk) == ["one"]
    elsewhere(ADD, str(path), "two")
    code = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from vatui import backups, errors, storage
        connect = storage.sqlite.connect
        backups.storage.sqlite.connect = lambda *args, **more: connect(*args, **{**more, "timeout": 0.2})
        try:
            backups.restore(Path(sys.argv[1]), sys.argv[2], datetime(2026, 11, 24, 14, tzinfo=UTC))
        except errors.DeskBusy as error:
            print(error)
    """
    assert "Another vatui" in elsewhere(code, str(made.path), str(path))
    sqlite_desk.store.database.execute_sql("ROLLBACK")
    assert tags(sqlite_desk) == ["one", "two"]
    add(sqlite_desk, "three")
    assert sorted(one.kind for one in backups.list_backups(str(path))) == ["manual"]


def test_a_link_to_a_desk_stays_a_link(tmp_path: Path) -> None:
    """Restoring under a symbolic link replaces the file that it points to."""
    (tmp_path / "real").mkdir()
    made = _with_backup(tmp_path / "real" / "vatui.db", "one")
    (tmp_path / "desk.db").symlink_to(tmp_path / "real" / "vatui.db")
    backups.restore(made, str(tmp_path / "desk.db"), NOW)
    assert (tmp_path / "desk.db").is_symlink()
    desk = _opened(tmp_path / "real" / "vatui.db")
    assert tags(desk) == ["one"]
    desk.close()


# ---------------------------------------------------------------------- from either into either


def test_a_server_is_backed_up_into_a_file_and_back(
    desk: Desk, desk_url: str, tmp_path: Path, clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    """A backup of either database restores into a file, and into an empty server, number for number."""
    _client(desk, "ACM")
    add(desk, "one", "two", "three")
    desk.undo()
    desk.remember("split", {"left": 2})
    desk.beat()
    expected = _all(desk)
    made = backups.backup(desk_url, tmp_path / "copy.db", NOW)
    desk.close()

    file = _opened(tmp_path / "restored.db", clock)
    file.close()
    backups.restore(made.path, str(tmp_path / "restored.db"), NOW)
    targets = [str(tmp_path / "restored.db")]
    if storage.file_of(desk_url) is None:
        server = request.getfixturevalue("fresh_postgres")()
        backups.restore(made.path, server, NOW)
        targets.append(server)
        with pytest.raises(DeskError, match="not empty"):
            backups.restore(made.path, server, NOW)
    for target in targets:
        desk = Desk.open(target, clock=clock, actor=ACTOR)
        assert _all(desk) == expected
        with desk.change("Add tag"):
            assert Tag.create(name="new").id == 4, "the number of what was undone is not given away again"
        desk.undo()
        desk.redo()
        desk.close()


def test_backups_of_a_server_have_a_place(desk: Desk, desk_url: str) -> None:
    """A backup without a target is found again by its desk, on a server too."""
    made = backups.backup(desk_url, None, NOW)
    assert backups.list_backups(desk_url) == (made,)
    assert made.at == NOW


def test_a_folder_that_cannot_be_written_is_named(sqlite_desk: Desk, tmp_path: Path) -> None:
    """A target that is no folder gives one sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises((DeskMissing, DeskReadOnly)) as refusal:
        backups.backup(str(tmp_path / "desk.db"), tmp_path / "file" / "copy.db", NOW)
    assert "file" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_day_of_a_backup_is_that_of_utc(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Travelling does not make a second backup of the same day."""
    url = str(tmp_path / "desk.db")
    jakarta = datetime.fromisoformat("2026-11-25T06:00:00+07:00")
    made = backups.daily(url, jakarta)
    assert made is not None
    assert "20261124" in made.path.name
    assert backups.daily(url, datetime(2026, 11, 24, 1, tzinfo=UTC)) is None


def test_the_sum_of_a_dump_is_equal(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Backing up changes nothing in the desk."""
    add(sqlite_desk, "one")
    before = dump(sqlite_desk)
    sqlite_desk.poll()
    backups.backup(str(tmp_path / "desk.db"), None, NOW)
    assert dump(sqlite_desk) == before
    assert sqlite_desk.poll() == frozenset()
