"""The pictures of the guide: the console on the demo's desk at one instant, drawn as SVG into docs/pictures.

Run as ``python -m tools.pictures [NAME …]``. Two runs give the same bytes: the clock stands still, everything
lies in a temporary folder, and what differs from one computer to another is set here.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.widgets import Input, TextArea

from vatui import i18n, public_holidays
from vatui.app import VatuiApp
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.domain.demo import make_demo
from vatui.screens.first_run import REMEMBERED
from vatui.settings import Settings

if TYPE_CHECKING:
    from textual.pilot import Pilot

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
BOARD = ROOT / "tests" / "exchange" / "golden" / "trello_board.json"
NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""A Tuesday evening in Jakarta, a morning in New York."""

CELL = 12.2
"""Width of a column in the SVG."""

LARGE, SMALL = (120, 36), (80, 24)


@dataclass(frozen=True)
class Picture:
    """What is drawn.

    Attributes:
        name: of the file, without its ending.
        room: where it begins.
        keys: what is pressed there; what follows ``text:`` is pasted.
        size: columns and rows.
        language: of the console.
        empty: on a desk on which nobody has worked yet.
    """

    name: str
    room: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = LARGE
    language: str = "en"
    empty: bool = False


LINE = "text:acme: Draft newsletter fri 3pm !! ~2h #social"

PICTURES = (
    Picture("today", "today"),
    Picture("today-small", "today", size=SMALL),
    Picture("today-indonesian", "today", size=SMALL, language="id"),
    Picture("boards", "boards"),
    Picture("boards-one", "boards", ("v", "v", "v"), size=SMALL),
    Picture("boards-all", "boards", ("v", "v")),
    Picture("boards-manage", "boards", ("B",)),
    Picture("matrix", "matrix"),
    Picture("inbox", "inbox"),
    Picture("reply", "inbox", ("r",)),
    Picture("make-card", "inbox", ("enter",)),
    Picture("clients", "clients"),
    Picture("client", "clients", ("enter",)),
    Picture("client-form", "clients", ("e",)),
    Picture("capture", "today", ("n", LINE)),
    Picture("card", "boards", ("enter",)),
    Picture("due", "today", ("d", "ctrl+u", "text:fri 3pm", "down")),
    Picture("waiting", "today", ("w",)),
    Picture("assign", "today", ("a",)),
    Picture("memo", "boards", ("right", "right", "right", "m")),
    Picture("timer", "today", ("T",)),
    Picture("zones", "today", ("z",)),
    Picture("keys", "today", ("question_mark",)),
    Picture("commands", "boards", ("colon", "text:timer")),
    Picture("go", "today", ("g",)),
    Picture("choose-client", "today", ("c",)),
    Picture("discreet", "boards", ("right_square_bracket", "D")),
    Picture("search", "today", ("g", "slash", "text:newsletter")),
    Picture("activity", "matrix", ("x", "down", "i", "down", "i", "p", "g", "l")),
    Picture("settings", "today", ("g", "comma")),
    Picture("backups", "today", ("g", "k", "b")),
    Picture("import", "today", ("g", "o", "end", "text:board.json", "enter", "text:bloom", "enter")),
    Picture("first-run", "today", empty=True),
)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until all is read and shown; what waits for an answer of a dialog is not waited for."""
    await pilot.pause()
    quiet = 0
    for _turn in range(80):
        quiet = quiet + 1 if all(worker.is_finished for worker in pilot.app.workers) else 0
        if quiet == 2:
            break
        await asyncio.sleep(0.02)
        await pilot.pause()


def _desks(home: Path) -> tuple[Path, Path]:
    """The demo's desk and an empty one, closed."""
    demo, empty = home / "kept" / "demo.db", home / "kept" / "vatui.db"
    demo.parent.mkdir()
    for path in (demo, empty):
        desk = Desk.open(str(path), clock=FrozenClock(NOW), actor="sari")
        if path is demo:
            make_demo(desk)
        else:
            desk.remember(
                REMEMBERED,
                {
                    "language": "en",
                    "name": "Sari",
                    "zone": "Asia/Jakarta",
                    "hours": "Mon-Fri 09:00-17:00",
                    "currency": "IDR",
                    "look": "malam",
                },
            )
        desk.close()
    return demo, empty


async def draw(picture: Picture, desk: Desk) -> str:
    """The picture as SVG."""
    i18n.use(picture.language)
    app: Any = VatuiApp(desk, Settings(), demo=not picture.empty)
    app.animation_level = "none"
    async with app.run_test(size=picture.size) as pilot:
        await settle(pilot)
        if not picture.empty:
            await app.action_go(picture.room)
            await settle(pilot)
        await asyncio.to_thread(public_holidays.read_wanted)
        for key in picture.keys:
            if key.startswith("text:"):
                app.focused.post_message(events.Paste(key[5:]))
            else:
                await pilot.press(key)
            await settle(pilot)
        app.clear_notifications()  # what it says of itself, such as reminders, comes when it likes
        for field in app.screen.query("*"):
            if isinstance(field, Input | TextArea):
                field.cursor_blink = False
        await settle(pilot)
        for screen in app.screen_stack:  # what lies behind a dialog is else drawn as it was at one moment or another
            for widget in screen.query("*"):
                widget.refresh()
        await settle(pilot)
        return slim(app.export_screenshot(title="vatui"))


def slim(svg: str) -> str:
    """An SVG without what is loaded from elsewhere, and without what changes nothing."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"Fira Code,?\s*", "", svg)
    svg = re.sub(r"font-family: ?;", "font-family: monospace;", svg)
    svg = re.sub(r"<clipPath id=\"[^\"]*-line-\d+\">.*?</clipPath>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r" clip-path=\"url\(#[^)]*-line-\d+\)\"", "", svg)
    svg = re.sub(r"terminal-\d+", "t", svg)
    svg = re.sub(r"\s+shape-rendering=\"crispEdges\"", "", svg)
    svg = svg.replace('<g class="t-matrix">', '<g class="t-matrix" shape-rendering="crispEdges">', 1)
    svg = re.sub(r"(\d+\.\d)\d+", r"\1", svg)
    svg = re.sub(r'(<text class="[^"]*" x="[^"]*" y="[^"]*" textLength=")([^"]*)(">)([^<]*)(</text>)', _without_blanks, svg)
    svg = _joined(svg)
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


def _joined(svg: str) -> str:
    """An SVG whose grounds of one colour that stand beside each other are one."""
    made: list[str] = []
    last: tuple[str, float, str, float] | None = None  # colour, left, row and its height, width
    for piece in re.split(r'(<rect fill="#[0-9a-f]+" x="[0-9.]+" y="[0-9.]+" width="[0-9.]+" height="[0-9.]+"/>)', svg):
        found = re.fullmatch(r'<rect fill="(.*)" x="(.*)" y="(.*)" width="(.*)" height="(.*)"/>', piece)
        if found is None:
            made.append(piece)
            last = last if not piece.strip() else None
            continue
        colour, left, row, width = found[1], float(found[2]), f'y="{found[3]}" height="{found[5]}"', float(found[4])
        if last is not None and last[0] == colour and last[2] == row and abs(last[1] + last[3] - left) < 1:
            left, width = last[1], left + width - last[1]
            while made[-1] == "" or made[-1].isspace():
                made.pop()
            made.pop()
        last = colour, left, row, width
        made.append(f'<rect fill="{colour}" x="{round(left, 1)}" width="{round(width, 1)}" {row}/>')
    return "".join(made)


def _without_blanks(found: re.Match[str]) -> str:
    """A piece of text without the blanks at its end and the name of the folder, or nothing if it is blank."""
    words = found[4].replace("&#160;", "\u00a0")
    kept = words.replace(os.environ["HOME"], "~").rstrip("\u00a0\n ")
    if not kept:
        return ""
    length = round(float(found[2]) - CELL * (len(words) - len(kept)), 1)
    return f"{found[1]}{length:g}{found[3]}{kept}{found[5]}"


def _same_everywhere(home: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("VATUI_", "XDG_", "LC_")) or name in ("NO_COLOR", "TERM_PROGRAM"):
            del os.environ[name]
    os.environ.update(HOME=str(home), TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", TZ="UTC", USER="sari")


def main(names: list[str]) -> int:
    """Draw all pictures, or those that are named; what is no picture any more is removed."""
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        print(f"no such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _same_everywhere(home)
        shutil.copy(BOARD, home / "board.json")
        demo, empty = _desks(home)
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            source = empty if picture.empty else demo
            place = home / ".local" / "share" / "vatui"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            shutil.copy(source, place / source.name)
            desk = Desk.open(str(place / source.name), clock=FrozenClock(NOW), actor="sari")
            try:
                svg = asyncio.run(draw(picture, desk))
            finally:
                desk.close()
            (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
            print(f"{picture.name} {len(svg) // 1024} KiB")
    if not names:
        for path in FOLDER.glob("*.svg"):
            if path.stem not in {picture.name for picture in PICTURES}:
                path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
