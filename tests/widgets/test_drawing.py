"""Cutting, padding, wrapping, bars and the palette."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.theme import BUILTIN_THEMES

from tests.widgets.stage import HOSTILE, Stage
from vatui import themes
from vatui.themes import LOOKS, TOKENS
from vatui.widgets.drawing import (
    Palette,
    bar,
    client_role,
    content,
    fill,
    fit,
    joined,
    line,
    palette_of,
    safe,
    strip,
    wrap,
)

_PLAIN = Style.parse("white on black")
_OTHER = Style.parse("red on black")
_FILLED = Style.parse("white on blue")


@given(st.text())
def test_safe_text_holds_nothing_a_terminal_obeys(text: str) -> None:
    """Whatever goes in, only printable characters come out, and a second time changes nothing."""
    kept = safe(text)
    assert all(letter.isprintable() for letter in kept)
    assert "\ufe0f" not in kept
    assert safe(kept) == kept


@pytest.mark.parametrize("text", HOSTILE)
def test_escape_sequences_lose_their_start(text: str) -> None:
    """No escape, control or direction character is left of a hostile text."""
    assert not set(safe(text)) & set("\x1b\x9b\x07\x08\x00\u202e\u2066\u2069\u200b\u200d\n\r\t\ufeff\u2028")


@given(st.text(), st.integers(min_value=-3, max_value=250))
def test_fit_never_takes_more_cells(text: str, width: int) -> None:
    """A cut text has at most the width; a text that fits is not cut."""
    cut = fit(text, width)
    assert cell_len(cut) <= max(0, width)
    if cell_len(safe(text)) <= width:
        assert cut == safe(text)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("Reels captions", 14, "Reels captions"),
        ("Reels captions", 8, "Reels c…"),
        ("Reels captions", 7, "Reels…"),
        ("Reels", 1, "…"),
        ("Reels", 0, ""),
        ("東京タワー", 6, "東京…"),
        ("東京タワー", 5, "東京…"),
        ("東京タワー", 10, "東京タワー"),
        ("東京", 1, "…"),
    ],
)
def test_fit(text: str, width: int, cut: str) -> None:
    """A text is cut with an ellipsis, between cells and without a blank before it."""
    assert fit(text, width) == cut


@given(st.text(), st.integers(min_value=0, max_value=250), st.sampled_from(["left", "right", "centre"]))
def test_fill_takes_exactly_the_width(text: str, width: int, align: str) -> None:
    """A filled text has exactly the width, wide and zero-width letters included."""
    assert cell_len(fill(text, width, align)) == width  # type: ignore[arg-type]  # one of the three


@given(st.text(), st.integers(min_value=1, max_value=60), st.integers(min_value=1, max_value=5))
def test_wrap_stays_inside(text: str, width: int, lines: int) -> None:
    """Wrapped text has at most so many lines of at most so many cells."""
    wrapped = wrap(text, width, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(cell_len(row) <= width for row in wrapped)


@given(st.lists(st.text("abcdefg", min_size=1, max_size=12), min_size=1, max_size=12))
def test_wrap_loses_no_word(words: list[str]) -> None:
    """With lines enough, every word is there in its order."""
    assert " ".join(wrap(" ".join(words), 12, 100)).split() == words


@pytest.mark.parametrize(
    ("text", "width", "lines", "wrapped"),
    [
        ("Influencer list: 20 names", 15, 2, ["Influencer", "list: 20 names"]),
        ("Reels captions, batch of 6", 12, 2, ["Reels", "captions, b…"]),
        ("Reels captions, batch of 6", 12, 3, ["Reels", "captions,", "batch of 6"]),
        ("", 10, 2, [""]),
        ("abcdefghij", 4, 3, ["abcd", "efgh", "ij"]),
        ("abcdefghij", 4, 2, ["abcd", "efg…"]),
        ("東京タワー", 1, 2, ["…", "…"]),
        ("x", 0, 2, []),
    ],
)
def test_wrap(text: str, width: int, lines: int, wrapped: list[str]) -> None:
    """Lines break between words; the last one is cut; a long word is broken."""
    assert wrap(text, width, lines) == wrapped


@pytest.mark.parametrize(
    ("fraction", "width", "drawn"),
    [
        (0, 7, "───────"),
        (0.001, 7, "╸──────"),
        (17.5 / 30, 8, "━━━━╸───"),
        (32.4 / 40, 8, "━━━━━━──"),
        (140 / 180, 26, "━━━━━━━━━━━━━━━━━━━━──────"),
        (0.999, 4, "━━━╸"),
        (1, 4, "━━━━"),
        (7, 4, "━━━━"),
        (-1, 4, "────"),
        (0.5, 0, ""),
    ],
)
def test_bar(fraction: float, width: int, drawn: str) -> None:
    """A bar counts in half cells, never shows more than there is, and is full only at one."""
    assert "".join(bar(fraction, width)) == drawn


@given(st.floats(min_value=-10, max_value=10), st.integers(min_value=0, max_value=100))
def test_bar_has_its_width(fraction: float, width: int) -> None:
    """A bar has exactly its width for any share."""
    done, rest = bar(fraction, width)
    assert len(done + rest) == width


def test_neighbours_become_one_segment() -> None:
    """Equal styles and blanks beside a text are one segment; blanks on another fill are not."""
    assert [segment.text for segment in joined([("a", _PLAIN), ("  ", _OTHER), ("b", _OTHER)])] == ["a  ", "b"]
    assert [segment.text for segment in joined([(" ", _OTHER), ("a", _PLAIN), ("b", _PLAIN)])] == [" ab"]
    assert [segment.text for segment in joined([(" ", _FILLED), ("a", _PLAIN), ("", _OTHER)])] == [" ", "a"]
    underlined = _PLAIN + Style(underline=True)
    assert len(joined([("a", underlined), (" ", _PLAIN)])) == 2


@given(
    st.lists(st.tuples(st.text(), st.sampled_from([_PLAIN, _OTHER, _FILLED])), max_size=6),
    st.lists(st.tuples(st.text(), st.sampled_from([_PLAIN, _OTHER])), max_size=3),
    st.integers(min_value=0, max_value=120),
)
def test_lines_have_exactly_their_width(left: list[tuple[str, Style]], right: list[tuple[str, Style]], width: int) -> None:
    """A line has exactly its width, whatever it is made of."""
    left = [(safe(text), style) for text, style in left]
    right = [(safe(text), style) for text, style in right]
    for drawn in (line(left, right, width, _PLAIN), strip(left, width, _PLAIN)):
        assert drawn.cell_length == width
        assert cell_len(drawn.text) == width


def test_line_cuts_the_left_part() -> None:
    """The right part of a line stays whole, the left one is cut."""
    drawn = line([("Reels captions, batch of 6", _PLAIN)], [("◆ 22:00", _OTHER)], 20, _PLAIN)
    assert drawn.text == "Reels capti… ◆ 22:00"


@pytest.mark.parametrize("name", [*LOOKS, "nord", "textual-light", "ansi-dark", "dracula"])
async def test_palette_has_every_role(name: str) -> None:
    """Under every theme each role has a style on each ground."""
    app = Stage(lambda: (), name)
    async with app.run_test():
        palette = palette_of(app)
        for role in TOKENS:
            for ground in ("background", "surface", "panel", "sel", "hours", "edge", "primary", "client-3"):
                assert isinstance(palette.style(role, ground), Style)


def test_faint_becomes_muted_on_a_selected_row() -> None:
    """What could not be read on the fill of a selected row is lifted."""
    palette = Palette(LOOKS["malam"].colours, "malam")
    assert palette.style("faint", "sel") == palette.style("muted", "sel")
    assert palette.style("faint") != palette.style("muted")
    assert palette.style("error*") == palette.style("error", bold=True)


def test_selection_is_reversed_where_fills_vanish() -> None:
    """Under the terminal's own colours and under contrast a selected row is reversed."""
    ansi = Palette({**themes.variable_defaults(BUILTIN_THEMES["ansi-dark"])}, "ansi-dark", ansi=True)
    assert ansi.style("warning", "sel").reverse
    contrast = Palette(LOOKS["contrast"].colours, "contrast")
    usual, selected = contrast.style(), contrast.style("warning", "sel")
    assert (selected.color, selected.bgcolor) == (usual.bgcolor, usual.color)


def test_unknown_role_is_plain_text() -> None:
    """A role that a theme does not have is shown as plain text rather than not at all."""
    palette = Palette(LOOKS["malam"].colours, "malam")
    assert palette.style("nothing") == palette.style()


def test_ninth_client_starts_again() -> None:
    """There are eight colours; a ninth client takes the first again, no client is muted."""
    assert [client_role(number) for number in (1, 8, 9, None)] == ["client-1", "client-8", "client-1", "muted"]


@pytest.mark.parametrize("text", HOSTILE)
def test_border_titles_are_not_markup(text: str) -> None:
    """A text of people in a border is shown as it is."""
    palette = Palette(LOOKS["malam"].colours, "malam")
    assert content((text, (text, "error")), palette).plain == safe(text) * 2
