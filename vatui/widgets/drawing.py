"""Lines of text for widgets that draw themselves: cut, pad, wrap, bars, and the styles of the look in use.

Everything that a widget shows passes `safe` here and becomes `Segment`s; nothing is ever read as markup.

Public:
    safe(text) -> str                                   what may go to a terminal
    width_of(text) -> int                               cells
    fit(text, width) -> str                             cut with an ellipsis, at most width cells
    fill(text, width, align="left") -> str              cut or padded to exactly width cells
    wrap(text, width, lines) -> list[str]               by words, the last line cut
    bar(fraction, width) -> tuple[str, str]             done part, rest
    Piece = tuple[str, Style]; Text = tuple[str, role]
    strip(pieces, width, ground) -> Strip               exactly width cells
    line(left, right, width, ground) -> Strip           left cut, right whole
    Palette                                             styles: palette.style("muted", "sel", bold=True)
    Drawn                                               base of our widgets: .ink(role), .repaint(), .ground
    content(parts, palette) -> Content                  for a border's title
    client_role(colour) -> str                          the role of a client colour
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widget import Widget

from vatui.themes import DEFAULT_LOOK, LOOKS, glyph, in_glyphs

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from textual.app import App

Piece = tuple[str, Style]
"""Some text in a style."""

Text = str | tuple[str, str]
"""Some text, or some text in a role such as ``error`` or ``client-3``; a role may end in ``*`` for bold."""


def safe(text: str) -> str:
    """A text without anything that a terminal would obey or that has no width of its own.

    White space of every kind becomes a space; control, format and bidirectional characters go (reliability.md
    section 4.2).
    """
    text = in_glyphs(text)
    if text.isascii() and text.isprintable():
        return text
    kept = [letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text]
    # Variation selectors ask for a colour picture, which terminals do not agree on the width of.
    return "".join(kept).replace("\ufe0f", "").replace("\ufe0e", "")


def width_of(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def _cut(text: str, width: int) -> str:
    """The longest beginning that takes at most ``width`` cells."""
    if text.isascii():
        return text[:width]
    taken = 0
    for at, letter in enumerate(text):
        taken += cell_len(letter)
        if taken > width:
            return text[:at]
    return text


def fit(text: str, width: int) -> str:
    """A text in at most ``width`` cells; what is cut off shows as an ellipsis."""
    if width <= 0:
        return ""
    text = safe(text)
    if width_of(text) <= width:
        return text
    return _cut(text, width - 1).rstrip() + glyph("cut")


def fill(text: str, width: int, align: Literal["left", "right", "centre"] = "left") -> str:
    """A text in exactly ``width`` cells, cut or padded."""
    text = fit(text, width)
    missing = max(0, width) - width_of(text)
    if align == "right":
        return " " * missing + text
    if align == "centre":
        return " " * (missing // 2) + text + " " * (missing - missing // 2)
    return text + " " * missing


def wrap(text: str, width: int, lines: int) -> list[str]:
    """A text in at most ``lines`` lines of at most ``width`` cells, broken between words; the last is cut.

    A word wider than a line is broken inside. An empty text is one empty line.
    """
    if width <= 0 or lines <= 0:
        return []
    words = safe(text).split()
    result: list[str] = []
    now = ""
    while words:
        word = words.pop(0)
        joined = f"{now} {word}" if now else word
        if width_of(joined) <= width:
            now = joined
            continue
        if len(result) == lines - 1:
            return [*result, fit(" ".join([joined, *words]), width)]
        if now:
            result.append(now)
            now = ""
            words.insert(0, word)
            continue
        head = _cut(word, width)
        if not head:  # a wide letter in a line of one cell
            result.append(glyph("cut"))
            head = word[0]
        else:
            result.append(head)
        if word[len(head) :]:
            words.insert(0, word[len(head) :])
    if now or not result:
        result.append(now)
    return result


def bar(fraction: float, width: int) -> tuple[str, str]:
    """A bar in halves of cells: what is done, and the rest.

    It never shows more than there is: full only from 1 on, and anything above 0 shows at least half a cell.
    """
    if width <= 0:
        return "", ""
    halves = min(2 * width, max(0, int(fraction * 2 * width)))
    if fraction > 0:
        halves = max(1, halves)
    done = glyph("fill") * (halves // 2) + glyph("half") * (halves % 2)
    return done, glyph("track") * (width - len(done))


def joined(pieces: Iterable[Piece]) -> list[Segment]:
    """Pieces as segments: neighbours of one style in one, and blanks in the style beside them.

    Every segment costs some forty bytes on the way to the terminal, and a blank looks the same in any colour.
    """
    result: list[Segment] = []
    text = ""
    style: Style | None = None
    for part, wanted in pieces:
        if not part:
            continue
        if style is None:
            text, style = part, wanted
        elif wanted is style or wanted == style or (part.isspace() and _blank_alike(style, wanted)):
            text += part
        elif text.isspace() and _blank_alike(style, wanted):
            text, style = text + part, wanted
        else:
            result.append(Segment(text, style))
            text, style = part, wanted
    if text:
        result.append(Segment(text, style))
    return result


def _blank_alike(one: Style, other: Style) -> bool:
    """Whether blanks look the same in both styles."""
    return one.bgcolor == other.bgcolor and not (one.reverse or other.reverse or one.underline or other.underline)


def strip(pieces: Sequence[Piece], width: int, ground: Style) -> Strip:
    """A line of exactly ``width`` cells: too much is cut without a sign, too little is ground."""
    taken = 0
    kept: list[Piece] = []
    for text, style in pieces:
        size = width_of(text)
        if taken + size > width:
            text = _cut(text, width - taken)
            kept.append((text, style))
            taken += width_of(text)
            break
        kept.append((text, style))
        taken += size
    if taken < width:
        kept.append((" " * (width - taken), ground))
    return Strip(joined(kept), max(0, width))


def line(left: Sequence[Piece], right: Sequence[Piece], width: int, ground: Style) -> Strip:
    """A line of exactly ``width`` cells: the left part cut with an ellipsis, the right one whole at the end.

    One blank at least stands between them. When even the right part is too wide, its end is lost.
    """
    room = width - sum(width_of(text) for text, _style in right)
    if right and left:
        room -= 1
    pieces = cut_pieces(left, max(0, room))
    taken = sum(width_of(text) for text, _style in pieces)
    gap = width - taken - sum(width_of(text) for text, _style in right)
    return strip([*pieces, (" " * max(0, gap), ground), *right], width, ground)


def cut_pieces(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """Pieces in at most ``width`` cells together; what is cut off shows as an ellipsis."""
    if sum(width_of(text) for text, _style in pieces) <= width:
        return list(pieces)
    kept: list[Piece] = []
    room = width
    for text, style in pieces:
        size = width_of(text)
        if size < room:
            kept.append((text, style))
            room -= size
            continue
        if room > 0:
            kept.append((_cut(text, room - 1).rstrip() + glyph("cut"), style))
        break
    return kept


class Palette:
    """The styles of a theme by role and ground.

    Args:
        variables: the theme's colours by name (`App.theme_variables`).
        look: the theme's name.
        ansi: whether the terminal's own colours are in use: then a selected row is reversed, fills would
            vanish.
    """

    def __init__(self, variables: Mapping[str, str], look: str = "", *, ansi: bool = False) -> None:
        self._variables = variables
        self._colours: dict[str, Color] = {}
        self._styles: dict[tuple[str, str, bool, bool], Style] = {}
        self.ansi = ansi
        self.reverse = ansi or (look in LOOKS and LOOKS[look].reverse)

    def colour(self, token: str) -> Color:
        """The colour of a token; the one of plain text for a token that the theme does not have."""
        found = self._colours.get(token)
        if found is None:
            try:
                found = Color.parse(self._variables[token])
            except (KeyError, ColorParseError):
                found = Color.parse(
                    "ansi_default" if self.ansi else self._variables.get("foreground", LOOKS[DEFAULT_LOOK].colours["foreground"])
                )
            self._colours[token] = found
        return found

    def style(
        self,
        role: str = "foreground",
        ground: str = "background",
        *,
        bold: bool = False,
        underline: bool = False,
    ) -> Style:
        """The style of a role on a ground.

        Args:
            role: a token of `vatui.themes.TOKENS`; one that ends in ``*`` is bold. ``faint`` is lifted to
                ``muted`` on a selected row, where it could not be read.
            ground: the token of the fill behind.
            bold: whether it is bold.
            underline: whether it is underlined, as a parsed part of a line is.
        """
        key = (role, ground, bold, underline)
        found = self._styles.get(key)
        if found is None:
            found = self._styles[key] = self._make(*key)
        return found

    def _make(self, role: str, ground: str, bold: bool, underline: bool) -> Style:
        if role.endswith("*"):
            role, bold = role[:-1], True
        if role == "faint" and ground in ("sel", "hours", "edge"):
            role = "muted"
        if self.reverse and ground == "sel":
            if self.ansi:
                return Style(reverse=True, bold=bold or None, underline=underline or None)
            return Style(
                color=self.colour("background").rich_color,
                bgcolor=self.colour("foreground").rich_color,
                bold=bold or None,
                underline=underline or None,
            )
        if self.ansi and (role == "ink" or ground in ("primary", "success", "warning", "error", *_CLIENT_GROUNDS)):
            shown = ground if role == "ink" else role
            return Style(
                color=self.colour(shown).rich_color,
                reverse=True,
                bold=bold or None,
                underline=underline or None,
            )
        return Style(
            color=self.colour(role).rich_color,
            bgcolor=self.colour(ground).rich_color,
            bold=bold or None,
            underline=underline or None,
        )

    def content_style(self, role: str, *, bold: bool = False) -> ContentStyle:
        """A role as a style for `Content`, without a ground."""
        if role.endswith("*"):
            role, bold = role[:-1], True
        return ContentStyle(foreground=self.colour(role), bold=bold or None)


_CLIENT_GROUNDS: Final = tuple(f"client-{number}" for number in range(1, 9))


def client_role(colour: int | None) -> str:
    """The role of a client colour: 1 to 8, a ninth starts again; none is muted."""
    return f"client-{(colour - 1) % 8 + 1}" if colour else "muted"


def content(parts: Sequence[Text], palette: Palette) -> Content:
    """A line for a border: parts without a role take the border's own style."""
    pieces: list[str | tuple[str, ContentStyle]] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(safe(part))
        else:
            pieces.append((safe(part[0]), palette.content_style(part[1])))
    return Content.assemble(*pieces)


def palette_of(app: App[Any]) -> Palette:
    """The palette of the theme that an app uses now."""
    theme = app.current_theme
    return Palette(app.theme_variables, theme.name, ansi=theme.ansi)


class Drawn(Widget):
    """A widget that draws its own lines and repaints only those that changed.

    A subclass says in `signatures` what stands on each line, as values that compare; `repaint` asks for those
    lines again whose value is another than the one painted last. Widgets never hold one widget per row
    (performance.md "What decides it").
    """

    GROUND: ClassVar[str] = "background"
    """The token of the usual fill under this widget."""

    ALLOW_SELECT = False

    _palette: Palette | None = None
    _painted: Sequence[Hashable] = ()

    @property
    def palette(self) -> Palette:
        """Styles of the theme in use."""
        if self._palette is None:
            self._palette = palette_of(self.app)
        return self._palette

    @property
    def ground(self) -> str:
        """The token of the fill under this widget in the theme in use."""
        return self.GROUND

    def ink(self, role: str = "foreground", ground: str = "", *, bold: bool = False) -> Style:
        """A style on this widget's own ground, or on another."""
        return self.palette.style(role, ground or self.ground, bold=bold)

    def notify_style_update(self) -> None:
        """Forget the styles: the theme may be another one."""
        self._palette = None
        super().notify_style_update()

    def signatures(self) -> Sequence[Hashable]:
        """What stands on each visible line now."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Ask for the lines that changed since they were painted last, and for no others."""
        if not self.is_attached:
            return
        now = self.signatures()
        before = self._painted
        self._painted = now
        width = self.content_size.width
        if width <= 0:
            return
        if len(now) != len(before):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, now, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))
