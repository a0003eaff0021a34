"""What tests of the ground share: other processes, what a desk holds, and the bytes of a folder."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from vatui.models import ROWS, Tag

if TYPE_CHECKING:
    from pathlib import Path

    from vatui.desk import Desk

ADD = """
    import sys
    from vatui.desk import Desk
    from vatui.models import Tag
    desk = Desk.open(sys.argv[1], actor="budi")
    for name in sys.argv[2:]:
        with desk.change("Add tag"):
            Tag.create(name=name)
    desk.close()
"""
"""Opens the desk that is its first argument and adds a tag for each other one."""

ADD_AND_DIE = ADD.replace("desk.close()", "import os; os._exit(0)")
"""The same, then gone without a word, so that the write-ahead log stays behind."""


def start(code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a few lines in a process of their own."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def finish(process: subprocess.Popen[str], status: int = 0) -> str:
    """Wait for a process, expect its exit status and give what it printed."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == status, err
    return out


def elsewhere(code: str, *arguments: str, **options: Any) -> str:
    """Run a few lines in a process of their own and give what they print."""
    return finish(start(code, *arguments, **options))


def add(desk: Desk, *names: str) -> None:
    """A change for each tag."""
    for name in names:
        with desk.change("Add tag"):
            Tag.create(name=name)


def tags(desk: Desk) -> list[str]:
    """The names of the tags in the order of their making."""
    return [name for (name,) in desk.rows("SELECT name FROM tag ORDER BY id")]


def dump(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Every journalled row."""
    return {row.table(): desk.rows(f'SELECT * FROM "{row.table()}" ORDER BY id') for row in ROWS}


def sums(folder: Path) -> dict[str, str]:
    """The name and the content of every file in a folder and below."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
