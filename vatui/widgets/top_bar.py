"""The first line of every room: where am I, and what does the timer do.

Public:
    Room(key, digit, name, badge=0)
    TimerView(state="none", code="", colour=None, title="", seconds=0, minutes=False)     state: none, running, paused
    TopBar(id=None)
        .show(rooms, active)                rooms: tuple[Room, …]; active: key of one
        .show_timer(view)                   a second more repaints the clock's own cells, nothing else
        messages: RoomChosen(key), TimerClicked()
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from vatui import wording
from vatui.i18n import _
from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Piece, client_role, fit, safe, strip, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

NARROW: Final = 100
"""Below this many columns only the active room is named."""
_WIDE: Final = 140
_NAME: Final = " vatui  "


@record
class Room:
    """A place one can go to.

    Attributes:
        key: what `TopBar.RoomChosen` hands back.
        digit: the key that goes there.
        name: its name in the language of the moment.
        badge: how many things wait there; 0 shows nothing.
    """

    key: str
    digit: str
    name: str
    badge: int = 0


@record
class TimerView:
    """What the timer does.

    Attributes:
        state: nothing, running, or put aside.
        code: the client's code.
        colour: the client's colour, 1 to 8.
        title: what is worked on.
        seconds: what the clock shows.
        minutes: whether it shows no seconds.
    """

    state: Literal["none", "running", "paused"] = "none"
    code: str = ""
    colour: int | None = None
    title: str = ""
    seconds: int = 0
    minutes: bool = False


class Rooms(Drawn):
    """The rooms: all named, or only the active one where it is narrow."""

    GROUND = "panel"
    DEFAULT_CSS = "Rooms { width: 1fr; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._rooms: tuple[Room, ...] = ()
        self._active = ""
        self._spans: list[tuple[int, int, str]] = []

    def show(self, rooms: tuple[Room, ...], active: str) -> None:
        """Show these rooms."""
        if (rooms, active) != (self._rooms, self._active):
            self._rooms, self._active = rooms, active
            self.repaint()

    @property
    def full_width(self) -> int:
        """Cells for all names."""
        sizes = (len(room.digit) + width_of(safe(room.name)) + 3 + _badge_width(room) for room in self._rooms)
        return len(_NAME) + sum(sizes)

    def signatures(self) -> Sequence[Hashable]:
        """All of it, on its one line."""
        return [(self._rooms, self._active)] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """Draw the line, and remember where each room stands for the mouse."""
        width = self.content_size.width
        full = self.app.size.width >= NARROW and self.full_width <= width
        pieces: list[Piece] = [(_NAME, self.ink("accent", bold=True))]
        at = len(_NAME)
        self._spans = []
        for room in self._rooms:
            mine = self._room(room, full)
            size = sum(width_of(text) for text, _style in mine)
            self._spans.append((at, at + size, room.key))
            at += size
            pieces += mine
        return strip(pieces, width, self.ink())

    def _room(self, room: Room, full: bool) -> list[Piece]:
        name = safe(room.name)
        badge = str(room.badge) if room.badge else ""
        if room.key == self._active:
            style = self.ink("ink", "primary", bold=True)
            return [(f" {room.digit} {name} " + (f"{badge} " if badge else ""), style)]
        pieces: list[Piece] = [(f" {room.digit}", self.ink("faint"))]
        if full:
            pieces.append((f" {name} ", self.ink("muted")))
            if badge:
                pieces.append((f"{badge} ", self.ink("warning", bold=True)))
        elif badge:
            pieces.append((glyph("bullet"), self.ink("warning", bold=True)))
        return pieces

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked room."""
        for start, end, key in self._spans:
            if start <= event.x < end:
                event.stop()
                self.post_message(TopBar.RoomChosen(key))
                return


def _badge_width(room: Room) -> int:
    return len(str(room.badge)) + 1 if room.badge else 0


class TimerLabel(Drawn):
    """The timer at the right end: its clock comes first, so that a tick repaints a dozen cells."""

    GROUND = "panel"
    DEFAULT_CSS = "TimerLabel { width: auto; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._view = TimerView()

    @property
    def view(self) -> TimerView:
        """What it shows."""
        return self._view

    def show(self, view: TimerView) -> None:
        """Show what the timer does; only the clock is painted when only the clock moved."""
        before, self._view = self._view, view
        if view == before or not self.is_attached:
            return
        if replace(view, seconds=before.seconds) == before and len(_clock(view)) == len(_clock(before)):
            self.refresh(Region(0, 0, len(_clock(view)), 1))
        else:
            self.refresh(layout=True)

    def signatures(self) -> Sequence[Hashable]:
        """All of it, on its one line."""
        return [self._view] * self.content_size.height

    def get_content_width(self, container: object, viewport: object) -> int:
        """Cells for everything it has to say."""
        return sum(width_of(text) for text, _style in self._pieces())

    def _pieces(self) -> list[Piece]:
        view = self._view
        if view.state == "none":
            return [
                (glyph("stopped") + " " + safe(_("no timer")) + f" {glyph('dot')} ", self.ink("muted")),
                ("t", self.ink("accent", bold=True)),
                (" " + safe(_("start")) + " ", self.ink("muted")),
            ]
        role = "success" if view.state == "running" else "warning"
        pieces: list[Piece] = [(_clock(view), self.ink(role, bold=True)), (" ", self.ink())]
        if view.code or view.colour:
            pieces.append((glyph("bar") + safe(view.code), self.ink(client_role(view.colour), bold=True)))
        if view.state == "paused":
            pieces.append((" " + safe(_("paused")), self.ink("warning")))
        room = self._title_room()
        if view.title and room:
            pieces.append((" " + fit(view.title, room), self.ink("muted")))
        pieces.append((" ", self.ink()))
        return pieces

    def _title_room(self) -> int:
        """Cells for the title: none where all rooms are named, unless the screen is wide."""
        width = self.app.size.width
        if width >= _WIDE:
            return 28
        return 15 if 60 <= width < NARROW else 0

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        return strip(self._pieces(), self.content_size.width, self.ink())

    def on_click(self, event: events.Click) -> None:
        """Open the timer."""
        event.stop()
        self.post_message(TopBar.TimerClicked())


def _clock(view: TimerView) -> str:
    sign = glyph("running" if view.state == "running" else "paused")
    shown = wording.duration(timedelta(seconds=view.seconds)) if view.minutes else wording.clock(view.seconds)
    return f"{sign} {shown}"


class TopBar(Widget):
    """Rooms at the left, the timer at the right."""

    DEFAULT_CSS = """
    TopBar { layout: horizontal; width: 1fr; height: 1; dock: top; }
    """

    class RoomChosen(Message):
        """A room was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class TimerClicked(Message):
        """The timer was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rooms = Rooms()
        self._timer = TimerLabel()

    def compose(self) -> ComposeResult:
        """The two parts."""
        yield self._rooms
        yield self._timer

    def show(self, rooms: tuple[Room, ...], active: str) -> None:
        """Show these rooms, one of them active."""
        self._rooms.show(rooms, active)

    def show_timer(self, view: TimerView) -> None:
        """Show what the timer does."""
        self._timer.show(view)

    @property
    def timer(self) -> TimerView:
        """What the timer shows."""
        return self._timer.view
