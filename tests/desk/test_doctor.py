"""The doctor names what is wrong, in whatever state the desk is, and changes nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ACTOR, NOW, POSTGRES
from tests.ground import ADD_AND_DIE, add, elsewhere, finish, start, sums
from vatui import backups, doctor, storage
from vatui.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_GB.UTF-8"}


def _examine(path: Path | str, **environ: str) -> dict[str, tuple[str, str]]:
    """The findings by name; the worst of each."""
    order = {"ok": 0, "warn": 1, "bad": 2}
    found: dict[str, tuple[str, str]] = {}
    for one in doctor.examine(str(path), NOW, {**TERMINAL, **environ}):
        assert "\n" not in one.text
        if one.name not in found or order[one.state] > order[found[one.name][0]]:
            found[one.name] = (one.state, one.text)
    return found


def _private(folder: Path) -> Path:
    """A closed desk in a folder as vatui makes it."""
    path = folder / "private" / "desk.db"
    desk = Desk.open(str(path), actor=ACTOR)
    add(desk, *(f"tag {number}" for number in range(200)))
    desk.close()
    return path


def test_a_sound_desk_is_well(tmp_path: Path) -> None:
    """Nothing about a new desk is to be seen to but its missing backup."""
    found = _examine(_private(tmp_path))
    assert found["Desk"][0] == "ok"
    assert found["Contents"][0] == "ok"
    assert found["Permissions"][0] == "ok"
    assert found["Version of the desk"] == ("ok", str(storage.SCHEMA_VERSION))
    assert found["Backup"][0] == "warn"
    assert found["Terminal"][0] == "ok"
    assert "Log" not in found
    assert "In use" not in found


@pytest.mark.parametrize(
    ("damage", "name", "words"),
    [
        (lambda path: path.write_bytes(b""), "Desk", "is empty"),
        (lambda path: path.write_text("Dear diary " * 50), "Desk", "not a vatui desk"),
        (lambda path: path.write_bytes(path.read_bytes()[:60]), "Desk", "not a vatui desk"),
        (lambda path: path.write_bytes(path.read_bytes()[:40_000]), "Contents", "malformed"),
        (lambda path: (path.unlink(), path.mkdir()), "Desk", "folder"),
    ],
    ids=["empty", "text", "stump", "half", "folder"],
)
def test_a_damaged_desk_is_examined_and_left_alone(tmp_path: Path, damage: Callable[[Path], object], name: str, words: str) -> None:
    """Every kind of damage is named; no byte beside or in the desk changes."""
    path = _private(tmp_path)
    damage(path)
    before = sums(path.parent)
    state, text = _examine(path)[name]
    assert state == "bad"
    assert words in text
    assert sums(path.parent) == before


def test_a_broken_page_is_found(tmp_path: Path) -> None:
    """Damage in the middle of the file is found and told with what to do."""
    path = _private(tmp_path)
    whole = bytearray(path.read_bytes())
    for page in range(6, len(whole) // 4096, 3):
        whole[page * 4096 : page * 4096 + 50] = b"\xff" * 50
    path.write_bytes(whole)
    assert _examine(path)["Contents"][0] == "bad"
    assert any("restore" in one.text for one in doctor.examine(str(path), NOW))


def test_rows_that_refer_to_nothing_are_found(tmp_path: Path) -> None:
    """A broken link between rows, which SQLite's integrity check does not look at, is counted."""
    path = _private(tmp_path)
    raw = storage.sqlite.connect(path)
    raw.execute("INSERT INTO card_tag (card_id, tag_id) VALUES (99, 1)")
    raw.commit()
    raw.close()
    assert "1 row refers to nothing." in [one.text for one in doctor.examine(str(path), NOW)]


def test_a_log_left_behind_is_told_and_kept(tmp_path: Path) -> None:
    """What a program that was cut off had saved is examined with the desk, and left as it is."""
    path = _private(tmp_path)
    elsewhere(ADD_AND_DIE, str(path), "later")
    before = sums(path.parent)
    found = _examine(path)
    assert found["Log"][0] == "warn"
    assert found["Contents"][0] == "ok"
    assert sums(path.parent) == before


def test_the_log_of_another_desk_is_found(tmp_path: Path) -> None:
    """A log that was copied beside the desk from elsewhere is named before anything replays it."""
    path = _private(tmp_path)
    other = tmp_path / "other" / "desk.db"
    elsewhere(ADD_AND_DIE, str(other), *(f"other {number}" for number in range(300)))
    path.with_name("desk.db-wal").write_bytes(other.with_name("desk.db-wal").read_bytes())
    before = sums(path.parent)
    found = _examine(path)
    assert found["Log"][0] == "bad"
    assert "does not belong" in found["Log"][1]
    assert sums(path.parent) == before


def test_a_desk_in_use_is_examined(tmp_path: Path) -> None:
    """While another process has the desk open, it is named and the desk examined as it is now."""
    path = _private(tmp_path)
    code = """
        import sys
        from vatui.desk import Desk
        desk = Desk.open(sys.argv[1])
        print(desk.rows("SELECT COUNT(*) FROM tag"), flush=True)
        sys.stdin.read()
        desk.close()
    """
    import subprocess

    other = start(code, str(path), stdin=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    found = _examine(path)
    assert found["In use"] == ("ok", f"Process {other.pid} has the desk open.")
    assert found["Contents"][0] == "ok"
    finish(other)


def test_our_own_desk_is_examined(sqlite_desk: Desk, tmp_path: Path) -> None:
    """The doctor may be asked from the console that has the desk open, which goes on working."""
    add(sqlite_desk, "one")
    found = _examine(tmp_path / "desk.db")
    assert found["Contents"][0] == "ok"
    assert "Log" not in found
    add(sqlite_desk, "two")


def test_open_permissions_are_told(tmp_path: Path) -> None:
    """A desk that other accounts may read is not fine."""
    path = _private(tmp_path)
    path.chmod(0o644)
    assert _examine(path)["Permissions"][1].startswith(f"Other accounts may open {path}. Run: chmod 600")
    path.chmod(0o600)
    path.parent.chmod(0o755)
    assert _examine(path)["Permissions"][0] == "warn"


def test_a_newer_desk_is_told(tmp_path: Path) -> None:
    """A desk from a newer vatui is bad news, one from an older is not."""
    path = _private(tmp_path)
    raw = storage.sqlite.connect(path)
    raw.execute(f"PRAGMA user_version = {storage.SCHEMA_VERSION + 1}")
    raw.close()
    assert _examine(path)["Version of the desk"][0] == "bad"


def test_a_missing_desk_is_told(tmp_path: Path) -> None:
    """No desk is no fault, and none is made."""
    path = tmp_path / "nowhere" / "desk.db"
    assert _examine(path)["Desk"][0] == "warn"
    assert not path.parent.exists()


def test_the_age_of_the_backup_is_told(tmp_path: Path) -> None:
    """A fresh backup is fine, an old one is not, a damaged one is bad."""
    path = _private(tmp_path)
    made = backups.backup(str(path), None, NOW - timedelta(days=9))
    assert _examine(path)["Backup"] == ("warn", f"{made.path.name}, 9 days old")
    made = backups.backup(str(path), None, NOW - timedelta(hours=2))
    assert _examine(path)["Backup"] == ("ok", f"{made.path.name}, of today")
    content = bytearray(made.path.read_bytes())
    content[9000] ^= 4
    made.path.write_bytes(content)
    assert _examine(path)["Backup"][0] == "bad"


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)  # fmt: skip
def test_the_releases_with_the_bug(version: tuple[int, int, int], has_it: bool) -> None:
    """The WAL-reset bug is told for the releases that have it, backports known."""
    assert doctor.wal_reset_bug(version) is has_it


def test_wrong_settings_are_told(tmp_path: Path) -> None:
    """A settings file that cannot be read is a finding, not a failure."""
    from vatui import paths

    paths.settings_file().parent.mkdir(parents=True)
    paths.settings_file().write_text("langauge = 1")
    assert "Did you mean “language”?" in _examine(_private(tmp_path))["Settings"][1]


def test_the_terminal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that cannot draw, or is too small, is told."""
    assert _examine(tmp_path / "desk.db", TERM="dumb")["Terminal"][0] == "warn"
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 20)))
    assert "60×20" in _examine(tmp_path / "desk.db")["Terminal"][1]


def test_a_server_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server is a finding, and no password is in it."""
    state, text = _examine("postgresql://ayu:geheim@127.0.0.1:1/desk")["Server"]
    assert state == "bad"
    assert "geheim" not in text


def test_a_server_is_examined(fresh_postgres: Callable[[], str]) -> None:
    """The release and the speed of the server are told, and nothing is made on it."""
    url = fresh_postgres()
    found = _examine(url)
    assert found["Server"][1].startswith("PostgreSQL ")
    assert found["Desk"][0] == "warn"
    assert _examine(url)["Desk"][0] == "warn", "looking at it made nothing"
    Desk.open(url).close()
    assert _examine(url)["Version of the desk"][0] == "ok"
    assert POSTGRES
