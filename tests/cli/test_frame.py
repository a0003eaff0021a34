"""What every verb shares: streams, exit statuses, the language, no terminal, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.architecture.rules import ROOT
from vatui.cli.verbs import MODULES, root

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def test_version_goes_to_standard_output(process: Run) -> None:
    """The version is data, and the exit status is 0."""
    done = process("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("vatui ")


def test_console_without_a_terminal_names_the_verb_instead(process: Run) -> None:
    """Without a terminal the console says so in one line and names `vatui today`."""
    done = process()
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "vatui today" in done.err


def test_help_lists_every_verb(vatui: Run) -> None:
    """The help of the program names every verb."""
    done = vatui("--help")
    assert done.status == 0
    listed = {line.split()[0] for line in done.out.splitlines() if line.startswith("  ") and line.strip()}
    assert set(MODULES) <= listed


@pytest.mark.parametrize("verb", [*MODULES, "client add", "client list", "card edit", "card move", "request done", "board show"])
def test_help_of_every_verb(vatui: Run, verb: str) -> None:
    """Every verb explains itself without opening a desk."""
    done = vatui(*verb.split(), "--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"Usage: vatui {verb} ")
    assert not Path(os.environ["VATUI_DB"]).exists() or os.environ["VATUI_DB"].startswith("postgres")


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["add"],
        ["card", "move", "ACM-1"],
        ["start", "--frob"],
        ["client", "add"],
        ["when"],
        ["--language", "xx"],
        ["card", "edit", "ACM-1"],
        ["start", "ACM", "--ago", "5m", "--at", "9:00"],
        ["request", "show", "x"],
    ],
)
def test_wrong_use_is_two(vatui: Run, filled: str, arguments: list[str]) -> None:
    """Wrong use is status 2, told on standard error with how to use it."""
    done = vatui(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "Usage: vatui" in done.err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["stop"], 0),
        (["resume"], 1),
        (["client", "show", "zzz"], 4),
        (["card", "show", "ACM-99"], 4),
        (["card", "move", "ACM-1", "nowhere"], 4),
        (["request", "show", "99"], 4),
        (["when", "banana"], 1),
        (["redo"], 1),
        (["client", "add", "X", "--zone", "Atlantis"], 1),
        (["restore", "none.db"], 1),
        (["board", "show", "zzz"], 4),
        (["config", "nope"], 4),
        (["start", "--at", "lunchtime"], 1),
        (["card", "edit", "ACM-1", "--due", "banana"], 1),
    ],
)
def test_exit_status_of_refusals(vatui: Run, filled: str, arguments: list[str], status: int) -> None:
    """A refusal is one sentence on standard error and the status of its kind."""
    done = vatui(*arguments)
    assert done.status == status
    if status:
        assert done.out == ""
        assert done.err.count("\n") == 1


def test_undo_conflict_is_five(vatui: Run, filled: str) -> None:
    """What was changed since cannot be undone: status 5."""
    vatui("card", "edit", "ACM-1", "--title", "One")
    import vatui.desk as desks
    from vatui.clock import Clock
    from vatui.domain import cards

    desk = desks.Desk.open(filled, clock=Clock(), actor="rian")
    cards.edit_card(desk, cards.find_card(desk, "ACM-1").id, title="Two")
    desk.close()
    done = vatui("undo")
    assert (done.status, done.out) == (5, "")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 7), (b"not a desk at all" * 20, 7), (b"SQLite format 3\0" + b"\0" * 84, 7)],
)
def test_bad_desk_files(process: Run, tmp_path: Path, content: bytes, status: int) -> None:
    """A file that is no desk is refused with its status, in one line, and left as it was."""
    path = tmp_path / "bad.db"
    path.write_bytes(content)
    done = process("today", VATUI_DB=str(path))
    assert (done.status, done.out) == (status, "")
    assert done.err.count("\n") == 1
    assert path.read_bytes() == content


def test_newer_desk_is_eight(process: Run, tmp_path: Path) -> None:
    """A desk of a newer vatui is refused with status 8."""
    path = tmp_path / "desk.db"
    process("today", VATUI_DB=str(path))
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert process("today", VATUI_DB=str(path)).status == 8


def test_desk_in_a_folder_or_nowhere(process: Run, tmp_path: Path) -> None:
    """A folder is no desk, and a file is no folder."""
    assert process("today", VATUI_DB=str(tmp_path)).status == 7
    (tmp_path / "file").write_text("x")
    assert process("today", VATUI_DB=str(tmp_path / "file" / "desk.db")).status == 7


def test_server_that_is_not_there(process: Run) -> None:
    """A server that does not answer is status 7, in one line."""
    done = process("today", VATUI_DB="postgresql://nobody:secret@127.0.0.1:1/none")
    assert (done.status, done.out) == (7, "")
    assert done.err.count("\n") == 1
    assert "secret" not in done.err


def test_option_db_wins_over_the_environment(vatui: Run, filled: str, tmp_path: Path) -> None:
    """The desk named before the verb is the one that is used."""
    assert vatui("--db", str(tmp_path / "other.db"), "client", "list", "--json").json == {"clients": []}
    assert len(vatui("client", "list", "--json").json["clients"]) == 2


def test_defect_is_one_sentence(vatui: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is told in one sentence, with the trace only when VATUI_DEBUG asks for it."""

    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("vatui.desk.Desk.open", broken)
    done = vatui("client", "list")
    assert (done.status, done.out, done.err) == (70, "", "This is a defect of vatui: ZeroDivisionError.\n")
    monkeypatch.setenv("VATUI_DEBUG", "1")
    done = vatui("client", "list")
    assert done.status == 70
    assert "Traceback" in done.err


def test_control_c_is_130(vatui: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and says nothing."""

    def stopped(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vatui.desk.Desk.open", stopped)
    done = vatui("client", "list")
    assert (done.status, done.out, done.err) == (130, "", "")


def test_closed_pipe_is_silent(filled: str) -> None:
    """Whoever reads only the first line causes no complaint."""
    for _ in range(3):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{sys.executable} -m vatui activity -n 500 --json | head -1"],
            capture_output=True,
            cwd=ROOT,
            check=False,
            timeout=60,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "vatui", "activity", "--json"],
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        check=False,
        timeout=60,
        text=True,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_streams_of_another_encoding(process: Run, filled: str, encoding: str) -> None:
    """A terminal that speaks no UTF-8 gets question marks, never an error, and JSON stays whole."""
    assert process("card", "edit", "ACM-1", "--title", "Прайс 価格 ½").status == 0
    env = {"PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-m", "vatui", "card", "show", "ACM-1"],
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, **env},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    done = subprocess.run(
        [sys.executable, "-m", "vatui", "card", "show", "ACM-1", "--json"],
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, **env},
        timeout=60,
    )
    assert json.loads(done.stdout.decode(encoding))["title"] == "Прайс 価格 ½"


def test_now_of_the_environment(process: Run) -> None:
    """VATUI_NOW sets the clock, and what is no instant is refused."""
    assert process("when", "tomorrow", "--utc", "--zone", "UTC").out == "2026-11-26T00:00:00Z\n"
    done = process("when", "tomorrow", VATUI_NOW="yesterday")
    assert (done.status, done.out) == (1, "")


def test_restore_never_asks_without_a_terminal(process: Run, filled: str, tmp_path: Path) -> None:
    """Without a terminal nothing is asked: restoring needs --yes."""
    done = process("restore", str(tmp_path / "x.db"), stdin=b"yes\n")
    assert done.status == 1
    assert "--yes" in done.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(process: Run, shell: str) -> None:
    """Each shell gets a script, and completing a verb names it."""
    script = process("completion", shell)
    assert script.status == 0
    assert "_VATUI_COMPLETE" in script.out
    done = process(_VATUI_COMPLETE=f"{shell}_complete", COMP_WORDS="vatui act", COMP_CWORD="1" if shell != "fish" else "act")
    assert "activity" in done.out


def test_every_module_is_loaded_for_its_verb_only() -> None:
    """A verb does not load the modules of other verbs."""
    program = "import sys, vatui.cli; print(' '.join(n for n in sys.modules if n.startswith('vatui.')))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()) & {f"vatui.cli.{module}" for module in MODULES.values()} == set()
    assert "vatui.desk" not in done.stdout.split()


def test_names_of_verbs_fit_their_functions() -> None:
    """The table of verbs names functions that are there, each with a help text."""
    import click

    context = click.Context(root)
    for name in MODULES:
        command = root.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help
