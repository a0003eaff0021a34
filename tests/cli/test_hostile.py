"""Hostile texts through every verb: nothing that a terminal obeys comes out, on any stream, and no trace."""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import fill
from tests.conftest import ACTOR, NOW
from vatui.clock import FrozenClock
from vatui.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\u2028\u2029]")

_PIECES = (
    "\x1b]52;c;ZXZpbA==\x1b\\",
    "\x1b[2J",
    "\x1b]0;PWNED\x07",
    "\x1bP1$r\x1b\\",
    "\x9b31m",
    "\x9d0;x\x9c",
    "\x1b",
    "\x1b[",
    "\x07",
    "\x08\x08",
    "\r",
    "\x0c",
    "\x7f",
    "\x85",
    "\u202eevil",
    "\u2066x\u2069",
    "\u200f",
    "\ufeff",
    "\u2028",
    "\ud800",
    "\udcff",
    "[red]x[/]",
    "[/]",
    "]click[/",
    "{name}",
    "%s %(x)s",
    "${HOME}",
    "`id`",
    "'; DROP TABLE card; --",
    "<b>&",
    "\t",
    "e\u0301\u0327",
    "\u200b",
    "🏳️\u200d🌈",
    "価格",
    "-",
    "--json",
    "=cmd()",
    "\\",
    '"',
    "//",
    "#" * 40,
    "!" * 40,
    "~" * 9,
    "@" * 9,
    "9" * 300,
    "due:",
    "acme:",
    "acme>",
    "acme=",
    "acme+",
)
_FRAMES = ("{0}", "acme: {0}", "acme> {0} via wa", "Pay {0} today", "{0}{0} fri 3pm", "acme= a{0}b")

HOSTILE = tuple(frame.replace("{0}", piece) for piece in _PIECES for frame in _FRAMES)
"""More than three hundred texts."""

TAKES_TEXT: tuple[tuple[str, ...], ...] = (
    ("add", "--", "{0}"),
    ("add", "-c", "{0}", "x"),
    ("client", "add", "--zone", "UTC", "--", "{0}"),
    ("client", "add", "x", "--zone", "{0}"),
    ("client", "show", "--", "{0}"),
    ("client", "edit", "ACM", "--name", "{0}"),
    ("client", "edit", "ACM", "--style", "{0}"),
    ("client", "edit", "ACM", "--hours", "{0}"),
    ("client", "edit", "ACM", "--country", "{0}"),
    ("client", "edit", "ACM", "--promise", "{0}"),
    ("client", "edit", "ACM", "--days-off", "{0}"),
    ("client", "edit", "ACM", "--code", "{0}"),
    ("board", "show", "--", "{0}"),
    ("board", "list", "-c", "{0}"),
    ("card", "list", "-c", "{0}"),
    ("card", "list", "-s", "{0}"),
    ("card", "show", "--", "{0}"),
    ("card", "move", "--", "ACM-1", "{0}"),
    ("card", "done", "--", "{0}"),
    ("card", "edit", "ACM-1", "--title", "{0}"),
    ("card", "edit", "ACM-1", "--memo", "{0}"),
    ("card", "edit", "ACM-1", "--due", "{0}"),
    ("card", "edit", "ACM-1", "--tag", "{0}"),
    ("card", "edit", "ACM-1", "--helper", "{0}"),
    ("card", "edit", "ACM-1", "--estimate", "{0}"),
    ("start", "-m", "{0}"),
    ("start", "--", "{0}"),
    ("start", "--at", "{0}"),
    ("stop", "--ago", "{0}"),
    ("stop", "--at", "{0}"),
    ("log", "-d", "{0}"),
    ("request", "done", "1", "-r", "{0}"),
    ("request", "show", "--", "{0}"),
    ("when", "--", "{0}"),
    ("when", "x", "-z", "{0}"),
    ("when", "x", "--now", "{0}"),
    ("config", "--", "{0}"),
    ("config", "theme", "{0}"),
    ("restore", "--yes", "--", "{0}"),
    ("import", "-c", "ACM", "--", "{0}"),
    ("--language", "{0}", "today"),
    ("{0}",),
    ("today", "{0}"),
    ("completion", "--", "{0}"),
    ("activity", "-c", "{0}"),
    ("activity", "-n", "{0}"),
    ("request", "list", "-g", "{0}"),
)
"""Every place in which a verb takes a text."""

SHOWS: tuple[tuple[str, ...], ...] = (
    ("today",),
    ("client", "list", "--all"),
    ("client", "show", "ACM"),
    ("board", "list"),
    ("board", "show", "ACM", "--done"),
    ("card", "list", "--all"),
    ("card", "show", "ACM-1"),
    ("request", "list"),
    ("request", "show", "1"),
    ("log",),
    ("status",),
    ("activity", "-n", "500"),
)


def obeyed(done: Done) -> list[str]:
    """What a terminal would obey in the output, tabs and newlines apart."""
    return _OBEYED.findall(done.out + done.err)


def test_there_are_enough_hostile_texts() -> None:
    """The measure has the size it says."""
    assert len(set(HOSTILE)) >= 300


@pytest.mark.parametrize("place", TAKES_TEXT, ids=" ".join)
def test_hostile_texts_into_every_verb(vatui: Run, filled: str, place: tuple[str, ...]) -> None:
    """Wherever a verb takes a text, a hostile one leaves no escape on any stream, no trace, and a known status."""
    # Each place sees a ninth of them and all places together all; in a thorough run each place sees all.
    step = 9 if os.environ.get("VATUI_HYPOTHESIS", "default") == "default" else 1
    texts = HOSTILE[sum(map(ord, "".join(place))) % step :: step] + _PIECES[:20]
    for number, text in enumerate(texts):
        spoken = ("--language", ("en", "id")[number % 2]) if place[0] != "--language" else ()
        done = vatui(*spoken, *(word.replace("{0}", text) for word in place))
        assert obeyed(done) == [], (place, text)
        assert done.status in (0, 1, 2, 4, 5, 6, 7), (place, text, done)
        assert "Traceback" not in done.err


@pytest.mark.parametrize("how", ["", "--plain", "--json"])
def test_hostile_texts_out_of_every_verb(vatui: Run, desk_url: str, how: str) -> None:
    """What is stored unclean, as by another program, comes out clean in text, plain and JSON."""
    clock = FrozenClock(NOW - timedelta(hours=5))
    desk = Desk.open(desk_url, clock=clock, actor=ACTOR)
    fill(desk, clock)
    # PostgreSQL stores no zero byte and no half of a surrogate pair.
    evil = "".join(_PIECES[:18]).replace("\x00", "")
    with desk.store.writing():
        for table, column in (
            ("client", "name"),
            ("client", "style"),
            ("card", "title"),
            ("card", "memo"),
            ("request", "words"),
            ("request", "sender"),
            ("entry", "memo"),
            ("change", "subject"),
            ("change", "actor"),
            ("board", "name"),
            ("tag", "name"),
            ("comment", "text"),
            ("check_item", "text"),
            ("contact", "name"),
            ("client_note", "text"),
            ("link", "url"),
            ("custom_value", "value"),
        ):
            desk.store.run(f'UPDATE "{table}" SET "{column}" = "{column}" || ? WHERE id > 0', (evil,))
        desk.store.run("UPDATE change SET actor = ? WHERE id > 3", (ACTOR,))
    desk.close()
    for verb in SHOWS:
        if how == "--plain" and verb == ("status",):
            continue
        done = vatui(*verb, *([how] if how else []))
        assert obeyed(done) == [], verb
        assert done.status == 0, (verb, done)
        if how == "--json":
            json.loads(done.out)


def test_bytes_that_are_no_utf8(process: Run, filled: str) -> None:
    """Words and lines of broken bytes are taken, cleaned, and nothing breaks."""
    done = process("add", b"acme: caf\xe9 \xff\xfe \x1b[31mred", "--json")
    assert (done.status, obeyed(done)) == (0, [])
    assert done.json["items"][0]["text"] == "caf red"
    done = process("add", "-", stdin=b"acme: one \xff\x00 two\n\x1b]0;x\x07\nacme: \xe2\x80\xae three\n")
    assert (done.status, obeyed(done)) == (0, [])
    done = process(b"\xff\x1b[2J")
    assert (done.status, obeyed(done)) == (2, [])
    done = process("--db", b"/nonexistent/\xff\x1b[2J/desk.db", "today")
    assert (done.status in (0, 7), obeyed(done)) == (True, [])


def test_zero_byte_in_a_file_name(vatui: Run, tmp_path: Path) -> None:
    """A zero byte, which no file name holds, is refused in a sentence."""
    assert vatui("--db", f"{tmp_path}/a\0b.db", "today").status == 1
    assert vatui("import", "a\0b.json", "-c", "ACM").status == 1
    assert vatui("backup", "a\0b").status == 1
