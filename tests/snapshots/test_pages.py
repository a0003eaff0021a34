"""Every room and the main dialogs look as they were last looked at, in both languages, at both sizes, with fewer means too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from tests.screens.conftest import settle
from tests.snapshots.conftest import page
from vatui import i18n, themes
from vatui.app import VatuiApp
from vatui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.style import Style

    from vatui.desk import Desk

PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    # name: room, and the keys that lead to the page from there; “text:” is pasted
    "today": ("today", ()),
    "boards": ("boards", ()),
    "boards-split": ("boards", ("v",)),
    "boards-all": ("boards", ("v", "v")),
    "boards-one": ("boards", ("v", "v", "v")),
    "matrix": ("matrix", ()),
    "inbox": ("inbox", ()),
    "clients": ("clients", ()),
    "client": ("clients", ("enter",)),
    "zones": ("today", ("z",)),
    "one-client": ("boards", ("right_square_bracket",)),
    "capture": ("today", ("n", "text:blm")),
    "capture-line": ("today", ("n", "text:blm: Newsletter draft fri 3pm !! ~2h #social")),
    "keys": ("today", ("question_mark",)),
    "keys-guide": ("today", ("question_mark", "f1")),
    "commands": ("boards", ("colon",)),
    "commands-found": ("boards", ("colon", "text:timer")),
    "go": ("today", ("g",)),
    "choose-client": ("today", ("c",)),
    "card": ("today", ("enter",)),
    "due": ("today", ("d",)),
    "due-typed": ("today", ("d", "ctrl+u", "text:fri 3pm")),
    "snooze": ("today", ("s",)),
    "waiting": ("today", ("w",)),
    "assign": ("today", ("a",)),
    "memo": ("today", ("m",)),
    "reply": ("inbox", ("r",)),
    "make-card": ("inbox", ("enter",)),
    "timer": ("today", ("T",)),
    "activity": ("today", ("g", "l")),
    "search": ("today", ("g", "slash")),
    "leave": ("today", ("q",)),
    "done-toast": ("boards", ("x",)),
}  # fmt: skip


async def drawn(desk: Desk, size: tuple[int, int], names: Iterable[str], settings: Settings | None = None) -> dict[str, str]:
    """The pages of some names, drawn one after the other on one console."""
    app: Any = VatuiApp(desk, settings or Settings(), demo=True)
    pages: dict[str, str] = {}
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for name in names:
            room, keys = PAGES[name]
            if room != app.screen.ROOM:
                await app.action_go(room)
                await settle(pilot)
            for key in keys:
                if key.startswith("text:"):
                    app.focused.post_message(events.Paste(key[5:]))
                else:
                    await pilot.press(key)
                await settle(pilot)
            pages[name] = page(app)
            await _back(app, pilot)
    return pages


async def _back(app: Any, pilot: Any) -> None:
    """As it was before: no dialog, no note, all clients, one board, nothing done."""
    while len(app.screen_stack) > 1:
        app.pop_screen()
    app.clear_notifications()
    app.scope = None
    if app.screen.ROOM == "boards":
        app.screen._split = "2"
        app.screen._load()
    elif app.screen.ROOM == "clients":
        await pilot.press("escape")
    if app.desk.steps(limit=1)[0].undoable:
        await pilot.press("u")
        await settle(pilot)
        app.clear_notifications()
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize("language", ["en", "id"])
async def test_pages_look_as_they_were_looked_at(
    demo: Desk, compare: Callable[[str, dict[str, str]], None], size: tuple[int, int], language: str
) -> None:
    """Each page is, letter by letter, the one that is kept."""
    i18n.use(language)
    pages = await drawn(demo, size, PAGES)
    compare(f"{size[0]}x{size[1]}-{language}", pages)


async def test_ascii_pages_look_as_they_were_looked_at(demo: Desk, compare: Callable[[str, dict[str, str]], None]) -> None:
    """With plain glyphs nothing of the frame is beyond ASCII but what people wrote."""
    pages = await drawn(demo, (80, 24), ("today", "matrix"), Settings(glyphs="ascii"))
    themes.use_glyphs("unicode")
    compare("80x24-ascii", pages)
    signs = {themes.glyph(name) for name in ("bar", "cursor", "late", "soon", "in", "out")}
    assert signs
    for text in pages.values():
        assert not [sign for sign in signs if not sign.isascii() and sign in text]


# ------------------------------------------------------------------ colours


def styles(app: Any) -> list[tuple[str, Style]]:
    """Every piece of text on the screen that is not blank, with its style."""
    strips = app.screen._compositor.render_strips()
    return [(one.text, one.style) for strip in strips for one in strip if one.text.strip() and one.style is not None]


async def looked_at(desk: Desk, theme: str) -> tuple[dict[str, str], list[tuple[str, Style]]]:
    """Today and the matrix in a look: their texts, and all their styles."""
    app: Any = VatuiApp(desk, Settings(theme=theme), demo=True)
    texts: dict[str, str] = {}
    found: list[tuple[str, Style]] = []
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for room in ("today", "matrix"):
            await app.action_go(room)
            await settle(pilot)
            texts[room] = page(app)
            found += styles(app)
    return texts, found


def _colours(found: list[tuple[str, Style]]) -> set[str]:
    return {
        "#{:02X}{:02X}{:02X}".format(*style.color.get_truecolor()) for _text, style in found if style.color is not None
    }  # fmt: skip


def _near(one: str, other: str) -> bool:
    """Whether two colours are the same but for the rounding of a stylesheet."""
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= 1 for at in (1, 3, 5))


async def test_both_looks_say_the_same(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Night and morning differ in colours alone, and every colour of a letter is one of the look's roles."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    night, night_styles = await looked_at(demo, "malam")
    morning, morning_styles = await looked_at(demo, "pagi")
    assert night == morning
    for look, found in (("malam", night_styles), ("pagi", morning_styles)):
        roles = {value.upper() for value in themes.LOOKS[look].colours.values()}
        used = _colours(found)
        assert len(used) > 8
        strange = [one for one in used if not any(_near(one, role) for role in roles)]
        assert strange == [], f"{look} uses colours that are no roles"
    assert not _colours(night_styles) & _colours(morning_styles)


async def test_without_colour_nothing_is_lost(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR the letters are the same, and every colour is a grey."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    usual, _styles = await looked_at(demo, "malam")
    monkeypatch.setenv("NO_COLOR", "1")
    grey, found = await looked_at(demo, "malam")
    assert grey == usual
    assert _colours(found)
    assert [colour for colour in _colours(found) if len({colour[1:3], colour[3:5], colour[5:7]}) > 1] == []
