"""Texts that would like to be obeyed, in every field of a desk: each room, page and dialog shows them as plain letters."""

from __future__ import annotations

import asyncio
import inspect
import json
import pkgutil
import sqlite3
import sys
from datetime import timedelta
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from peewee import TextField
from textual.screen import ModalScreen, Screen

import vatui.screens
from bench.faults.keyboard import HOSTILE, MARKS
from bench.faults.keys import environment
from bench.faults.screen import Screen as Terminal
from bench.faults.screen import obeyed
from tests.architecture.rules import ROOT
from tests.conftest import NOW
from tests.screens.conftest import settle
from tests.screens.day import fill
from vatui.app import VatuiApp
from vatui.domain import boards, cards, clients, requests, timers
from vatui.models import ROWS, CustomValue
from vatui.models.fields import DayField, EnumField, UtcField
from vatui.screens.base import RoomScreen
from vatui.settings import Settings
from vatui.values import ClientState, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.clock import FrozenClock
    from vatui.desk import Desk

LONG = "x" * 10_000
JOINERS = "\u200b\u200d\ufe0f"
"""What joins pictures and parts words; a field that is edited keeps them, so that what is saved is what was there."""

_MEANT = {
    # What the program wrote itself and reads again; a person's words are in the other columns.
    "zone", "hours", "country", "language", "currency", "repeat", "due_said", "due_zone", "due_rank", "start_said", "start_zone",
    "wait_said", "wait_zone", "chase_said", "chase_zone", "search", "actor", "source", "sha256", "counts", "kind", "ext_id",
    "table_name", "source_values",
}  # fmt: skip


# ------------------------------------------------------------------ the desk


def poison(desk: Desk, turn: int) -> int:
    """Put a hostile text into every text of the desk, past every operation; gives how many.

    Args:
        desk: with rows.
        turn: which of the texts comes first.
    """
    numbers = count(turn)

    def text() -> str:
        at = next(numbers)
        parts = [HOSTILE[(at + step) % len(HOSTILE)] for step in range(len(HOSTILE))]
        return f"{' '.join(parts)} {at}" if at % 9 else LONG + str(at)

    connection = sqlite3.connect(str(desk.store.file))
    done = 0
    for row in ROWS:
        names = [
            field.column_name for field in row._meta.sorted_fields
            if isinstance(field, TextField) and not isinstance(field, UtcField | DayField | EnumField) and field.name not in _MEANT
        ]  # fmt: skip
        for (number,) in connection.execute(f'SELECT id FROM "{row.table()}"').fetchall():
            for name in names:
                value = text()
                if name == "days_off":
                    value = "2026-11-24 " + value.replace("\n", " ").replace("\r", " ")  # the line is ours, the words are theirs
                elif name == "code":
                    value = value[:3] + str(number)
                connection.execute(f'UPDATE "{row.table()}" SET "{name}" = ? WHERE id = ?', (value, number))
                done += 1
    for (number,) in connection.execute("SELECT id FROM change").fetchall():
        connection.execute("UPDATE change SET subject = ?, title = ? WHERE id = ?", (text(), text(), number))
        done += 2
    connection.commit()
    connection.close()
    return done


def furnish(desk: Desk, clock: FrozenClock) -> None:
    """The day of the wireframes, with something of every kind on it."""
    day = fill(desk, clock)
    for client_id in day.clients.values():
        clients.add_contact(desk, client_id, "Dana", role="owner", email="dana@example.com", phone="+1 555 0100")
        clients.add_note(desk, client_id, "Likes short mails.")
        clients.edit_client(desk, client_id, style="direct")
    helper = clients.add_helper(desk, "Dita", zone="Asia/Jakarta", skills="captions")
    for card_id in list(day.cards.values())[:4]:
        cards.edit_card(desk, card_id, memo="Two topics", tags=["social"])
        cards.assign_cards(desk, [card_id], helper.id)
        cards.add_check(desk, card_id, "topics", "Before")
        cards.add_link(desk, card_id, "https://example.com/brief", "Brief")
        cards.add_comment(desk, card_id, "Ask about the picture.", "Dana")
        with desk.change("Import"):
            CustomValue.create(card=card_id, name="Budget", value="100", position=0)
    cards.snooze_cards(desk, [day.cards["Newsletter draft"]], Said("2026-11-26", "Asia/Jakarta"))
    cards.finish_cards(desk, [day.cards["Rename old Drive folders"]])
    boards.add_board(desk, day.clients["ACM"], "Website")
    requests.answer(desk, day.requests["Teacher bios: 3 new"], "Thanks")
    requests.make_card(desk, day.requests["Stok kopi Gayo di feed"])
    timers.pause(desk)
    timers.start(desk, client_id=day.clients["BLM"], memo="call", at=NOW - timedelta(minutes=3))


# ------------------------------------------------------------------ what can be opened


def _card(app: VatuiApp) -> int:
    return int(app.desk.run(lambda: app.desk.rows("SELECT id FROM card ORDER BY id LIMIT 1"))[0][0])


def _openers() -> dict[str, Callable[[VatuiApp], Any]]:
    """How each dialog that is told something is told it; the others are opened without a word."""
    from vatui import exchange
    from vatui.domain.entries import EntryLine, day_span, span
    from vatui.screens.import_file import Found

    def line(app: VatuiApp) -> Any:
        return cards.card_line(app.desk, _card(app))

    def request(app: VatuiApp) -> Any:
        number = app.desk.rows("SELECT id FROM request WHERE state = 'open' ORDER BY id LIMIT 1")[0][0]
        return requests.request_line(app.desk, number)

    def entry(app: VatuiApp) -> EntryLine:
        start, end = day_span(NOW.date(), "Asia/Jakarta")
        return span(app.desk, start, end)[0]

    def client(app: VatuiApp) -> int:
        return int(app.desk.rows("SELECT id FROM client ORDER BY id LIMIT 1")[0][0])

    def forgotten(app: VatuiApp) -> timers.Forgotten:
        return timers.Forgotten(entry(app), NOW, NOW - timedelta(hours=1), timedelta(hours=1))

    def imported(app: VatuiApp) -> tuple[Any, ...]:
        lists = [{"id": "l", "name": HOSTILE[8], "pos": 1}]
        card = {"id": "c", "name": HOSTILE[9], "desc": HOSTILE[0], "idList": "l", "pos": 1, "closed": False}
        board = {"id": "b", "name": HOSTILE[1], "lists": lists, "cards": [card]}
        bundle = exchange.read("trello", json.dumps(board).encode(), "board.json")
        return Found(HOSTILE[7], "trello", bundle, "0" * 64), clients.client_lines(app.desk)[0]

    def hostile(at: int) -> str:
        return HOSTILE[at]

    return {
        "Confirm": lambda _app: (hostile(8), hostile(9)),
        "AskLine": lambda _app: (hostile(9), hostile(0), hostile(7)),
        "AskDate": lambda app: ([line(app)], "due"),
        "AskWaiting": lambda app: ([line(app)],),
        "CardScreen": lambda app: (_card(app),),
        "MemoScreen": lambda app: (_card(app),),
        "ClientForm": lambda app: (client(app),),
        "ContactForm": lambda app: (client(app), app.desk.rows("SELECT id, name, role, email, phone FROM contact LIMIT 1")[0]),
        "NoteForm": lambda app: (client(app), *app.desk.rows("SELECT id, text FROM client_note LIMIT 1")[0]),
        "StateForm": lambda app: (client(app), app.desk.rows("SELECT name FROM client LIMIT 1")[0][0], ClientState.ACTIVE),
        "EntryForm": lambda app: (entry(app),),
        "ForgottenTimer": lambda app: (forgotten(app),),
        "ReplyDialog": lambda app: (request(app),),
        "AskMore": lambda app: (request(app),),
        "AskSnooze": lambda app: (request(app),),
        "MakeCard": lambda app: (request(app),),
        "ChooseCard": lambda app: ([line(app)], NOW, "Asia/Jakarta"),
        "KeysScreen": lambda app: (app.screen,),
        "PaletteScreen": lambda app: (app.screen,),
        "CaptureScreen": lambda _app: (hostile(9) + hostile(0),),
        "ImportPreview": imported,
        "StageForm": lambda app: (int(app.desk.rows("SELECT id FROM board ORDER BY id LIMIT 1")[0][0]),),
        "ManageBoard": lambda app: (int(app.desk.rows("SELECT id FROM board ORDER BY id LIMIT 1")[0][0]),),
        "ConfirmRestore": lambda _app: (hostile(8),),
        "SearchScreen": lambda _app: ("x",),
    }


def dialogs() -> dict[str, type[Screen[Any]]]:
    """Every screen of the console that lies on a room or is no room of the header."""
    found: dict[str, type[Screen[Any]]] = {}
    names = [module.name for module in pkgutil.iter_modules(vatui.screens.__path__, "vatui.screens.")]
    for module in [*names, "vatui.palette"]:
        for name, kind in inspect.getmembers(import_module(module), inspect.isclass):
            own = kind.__module__ == module and not name.startswith("_")
            is_room = issubclass(kind, RoomScreen) and getattr(kind, "ROOM", "") in VatuiApp.MODES
            base = name in {"DeskScreen", "RoomScreen", "CardRoom", "DeskDialog"}
            if own and issubclass(kind, Screen) and not is_room and not base:
                found[name] = kind
    return found


# ------------------------------------------------------------------ looking


def offences(app: VatuiApp) -> Iterator[str]:
    """What stands on the screen and should not: letters that act, lines of another width, places made clickable by a text."""
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        text = strip.text
        bad = [letter for letter in text if not letter.isprintable() and letter not in JOINERS]
        if bad:
            yield f"line {y} holds {bad[:3]!r}: {text.strip()[:80]!r}"
        if strip.cell_length != app.size.width:
            yield f"line {y} is {strip.cell_length} cells wide: {text.strip()[:80]!r}"
        for segment in strip:
            style = segment.style
            if style is not None and (style.link or "@click" in (style.meta or {})):
                yield f"line {y} can be clicked: {segment.text!r}"


async def look(pilot: Pilot[None], where: str) -> None:
    """Wait until all is drawn, and expect nothing wrong with it."""
    app: Any = pilot.app
    await settle(pilot)
    found = list(offences(app))
    assert not found, f"{where}: {found[:3]}"


@pytest.fixture
def hostile(sqlite_desk: Desk, clock: FrozenClock, request: pytest.FixtureRequest) -> Desk:
    """A desk whose every text is hostile; the parameter is which text comes first."""
    furnish(sqlite_desk, clock)
    assert poison(sqlite_desk, getattr(request, "param", 0)) > 300
    return sqlite_desk


SIZES = pytest.mark.parametrize(("hostile", "size"), [(0, (80, 24)), (5, (120, 36))], indirect=["hostile"], ids=["80x24", "120x36"])


@SIZES
async def test_rooms_show_hostile_texts_as_letters(hostile: Desk, size: tuple[int, int]) -> None:
    """Each room, with the cursor on its first rows, with a filter and narrowed to a client, draws nothing but letters."""
    app = VatuiApp(hostile, Settings())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for room in app.MODES:
            await app.action_go(room)
            await look(pilot, room)
            assert isinstance(app.screen, RoomScreen)
            for key in ("down", "j", "v", "tab", "down"):
                await pilot.press(key)
            await look(pilot, f"{room} after moving")
            app.scope = app.head.clients[0].id if app.head else None
            await look(pilot, f"{room} of one client")
            app.scope = None
        assert app.return_code is None


@SIZES
async def test_dialogs_show_hostile_texts_as_letters(hostile: Desk, size: tuple[int, int]) -> None:
    """Each page and dialog draws nothing but letters; a new one has to be opened here too."""
    openers = _openers()
    app = VatuiApp(hostile, Settings())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for name, kind in dialogs().items():
            try:
                values = openers[name](app) if name in openers else ()
            except KeyError:
                values = ()
            try:
                screen = kind(*values)
            except TypeError as error:
                pytest.fail(f"say in _openers() how {name} is opened: {error}")
            app.push_screen(screen)
            await look(pilot, name)
            assert app.screen is screen, f"{name} closed by itself"
            if name in {"CardScreen", "ActivityScreen", "ZonesScreen"} or not isinstance(screen, ModalScreen):
                for key in ("down", "down", "tab", "down"):
                    await pilot.press(key)
                await look(pilot, f"{name} after moving")
            while len(app.screen_stack) > 1:
                app.pop_screen()
            app.clear_notifications()
            await settle(pilot)


async def test_toasts_show_hostile_texts_as_letters(hostile: Desk) -> None:
    """What was done, undone and refused is said without obeying the texts it names."""
    app = VatuiApp(hostile, Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for at, text in enumerate(HOSTILE):
            app.say(text, severity="error" if at % 2 else "information")
            if at % 4 == 3:
                await look(pilot, f"toasts {at - 3} to {at}")
                app.clear_notifications()
        for key in ("t", "x", "i", "y", "u", "U", "u", "a"):
            await pilot.press(key)
            await look(pilot, f"after {key}")
            while len(app.screen_stack) > 1:
                app.pop_screen()


# ------------------------------------------------------------------ the bytes of a real terminal


PRESSED = (
    b"2", b"jj", b"v", b"3", b"jj", b"5", b"jj", b"6", b"jj", b"\r", b"1", b"jj", b"\r", b"\x1b", b"n", b"acm: [/]", b"\x1b",
    b"T", b"\x1b", b"c", b"\x1b", b"z", b"q", b"/", b"x", b"\x1b", b"ga", b"\x1b", b"?", b"\x1b", b":", b"only", b"\x1b", b"t",
    b"u",
)  # fmt: skip
"""Through every room, most pages and dialogs, and a few toasts."""


@pytest.mark.slow
def test_no_hostile_byte_reaches_the_terminal(hostile: Desk, tmp_path: Path) -> None:
    """On a real terminal no text of the desk becomes a sequence that the terminal would obey."""
    path = str(hostile.store.file)
    hostile.close()
    variables = environment(tmp_path, VATUI_DB=path, VATUI_NOW="2026-11-24T13:42:00Z")
    terminal = Terminal([sys.executable, "-m", "vatui"], variables, folder=str(ROOT))
    try:
        terminal.until(b"Focus")
        seen = b""
        for keys in PRESSED:
            terminal.write(keys)
            terminal.read(1.0, quiet=0.12)
            seen += terminal.text
            terminal.forget()
        terminal.write(b"\x1b\x1b\x11")
        status = terminal.wait()
        seen += terminal.text
    finally:
        terminal.close()
    assert status == 0
    assert not [seen[seen.index(mark) - 200 : seen.index(mark) + 40] for mark in MARKS if mark in seen]
    found = obeyed(seen)
    # The mouse's pointer has another shape over text (OSC 22).
    assert not {name for name in found if not name.startswith("CSI") and name != "OSC 22"}, found
    assert found["CSI m"] > 1000  # it did draw


async def test_the_look_finds_what_would_be_wrong(sqlite_desk: Desk) -> None:
    """The look itself is not blind: markup that was taken for markup, and an escape, are found."""
    from textual.widgets import Static

    clients.set_owner(sqlite_desk, name="Sari", zone="Asia/Jakarta")
    app = VatuiApp(sqlite_desk, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.screen.query_one("#room").mount(Static(HOSTILE[9]))
        await settle(pilot)
        assert any("clicked" in one for one in offences(app))
        await app.screen.query_one("#room").mount(Static("a\x1b[31mb", markup=False))
        await asyncio.sleep(0)
        await settle(pilot)
        assert any("holds" in one for one in offences(app))
