"""The clock in large digits, the facts, and the keys of the timer panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.widgets.stage import HOSTILE, Stage, is_safe, rows_of
from vatui import themes
from vatui.widgets.timer_face import ClockFace, Facts, Key, KeyLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.geometry import Region


@pytest.fixture(autouse=True)
def _unicode() -> Iterator[None]:
    """Every test begins and ends with the usual signs."""
    yield
    themes.use_glyphs("unicode")


async def test_the_clock_is_drawn_in_three_rows() -> None:
    """As in the wireframe."""
    face = ClockFace()
    async with Stage(lambda: [face]).run_test(size=(30, 5)) as pilot:
        face.show(5047, "foreground")
        await pilot.pause()
        assert [row.rstrip() for row in rows_of(pilot.app)[:3]] == [
            "╶╮    ╶─╮╷ ╷   ╭─╮╶─┐",
            " │  : ┌─┘╰─┤ : │ │  │",
            "╶┴╴   ╰─╴  ╵   ╰─╯  ╵",
        ]


async def test_a_second_paints_only_the_digits_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One digit in most seconds; all of them when the colour changes."""
    face = ClockFace()
    async with Stage(lambda: [face]).run_test(size=(30, 5)) as pilot:
        face.show(5047, "foreground")
        await pilot.pause()
        asked: list[tuple[Region, ...]] = []
        monkeypatch.setattr(face, "refresh", lambda *regions: asked.append(regions))
        face.show(5048, "foreground")
        face.show(5048, "foreground")
        face.show(5048, "warning")
    assert [[(region.x, region.width) for region in regions] for regions in asked] == [[(18, 3)], []]


@pytest.mark.parametrize(("seconds", "text"), [(360_000, "100:00:00"), (3_599_999, "999:59:59"), (0, "0:00:00")])
async def test_every_length_can_be_read(seconds: int, text: str) -> None:
    """From a hundred hours on, and without lines, the digits are plain."""
    face = ClockFace()
    async with Stage(lambda: [face]).run_test(size=(30, 5)) as pilot:
        themes.use_glyphs("ascii")
        face.show(seconds, "foreground")
        await pilot.pause()
        assert text in rows_of(pilot.app)[1]
        themes.use_glyphs("unicode")
        face.show(seconds, "warning")
        await pilot.pause()
        assert (text in rows_of(pilot.app)[1]) == (len(text) > 8)


@pytest.mark.parametrize("width", [1, 2, 7, 24, 80])
async def test_hostile_facts_stay_harmless_at_any_width(width: int) -> None:
    """No line is longer than the screen, none holds what a terminal obeys."""
    facts = Facts(len(HOSTILE))
    async with Stage(lambda: [facts]).run_test(size=(width, 12)) as pilot:
        facts.show([[(text, "foreground*"), " · ", text] for text in HOSTILE])
        await pilot.pause()
        assert all(is_safe(row) for row in rows_of(pilot.app))


async def test_a_click_presses_the_key() -> None:
    """Where it stands on its line, the last one at the right end."""
    line = KeyLine(2)
    pressed: list[str] = []

    class Watched(Stage):
        def on_key(self, event: object) -> None:
            pressed.append(event.key)  # type: ignore[attr-defined]  # a key event

    async with Watched(lambda: [line]).run_test(size=(40, 4)) as pilot:
        line.show([
            [Key("t", "t", "stop"), Key("minus", "-", ""), Key("plus", "+", "start ± 5 min")],
            [Key("e", "e", "edit"), Key("escape", "esc", "close")],
        ])  # fmt: skip
        await pilot.pause()
        rows = rows_of(pilot.app)
        assert rows[0].rstrip() == "t stop  - + start ± 5 min"
        assert rows[1] == "e edit" + " " * 25 + "esc close"
        for place in ((2, 0), (8, 0), (14, 0), (1, 1), (38, 1), (20, 1)):
            await pilot.click(KeyLine, offset=place)
        await pilot.pause()
    assert pressed == ["t", "minus", "plus", "e", "escape"]


@pytest.mark.parametrize("width", [1, 3, 9, 20])
async def test_keys_that_find_no_room_are_left_out(width: int) -> None:
    """Nothing breaks in a narrow window."""
    line = KeyLine(1)
    async with Stage(lambda: [line]).run_test(size=(width, 2)) as pilot:
        line.show([[Key("a", "a", "add something"), Key("escape", "esc", "close")]])
        await pilot.pause()
        assert len(rows_of(pilot.app)[0]) == width
