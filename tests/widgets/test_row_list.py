"""The list of rows: cursor, marks, windows, and what it draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from textual.color import Color

from tests.widgets.stage import HOSTILE, Stage, is_safe, rows_of, styles_of
from vatui import themes
from vatui.widgets.empty import Empty
from vatui.widgets.row_list import Cell, Heading, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot
    from textual.strip import Strip

FOCUS = (
    Line(1, "Reconcile October receipts", "NOR", 3, "!", (Cell("1h"), Cell("▲ yesterday", "error")), "over"),
    Line(2, "Reels captions, batch of 6", "BLM", 2, "!!", (Cell("2h"), Cell("◆ 22:00", "warning")), "today"),
    Line(3, "Send agenda for weekly call", "ACM", 1, "!", (Cell("15m"), Cell("◆ 22:15", "warning")), "today"),
    Line(4, "Balas 12 ulasan Google Maps", "KOP", 4, "", (Cell("45m"), Cell("◆ 23:00", "warning")), "today"),
    Line(5, "Listing copy: 14 Hargrave St", "OUT", 5, "!", (Cell("1h"), Cell("Wed 08:00")), "next"),
)
HEADINGS = (
    Heading("over", "Overdue", "1", "▲", "error"),
    Heading("today", "Due today", "3", "◆", "warning"),
    Heading("next", "Next", "1"),
)


class Counting(RowList):
    """Counts the lines that are drawn."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        """As always."""
        self.drawn += 1
        return super().render_line(y)


class ListStage(Stage):
    """One list, focused; keeps its messages."""

    def __init__(self, theme: str = "malam") -> None:
        self.list = Counting()
        super().__init__(lambda: (self.list,), theme)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.list.focus()

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Keep it."""
        self.keep(message)

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Keep it."""
        self.keep(message)

    def on_row_list_marked(self, message: RowList.Marked) -> None:
        """Keep it."""
        self.keep(message)

    def on_row_list_more_wanted(self, message: RowList.MoreWanted) -> None:
        """Keep it."""
        self.keep(message)

    def ids(self, kind: type[Any]) -> list[Any]:
        """Row ids of the messages of a kind."""
        return [message.row_id for message in self.got if isinstance(message, kind)]


def numbered(count: int, start: int = 0) -> tuple[Line, ...]:
    """Rows with their number as id and title."""
    return tuple(Line(at, f"Row {at}", "ACM", 1, cells=(Cell(f"{at}h"),), key=("key", at)) for at in range(start, start + count))


@pytest.fixture(autouse=True)
def _unicode() -> Iterator[None]:
    yield
    themes.use_glyphs("unicode")


async def _shown(app: ListStage, pilot: Pilot[None], *args: Any, **options: Any) -> list[str]:
    app.list.show(*args, **options)
    await pilot.pause()
    return rows_of(app)


async def test_draws_the_focus_panel() -> None:
    """Rows stand under their headings as in the picture of Today: code, mark, title, values at the right."""
    app = ListStage()
    async with app.run_test(size=(64, 14)) as pilot:
        app.list.set_title("Focus · 16 open")
        app.list.set_subtitle("6h 30m estimated")
        assert app.list.put_cursor(2) is False
        await _shown(app, pilot, FOCUS, headings=HEADINGS)
        app.list.put_cursor(2)
        await pilot.pause()
        assert rows_of(app)[:10] == [
            "╭─ Focus · 16 open ────────────────────────────────────────────╮",
            "│ ▲ Overdue 1                                                  │",
            "│  ▌NOR !  Reconcile October receipts           1h ▲ yesterday │",
            "│ ◆ Due today 3                                                │",
            "│ ›▌BLM !! Reels captions, batch of 6           2h     ◆ 22:00 │",
            "│  ▌ACM !  Send agenda for weekly call         15m     ◆ 22:15 │",
            "│  ▌KOP    Balas 12 ulasan Google Maps         45m     ◆ 23:00 │",
            "│ Next 1                                                       │",
            "│  ▌OUT !  Listing copy: 14 Hargrave St         1h   Wed 08:00 │",
            "│                                                              │",
        ]
        assert rows_of(app)[-1] == "╰─────────────────────────────────────────── 6h 30m estimated ─╯"


async def test_groups_are_apart_where_there_is_room() -> None:
    """On a tall screen a blank line stands above each heading but the first."""
    app = ListStage()
    async with app.run_test(size=(64, 36)) as pilot:
        rows = await _shown(app, pilot, FOCUS, headings=HEADINGS)
        assert rows[3].strip("│ ") == ""
        assert rows[4].startswith("│ ◆ Due today 3")


async def test_keys_move_the_cursor() -> None:
    """Arrows and letters move by rows over headings, home and end to the ends, pages by what is in view."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        await _shown(app, pilot, numbered(100))
        for keys, row in (
            (["j", "down", "j"], 3),
            (["k", "up"], 1),
            (["up", "up", "up"], 0),
            (["end"], 99),
            (["j"], 99),
            (["home"], 0),
            (["G"], 99),
            (["home", "pagedown"], 8),
            (["pageup"], 0),
        ):
            await pilot.press(*keys)
            assert app.list.cursor_id == row, keys
        line = app.list.cursor_line
        assert line is not None
        assert line.title == "Row 0"


async def test_cursor_is_always_in_view() -> None:
    """Wherever the cursor goes, its row is on the screen, with its heading when it is the first."""
    app = ListStage()
    async with app.run_test(size=(40, 9)) as pilot:
        rows = tuple(Line(at, f"Row {at}", "ACM", 1, group=f"g{at // 4}") for at in range(40))
        headings = [Heading(f"g{at}", f"Group {at}") for at in range(10)]
        await _shown(app, pilot, rows, headings=headings)
        for steps in ([1] * 39, [-1] * 39, [40], [-8] * 3, [-40]):
            for step in steps:
                app.list.action_step(step)
                await pilot.pause()
                assert any(row.startswith("│ ›▌ACM") for row in rows_of(app)), step
        assert rows_of(app)[1].startswith("│ Group 0")


async def test_messages() -> None:
    """The list tells where the cursor is, what was opened and what is marked."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        await _shown(app, pilot, numbered(5))
        assert app.ids(RowList.Highlighted) == [0]
        await pilot.press("j", "enter")
        assert app.ids(RowList.Highlighted) == [0, 1]
        assert app.ids(RowList.Selected) == [1]
        await pilot.press("space", "space", "k", "space")
        marked = [message.marked for message in app.got if isinstance(message, RowList.Marked)]
        assert marked == [{1}, {1, 2}, {1}]
        assert app.list.marked == {1}
        app.list.clear_marks()
        assert app.list.marked == frozenset()


async def test_marks_show_and_go_with_their_rows() -> None:
    """A marked row has a sign of its own; the mark of a row that is gone is gone."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        await _shown(app, pilot, numbered(3))
        await pilot.press("space")
        assert rows_of(app)[1].startswith("│ ✓▌ACM Row 0")
        await _shown(app, pilot, numbered(2, start=1))
        assert app.list.marked == frozenset()


async def test_cursor_stays_on_its_row() -> None:
    """New data keeps the cursor by row; when the row is gone the cursor goes to the one that followed."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        await _shown(app, pilot, numbered(6))
        app.list.put_cursor(3)
        await _shown(app, pilot, tuple(reversed(numbered(6))))
        assert app.list.cursor_id == 3
        await _shown(app, pilot, tuple(row for row in reversed(numbered(6)) if row.id != 3))
        assert app.list.cursor_id == 2
        await _shown(app, pilot, (numbered(6)[0],))
        assert app.list.cursor_id == 0
        await _shown(app, pilot, ())
        assert app.list.cursor_id is None
        assert app.list.cursor_line is None
        await pilot.press("j", "enter", "space", "end", "home", "pagedown")
        assert app.ids(RowList.Highlighted)[-1] is None


async def test_view_stays_when_data_changes() -> None:
    """Rows that come in above do not push away what one looks at."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        await _shown(app, pilot, numbered(50, start=100))
        app.list.put_cursor(120)
        await pilot.pause()
        before = rows_of(app)[1:9]
        await _shown(app, pilot, (*numbered(10), *numbered(50, start=100)))
        assert rows_of(app)[1:9] == before


async def test_says_how_many_are_left() -> None:
    """When rows do not fit, the last line says how many follow; at the end it does not."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        rows = await _shown(app, pilot, numbered(20))
        assert rows[10].startswith("│    + 11 more")
        await pilot.press("end")
        assert "more" not in "".join(rows_of(app))
        rows = await _shown(app, pilot, numbered(10, start=20))
        assert "more" not in "".join(rows)
        rows = await _shown(app, pilot, numbered(5), total=7)
        assert rows[6].startswith("│    + 2 more")


class Windowed(ListStage):
    """A list of many rows of which only a window is ever held."""

    COUNT = 100_000
    SIZE = 120

    def on_mount(self) -> None:
        """Begin at the top."""
        super().on_mount()
        self.read(0)

    def read(self, offset: int) -> None:
        """Give a window."""
        offset = max(0, min(offset, self.COUNT - self.SIZE))
        self.list.show(numbered(self.SIZE, offset), offset=offset, total=self.COUNT)

    def on_row_list_more_wanted(self, message: RowList.MoreWanted) -> None:
        """Answer as a screen would."""
        self.keep(message)
        if message.direction == "first":
            self.read(0)
        elif message.direction == "last":
            self.read(self.COUNT)
        else:
            assert isinstance(message.edge, tuple)
            at = int(message.edge[1])
            self.read(at - 80 if message.direction == "after" else at - 40)


async def test_a_hundred_thousand_rows() -> None:
    """The cursor walks, pages and jumps through a long list of which only a window is held."""
    app = Windowed()
    async with app.run_test(size=(40, 24)) as pilot:
        await pilot.pause()
        for _press in range(20):
            await pilot.press("pagedown")
            await pilot.pause()
        assert app.list.cursor_id == 20 * 20
        assert len(app.list.lines) == Windowed.SIZE
        assert any(row.startswith("│ ›▌ACM Row 400 ") for row in rows_of(app))
        await pilot.press("end")
        await pilot.pause()
        assert app.list.cursor_id == 99_999
        assert rows_of(app)[22].startswith("│ ›▌ACM Row 99999 ")
        for _step in range(100):
            app.list.action_step(-1)
            await pilot.pause()
        assert app.list.cursor_id == 99_899
        await pilot.press("home")
        await pilot.pause()
        assert app.list.cursor_id == 0
        assert rows_of(app)[1].startswith("│ ›▌ACM Row 0 ")
        assert "+ 99 979 more" in rows_of(app)[22]


async def test_more_is_wanted_once() -> None:
    """A list asks once for each edge until it gets rows."""
    app = ListStage()
    async with app.run_test(size=(40, 24)) as pilot:
        await _shown(app, pilot, numbered(60, start=500), offset=500, total=1000)
        app.list.put_cursor(510)
        await pilot.press("j", "j", "k")
        wanted = [m for m in app.got if isinstance(m, RowList.MoreWanted)]
        assert [(m.direction, m.edge) for m in wanted] == [("before", ("key", 500))]
        app.list.put_cursor(540)
        await pilot.press("j", "j")
        wanted = [m for m in app.got if isinstance(m, RowList.MoreWanted)]
        assert [(m.direction, m.edge) for m in wanted[1:]] == [("after", ("key", 559))]


async def test_mouse() -> None:
    """A click puts the cursor, a second one opens, the wheel moves the view and not the cursor."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        await _shown(app, pilot, numbered(50))
        await pilot.click(RowList, offset=(6, 4))
        assert app.list.cursor_id == 3
        await pilot.double_click(RowList, offset=(6, 2))
        assert app.ids(RowList.Selected) == [1]
        await pilot._post_mouse_events([_wheel()], RowList, offset=(5, 5), button=0)
        await pilot.pause()
        assert app.list.cursor_id == 1
        assert rows_of(app)[1].startswith("│  ▌ACM Row 3 ")
        await pilot.click(RowList, offset=(6, 10))
        assert app.list.cursor_id == 9


def _wheel() -> Any:
    from textual import events

    return events.MouseScrollDown


async def test_a_step_draws_two_lines() -> None:
    """Inside the view a cursor key draws the two rows it concerns, within 900 bytes; new equal data draws nothing."""
    app = ListStage()
    async with app.run_test(size=(60, 30)) as pilot:
        await _shown(app, pilot, FOCUS, headings=HEADINGS)
        await pilot.press("j")
        app.list.drawn = 0
        await pilot.press("j")
        assert app.list.drawn == 2
        console = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)
        strips = app.screen._compositor.render_strips()
        rows = [strip for strip in strips if "▌ACM" in strip.text or "▌BLM" in strip.text]
        assert sum(len(strip.render(console).encode()) for strip in rows) <= 900
        app.list.drawn = 0
        await _shown(app, pilot, list(FOCUS), headings=list(HEADINGS))
        assert app.list.drawn == 0


async def test_changed_row_is_drawn_alone() -> None:
    """When one row changed, one line is drawn."""
    app = ListStage()
    async with app.run_test(size=(60, 30)) as pilot:
        await _shown(app, pilot, numbered(10))
        app.list.drawn = 0
        rows = list(numbered(10))
        rows[4] = Line(4, "Other", "ACM", 1, cells=(Cell("4h"),))
        await _shown(app, pilot, rows)
        assert app.list.drawn == 1


async def test_cursor_shows_only_with_the_focus() -> None:
    """Where you are is shown in one panel only, by glyph and by border."""
    lists = (RowList(id="one"), RowList(id="two"))
    app = Stage(lambda: lists)
    async with app.run_test(size=(40, 24)) as pilot:
        for shown in lists:
            shown.show(numbered(3))
        lists[0].focus()
        await pilot.pause()
        assert sum("›" in row for row in rows_of(app)) == 1
        await pilot.press("tab")
        await pilot.pause()
        marked = [y for y, row in enumerate(rows_of(app)) if "›" in row]
        assert len(marked) == 1
        assert marked[0] > 12
        primary = app.theme_variables["primary"].lower()
        borders = {style.color.name for style in styles_of(app, "╭") if style.color}
        assert borders == {primary, app.theme_variables["line"].lower()}


async def test_columns_give_way_to_the_title() -> None:
    """Where it is narrow the first value goes first, the title is cut, the due time never."""
    app = ListStage()
    async with app.run_test(size=(40, 12)) as pilot:
        rows = await _shown(app, pilot, FOCUS)
        assert rows[1] == "│ ›▌NOR !  Reconcile Octo… ▲ yesterday │"
        assert not any("15m" in row for row in rows)


async def test_every_width_is_drawn() -> None:
    """From one column to 250 each line has its width and nothing fails."""
    app = ListStage()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.set_title("Focus · 16 open")
        app.list.set_subtitle(("b", "accent*"), " block time")
        empty = Empty((("No work on this board yet",), (("n", "accent*"), " new")))
        for width in (*range(1, 26), 40, 79, 80, 100, 120, 200, 250):
            await pilot.resize_terminal(width, 12)
            rows = await _shown(app, pilot, FOCUS, headings=HEADINGS, total=20)
            await pilot.press("j", "end", "pageup")
            assert all(len(row) == width for row in rows)
            rows = await _shown(app, pilot, (), empty=empty)
            assert all(len(row) == width for row in rows)


@pytest.mark.parametrize("height", [1, 2, 3, 4, 5])
async def test_every_height_is_drawn(height: int) -> None:
    """Down to one line nothing fails and the cursor stays in view where a line is left for it."""
    app = ListStage()
    async with app.run_test(size=(40, height)) as pilot:
        await _shown(app, pilot, FOCUS, headings=HEADINGS)
        await pilot.press("j", "j", "end", "home", "pagedown")
        if height > 2:
            assert any("›" in row for row in rows_of(app))


async def test_resize_keeps_the_cursor_in_view() -> None:
    """When the terminal becomes smaller, the row under the cursor stays on the screen."""
    app = ListStage()
    async with app.run_test(size=(60, 40)) as pilot:
        await _shown(app, pilot, numbered(100))
        app.list.put_cursor(35)
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        assert any("›▌ACM Row 35 " in row for row in rows_of(app))
        await pilot.resize_terminal(30, 40)
        await pilot.pause()
        assert any("›▌ACM Row 35 " in row for row in rows_of(app))


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(text: str) -> None:
    """Whatever a row holds, nothing of it is obeyed, read as markup, or moves what stands beside it."""
    app = ListStage()
    async with app.run_test(size=(60, 12)) as pilot:
        line = Line(1, text, text, 1, text[:3], (Cell(text[:8], "error"),), "g", lead=text[:4], sign=text[:1])
        app.list.set_title(text)
        app.list.set_subtitle((text, "error"))
        rows = await _shown(app, pilot, [line], headings=[Heading("g", text, text)], empty=Empty(((text,),)))
        assert all(is_safe(row) for row in rows)
        rows = await _shown(app, pilot, [], empty=Empty(((text,),)))
        assert all(is_safe(row) for row in rows)


async def test_empty_list_says_what_fills_it() -> None:
    """An empty list shows its sentence in the middle, or a quiet line at the top when all is done."""
    app = ListStage()
    async with app.run_test(size=(60, 12)) as pilot:
        empty = Empty((("No work on this board yet",), (), (("n", "accent*"), "  capture the first task")))
        rows = await _shown(app, pilot, (), empty=empty)
        assert rows[4].strip("│ ") == "No work on this board yet"
        assert rows[6].strip("│ ") == "n  capture the first task"
        rows = await _shown(app, pilot, (), empty=Empty((("✓ Nothing waiting.",),), centred=False))
        assert rows[1].startswith("│ ✓ Nothing waiting.")


async def test_lead_sign_and_bars() -> None:
    """A row can begin with a time and a sign of its own, and hold a bar."""
    app = ListStage()
    async with app.run_test(size=(66, 8)) as pilot:
        lines = (
            Line(1, "Inbox sweep", "ACM", 1, lead="18:30", title_role="muted", cells=(Cell("✓", "success"), Cell("30m"))),
            Line(2, "Reels captions", "BLM", 2, lead="19:00", sign="►", bold=True, cells=(Cell(), Cell("2h"))),
            Line(3, "buffer", lead="21:00", bar="┊", title_role="faint", cells=(Cell("15m"),)),
        )
        rows = await _shown(app, pilot, lines)
        app.list.put_cursor(3)
        await pilot.pause()
        rows = rows_of(app)
        assert rows[1].startswith("│   18:30 ▌ACM Inbox sweep")
        assert rows[2].startswith("│ ► 19:00 ▌BLM Reels captions")
        assert rows[3].startswith("│ › 21:00 ┊    buffer")
        rows = await _shown(app, pilot, [Line(1, "Swap the photo", "BLM", 2, "wa", (Cell(fraction=0.5, width=7), Cell("12m")))])
        assert "━━━╸───" in rows[1]


async def test_plain_terminal_glyphs() -> None:
    """With the ASCII set everything that is drawn is ASCII, border included."""
    themes.use_glyphs("ascii")
    app = ListStage()
    async with app.run_test(size=(60, 14)) as pilot:
        app.add_class("-ascii")
        app.list.set_title("Focus · 16 open")
        rows = await _shown(app, pilot, FOCUS, headings=HEADINGS, total=9)
        assert all(row.isascii() for row in rows)
        assert rows[2].startswith("| >|NOR !  Reconcile")


async def test_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under NO_COLOR every colour is grey, and cursor, codes and signs say the same."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListStage()
    async with app.run_test(size=(64, 14)) as pilot:
        rows = await _shown(app, pilot, FOCUS, headings=HEADINGS)
        assert any(row.startswith("│ ›▌NOR !  Reconcile") for row in rows)
        styles = [style for text in ("NOR", "yesterday", "BLM", "◆") for style in styles_of(app, text)]
        assert styles
        for style in styles:
            for colour in (style.color, style.bgcolor):
                assert colour is not None
                assert len(set(colour.get_truecolor())) == 1


async def test_own_terminal_colours_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the terminal's own colours and NO_COLOR the selected row is reversed, for its fill would vanish."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListStage("ansi-dark")
    async with app.run_test(size=(64, 14)) as pilot:
        await _shown(app, pilot, FOCUS, headings=HEADINGS)
        assert all(style.reverse for style in styles_of(app, "Reconcile"))
        assert not any(style.reverse for style in styles_of(app, "Reels"))


async def test_theme_changes_while_it_is_shown() -> None:
    """Another theme colours everything anew at once, titles included."""
    app = ListStage()
    async with app.run_test(size=(64, 14)) as pilot:
        app.list.set_title(("1 Do first", "error*"), " · 4")
        await _shown(app, pilot, FOCUS, headings=HEADINGS)
        for name in ("pagi", "nord", "ansi-dark", "malam"):
            app.theme = name
            await pilot.pause()
            await pilot.pause()
            title = styles_of(app, "1 Do first")[0]
            assert title.color == Color.parse(app.theme_variables["error"]).rich_color
            row = styles_of(app, "Reels")[0]
            assert row.color == Color.parse(app.theme_variables["foreground"]).rich_color


async def test_rows_can_be_given_before_it_is_mounted() -> None:
    """A screen may fill its lists while it composes them."""
    app = ListStage()
    app.list.set_title("Focus")
    app.list.show(numbered(5), empty=Empty())
    app.list.put_cursor(2)
    async with app.run_test(size=(40, 12)):
        rows = rows_of(app)
        assert rows[0].startswith("╭─ Focus ─")
        assert rows[3].startswith("│ ›▌ACM Row 2 ")
