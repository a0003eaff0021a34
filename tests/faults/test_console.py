"""The console beside other programs, without its file, and with a defect in itself."""

from __future__ import annotations

import os
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from bench.faults import console, keys
from bench.faults.screen import Screen, obeyed, plain
from tests.architecture.rules import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs that are started are the ones of this checkout."""
    monkeypatch.chdir(ROOT)


def test_captures_beside_the_console_are_kept_and_shown(tmp_path: Path) -> None:
    """Several shells capture while the console is open and writes: none is refused or lost, and the console shows it soon."""
    done = console.beside(tmp_path, 4, 4)
    assert len(done.seconds) == 16
    assert done.problems == []
    assert (done.refused, done.lost, done.broken) == (0, 0, [])
    assert done.seen <= 2
    assert done.slow <= 3  # the figure of a quiet machine is measured in bench/faults


def test_killing_the_console_while_it_writes_harms_nothing(tmp_path: Path) -> None:
    """After kill -9 at several moments of a write the desk is whole, and the next program works on it."""
    assert console.killed(tmp_path, 3) == []


@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
def test_the_console_says_that_its_file_is_gone(tmp_path: Path, replaced: bool) -> None:
    """A desk that was deleted or replaced under the open console is neither written to nor made anew, and it is said once."""
    gone = console.file_gone(tmp_path, replaced=replaced)
    assert console.MOVED in gone.said
    assert gone.said.count(console.MOVED) <= 4  # the look once a second says it once; each key that writes says it too
    assert gone.untouched
    assert gone.status == 0
    assert gone.left_behind == []


# ------------------------------------------------------------------ a defect

SECRET = "postgresql://ayu:topsecret@db.example"
_BREAKS = f"""
    import sys

    from vatui.screens.today import TodayScreen

    usual = TodayScreen.reload
    count = 0

    async def reload(self):
        global count
        count += 1
        password = {SECRET!r}
        if count > 1:
            raise RuntimeError("broken: " + password)
        await usual(self)

    TodayScreen.reload = reload
    from vatui.__main__ import main

    sys.exit(main(sys.argv[1:]))
"""
"""The console whose first room breaks when it reads its view the second time."""


def test_a_defect_ends_with_one_sentence(tmp_path: Path) -> None:
    """A crash leaves one sentence and an exit status; no trace, no value that was in memory; the terminal is restored."""
    path = console.prepared(tmp_path)
    screen = Screen(
        [sys.executable, "-c", textwrap.dedent(_BREAKS)], keys.environment(tmp_path, VATUI_DB=str(path)), folder=os.getcwd()
    )
    try:
        screen.until(keys.FIRST)
        screen.read(1, quiet=0.3)
        assert console.add(tmp_path, path, "acm: breaks it")[0] == 0
        status = screen.wait()
        assert status == 1
        assert screen.restored() == []
    finally:
        screen.close()
    shown = plain(screen.text)
    end = plain(screen.text[screen.text.rindex(b"\x1b[?1049l") :])
    assert "vatui stopped because of a defect." in end
    assert len(end) < 300
    for word in ("topsecret", "Traceback", "locals", "RuntimeError: broken", "password", "today.py"):
        assert word not in shown
    assert not [name for name in obeyed(screen.text) if name == "DCS"]
    log = tmp_path / "data" / "defect.log"
    assert log.stat().st_mode & 0o777 == 0o600
    assert "Traceback" in log.read_text()
    assert "topsecret" not in log.read_text()


def test_a_defect_of_a_key_ends_the_same_way(tmp_path: Path) -> None:
    """A key whose action breaks ends the console with the sentence and the status, too."""
    path = console.prepared(tmp_path)
    code = """
        import sys
        from vatui.shell import Shell

        def broken(self):
            token = "topsecret"
            raise ValueError(token)

        Shell.action_choose_client = broken
        from vatui.__main__ import main
        sys.exit(main(sys.argv[1:]))
    """
    screen = Screen(
        [sys.executable, "-c", textwrap.dedent(code)], keys.environment(tmp_path, VATUI_DB=str(path)), folder=os.getcwd()
    )
    try:
        screen.until(keys.FIRST)
        screen.read(1, quiet=0.3)
        screen.write(b"c")
        assert screen.wait() == 1
        assert screen.restored() == []
    finally:
        screen.close()
    assert "topsecret" not in plain(screen.text)
    assert "Traceback" not in plain(screen.text)
    assert "vatui stopped because of a defect." in plain(screen.text)
