"""The bars of every room: rooms and timer, keys, peek, and what stands there when nothing fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tests.widgets.stage import HOSTILE, Stage, is_safe, rows_of, styles_of
from vatui import i18n, themes
from vatui.i18n import N_
from vatui.widgets.empty import Empty, EmptyBlock
from vatui.widgets.footer import Footer, key_name
from vatui.widgets.peek import Peek, PeekLine
from vatui.widgets.too_small import TooSmall, is_too_small
from vatui.widgets.top_bar import Room, TimerLabel, TimerView, TopBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.geometry import Region
    from textual.strip import Strip

NAMES = ("Today", "Boards", "Matrix", "Plan", "Inbox", "Clients", "Time", "Money", "Library")
ROOMS = tuple(Room(name.lower(), str(at), name, 6 if name == "Inbox" else 0) for at, name in enumerate(NAMES, 1))
NAMES_ID = ("Hari Ini", "Papan", "Matriks", "Rencana", "Masuk", "Klien", "Waktu", "Uang", "Pustaka")
ROOMS_ID = tuple(replace(room, name=name) for room, name in zip(ROOMS, NAMES_ID, strict=True))
RUNNING = TimerView("running", "BLM", 2, "Reels captions, batch of 6", 5047)


class BarStage(Stage):
    """All bars, with keys as a room has them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "press('h')", N_("Left"), show=True, id="item.left", group=Binding.Group(N_("Move"))),
        Binding("l", "press('l')", N_("Right"), show=True, id="item.right", group=Binding.Group(N_("Move"))),
        Binding("t", "press('t')", N_("Timer"), id="item.timer"),
        Binding("x", "press('x')", N_("Done"), id="item.done"),
        Binding("e", "press('e')", N_("Edit"), id="item.edit"),
        Binding("d", "press('d')", N_("Due"), id="item.due"),
        Binding("b", "press('b')", N_("Block"), id="item.block"),
        Binding("r", "press('r')", N_("Reply"), id="item.reply"),
        Binding("s", "press('s')", N_("Snooze"), id="item.snooze"),
        Binding("u", "press('u')", N_("Undo"), show=False, id="app.undo"),
        Binding("n", "press('n')", N_("New"), show=False, id="app.new"),
        Binding("question_mark", "press('?')", N_("Keys"), show=False, id="app.keys"),
        Binding("ctrl+p", "press('^p')", N_("Commands"), show=False, id="app.commands"),
    ]

    def __init__(self, theme: str = "malam") -> None:
        self.top, self.peek, self.footer = TopBar(), Peek(), Footer()
        self.pressed: list[str] = []
        self.chosen: list[str] = []
        super().__init__(lambda: (self.top, Input(), self.peek, self.footer, TooSmall()), theme)

    def on_mount(self) -> None:
        """What a room shows."""
        self.top.show(ROOMS, "today")
        self.top.show_timer(RUNNING)

    def action_press(self, key: str) -> None:
        """Note what was pressed."""
        self.pressed.append(key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Reply cannot be pressed now."""
        return None if parameters == ("r",) else True

    def on_top_bar_room_chosen(self, message: TopBar.RoomChosen) -> None:
        """Note it."""
        self.chosen.append(message.key)

    def on_top_bar_timer_clicked(self) -> None:
        """Note it."""
        self.chosen.append("timer")


@pytest.fixture(autouse=True)
def _unicode() -> Iterator[None]:
    yield
    themes.use_glyphs("unicode")


async def test_top_bar_at_120() -> None:
    """All rooms are named, the waiting ones counted, the timer stands at the right."""
    app = BarStage()
    async with app.run_test(size=(120, 24)):
        assert rows_of(app)[0] == (
            " vatui   1 Today  2 Boards  3 Matrix  4 Plan  5 Inbox 6  6 Clients  7 Time  8 Money  9 Library "
            "          ► 1:24:07 ▌BLM "
        )
        active = styles_of(app, " 1 Today ")[0]
        assert active.bold
        assert active.bgcolor is not None
        assert active.bgcolor.name.lower() == app.theme_variables["primary"].lower()


async def test_top_bar_at_80() -> None:
    """Where it is narrow only the active room is named, and there is room for the title."""
    app = BarStage()
    async with app.run_test(size=(80, 24)) as pilot:
        assert rows_of(app)[0] == (" vatui   1 Today  2 3 4 5• 6 7 8 9               ► 1:24:07 ▌BLM Reels captions… ")
        app.top.show(ROOMS, "inbox")
        await pilot.pause()
        assert rows_of(app)[0].startswith(" vatui   1 2 3 4 5 Inbox 6  6 7 8 9")


async def test_top_bar_in_indonesian() -> None:
    """The longer Indonesian names fit at 120 columns."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        app.top.show(ROOMS_ID, "today")
        await pilot.pause()
        assert all(name in rows_of(app)[0] for name in NAMES_ID)
        assert "► 1:24:07 ▌BLM" in rows_of(app)[0]


async def test_timer_states() -> None:
    """No timer says how to start one, a paused one says so; a wide screen shows the title."""
    app = BarStage()
    async with app.run_test(size=(160, 24)) as pilot:
        assert rows_of(app)[0].endswith("► 1:24:07 ▌BLM Reels captions, batch of 6 ")
        app.top.show_timer(TimerView())
        await pilot.pause()
        assert rows_of(app)[0].endswith("■ no timer · t start ")
        app.top.show_timer(TimerView("paused", "ACM", 1, "", 2470))
        await pilot.pause()
        assert rows_of(app)[0].endswith("║ 0:41:10 ▌ACM paused ")
        assert app.top.timer.code == "ACM"


async def test_a_tick_repaints_the_clock_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second more repaints the cells of the clock and nothing else; the same value repaints nothing."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        label = app.query_one(TimerLabel)
        asked: list[tuple[Region, ...]] = []
        refresh = label.refresh

        def noting(*regions: Region, **options: Any) -> TimerLabel:
            asked.append(regions)
            return refresh(*regions, **options)

        monkeypatch.setattr(label, "refresh", noting)
        app.top.show_timer(replace(RUNNING, seconds=5048))
        app.top.show_timer(replace(RUNNING, seconds=5048))
        await pilot.pause()
        assert [[tuple(region) for region in regions] for regions in asked] == [[(0, 0, 9, 1)]]
        assert "► 1:24:08 ▌BLM" in rows_of(app)[0]
        app.top.show_timer(replace(RUNNING, seconds=36_000))
        await pilot.pause()
        assert "► 10:00:00 ▌BLM" in rows_of(app)[0]


async def test_rooms_and_timer_can_be_clicked() -> None:
    """A click on a room goes there, one on the timer opens it."""
    for width, at in ((120, 21), (80, 18)):
        app = BarStage()
        async with app.run_test(size=(width, 24)) as pilot:
            await pilot.click(TopBar, offset=(at, 0))
            await pilot.click(TopBar, offset=(width - 4, 0))
            await pilot.click(TopBar, offset=(1, 0))
            assert app.chosen == ["boards", "timer"]


async def test_footer_at_120() -> None:
    """Seven verbs at the left, three at the right; keys of a group share their word."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        row = rows_of(app)[-1]
        assert row.startswith(" h l Move   t Timer   x Done   e Edit   d Due   b Block   r Reply   ")
        assert row.endswith("   n New   ? Keys   ^p Commands ")
        assert "Snooze" not in row
        assert "Undo" not in row


async def test_footer_at_80_and_200() -> None:
    """Four verbs and two where it is narrow, all of them where it is huge."""
    app = BarStage()
    async with app.run_test(size=(80, 24)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        row = rows_of(app)[-1]
        assert row.startswith(" h l Move   t Timer   x Done   e Edit    ")
        assert row.endswith("   n New   ? Keys ")
        await pilot.resize_terminal(200, 24)
        await pilot.pause()
        assert "s Snooze" in rows_of(app)[-1]


async def test_footer_keys_can_be_clicked() -> None:
    """A click on a verb presses its key, in a group the key that was clicked."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        row = rows_of(app)[-1]
        for word in ("Timer", "Commands", "l Move", "Move", "  x"):
            await pilot.click(Footer, offset=(row.index(word) + (2 if word == "  x" else 0), 0))
            await pilot.pause()
        assert app.pressed == ["t", "^p", "l", "h", "x"]


async def test_footer_follows_the_focus_and_the_language() -> None:
    """What cannot be pressed now is faint; other bindings or words repaint the line, equal ones do not."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        pale = styles_of(app, "Reply")[0]
        assert pale.color is not None
        assert pale.color.name.lower() == app.theme_variables["faint"].lower()
        drawn = 0
        draw = app.footer.render_line

        def counting(y: int) -> Strip:
            nonlocal drawn
            drawn += 1
            return draw(y)

        app.footer.render_line = counting  # type: ignore[method-assign]  # counts, and draws as before
        app.footer.read_bindings()
        await pilot.pause()
        assert drawn == 0
        app.footer.set_job("Importing 412 of 1 030", 0.4)
        await pilot.pause()
        assert rows_of(app)[-1].startswith(" ━━━━━━━━──────────── Importing 412 of 1 030")
        app.footer.set_job("")
        await pilot.pause()
        assert "Timer" in rows_of(app)[-1]
        i18n.use("id")
        app.footer.read_bindings()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("question_mark", "?"),
        ("ctrl+p", "^p"),
        ("enter", "enter"),
        ("escape", "esc"),
        ("left_square_bracket", "["),
        ("shift+h", "H"),
        ("X", "X"),
        ("f2", "f2"),
        ("tab", "tab"),
        ("exclamation_mark", "!"),
        ("shift+tab", "shift+tab"),
    ],
)
def test_keys_are_written_out(key: str, name: str) -> None:
    """Keys are written as words or as what is printed on them."""
    assert key_name(key) == name


FIRST = PeekLine((("Reels captions, batch of 6", "foreground*"), "  BLM · Doing"), (("► 1h 24m", "success*"), " of ~2h"))
SECOND = PeekLine((("◆ due today 22:00", "warning"), " = 15:00 London"), ("2 notes · 1 link",))


async def test_peek() -> None:
    """Two lines say everything about the item; the right parts stand at the right."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        app.peek.show(FIRST, SECOND)
        await pilot.pause()
        rows = [row for row in rows_of(app) if "Reels captions, batch" in row or "due today" in row]
        assert rows[0].startswith("   Reels captions, batch of 6  BLM · Doing   ")
        assert rows[0].endswith("► 1h 24m of ~2h   ")
        assert rows[1].endswith("2 notes · 1 link   ")
        app.peek.clear()
        await pilot.pause()
        assert not any("due today" in row for row in rows_of(app))


async def test_peek_repaints_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another title repaints the line up to its end, not the right part and not the other line."""
    app = BarStage()
    async with app.run_test(size=(120, 24)) as pilot:
        app.peek.show(FIRST, SECOND)
        await pilot.pause()
        asked: list[tuple[int, ...]] = []
        refresh = app.peek.refresh

        def noting(*regions: Region, **options: Any) -> Peek:
            asked.extend(tuple(region) for region in regions)
            return refresh(*regions, **options)

        monkeypatch.setattr(app.peek, "refresh", noting)
        app.peek.show(replace(FIRST, left=(("Alt text", "foreground*"),)), SECOND)
        app.peek.show(replace(FIRST, left=(("Alt text", "foreground*"),)), SECOND)
        await pilot.pause()
        assert len(asked) == 1
        x, y, width, height = asked[0]
        assert (x, y, height) == (0, 0, 1)
        assert width <= 103
        assert any(row.startswith("   Alt text   ") and "1h 24m" in row for row in rows_of(app))


@pytest.mark.parametrize("theme", ["malam", "pagi", "contrast", "nord", "ansi-dark"])
async def test_every_width_is_drawn(theme: str) -> None:
    """From one column to 250 every bar has its width and nothing fails, in each kind of theme."""
    app = BarStage(theme)
    async with app.run_test(size=(120, 24)) as pilot:
        app.peek.show(FIRST, SECOND)
        app.footer.set_job("Importing", 0.3)
        for width in (1, 2, 3, 5, 8, 13, 21, 34, 55, 79, 80, 99, 100, 139, 140, 180, 250):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert all(len(row) == width for row in rows_of(app))


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(text: str) -> None:
    """A client or title can hold anything: nothing of it is obeyed."""
    app = BarStage()
    async with app.run_test(size=(160, 24)) as pilot:
        app.top.show((Room("x", "1", text, 3), Room("y", "2", text)), "x")
        app.top.show_timer(TimerView("running", text[:3], 3, text, 5))
        app.peek.show(PeekLine((text, (text, "error")), (text,)), PeekLine((text,)))
        app.footer.set_job(text, 0.5)
        await pilot.pause()
        assert all(is_safe(row) for row in rows_of(app))


async def test_ascii_glyphs() -> None:
    """With the ASCII set the bars are ASCII."""
    themes.use_glyphs("ascii")
    app = BarStage()
    async with app.run_test(size=(80, 24)) as pilot:
        app.peek.show(FIRST, SECOND)
        await pilot.pause()
        rows = rows_of(app)
        assert all(row.isascii() for row in (rows[0], rows[-1], rows[-2], rows[-3]))


async def test_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under NO_COLOR the active room is still filled, in grey."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = BarStage()
    async with app.run_test(size=(120, 24)):
        active = styles_of(app, " 1 Today ")[0]
        other = styles_of(app, " Boards ")[0]
        assert active.bgcolor is not None
        assert other.bgcolor is not None
        assert len(set(active.bgcolor.get_truecolor())) == 1
        assert active.bgcolor != other.bgcolor


async def test_too_small() -> None:
    """Below 60×18 one sentence covers everything, and goes when there is room again."""
    assert [is_too_small(*size) for size in ((60, 18), (59, 18), (60, 17))] == [False, True, True]
    app = BarStage()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(52, 16)
        await pilot.pause()
        await pilot.pause()
        rows = rows_of(app)
        assert rows[8].strip() == "vatui needs 60×18; this is 52×16"
        assert not any("vatui " in row for at, row in enumerate(rows) if at != 8)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert rows_of(app)[0].startswith(" vatui   1 Today")


async def test_empty_block() -> None:
    """A place without content says in its middle what fills it."""
    block = EmptyBlock(Empty((("No clients yet",), (), (("n", "accent*"), "  add the first"))))
    app = Stage(lambda: (block,))
    async with app.run_test(size=(40, 11)) as pilot:
        assert rows_of(app)[4].strip() == "No clients yet"
        assert rows_of(app)[6].strip() == "n  add the first"
        block.show(Empty((("✓ All done",),), centred=False))
        await pilot.pause()
        assert rows_of(app)[0].startswith(" ✓ All done")
