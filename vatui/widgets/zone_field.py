"""A time zone found by typing a city or a country, with the places that fit underneath.

Public:
    ZoneField(name, label, zone, now, note="")      now: gives the present instant
        .zone, .changed, .label                     message: ZoneField.Chosen(match)
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from vatui import wording, zones
from vatui.i18n import N_, _
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, fit, safe, strip, width_of
from vatui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

_MOST = 4
"""Places that are offered at once."""


class _Places(Drawn):
    """The places that fit, one a line."""

    GROUND = "surface"
    DEFAULT_CSS = "_Places { width: 1fr; height: 0; display: none; margin: 0 0 0 18; }"

    class Picked(Message):
        """A place was clicked."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, str], ...] = ()
        self._chosen = 0

    def show(self, rows: Sequence[tuple[str, str]], at: int) -> None:
        self._rows, self._chosen = tuple(rows), at
        self.display = bool(rows)
        self.styles.height = len(self._rows)
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        return [(row, at == self._chosen) for at, row in enumerate(self._rows)]

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        if y >= len(self._rows):
            return strip([], width, self.ink())
        place, time = self._rows[y]
        chosen = y == self._chosen
        ground = "sel" if chosen else self.ground
        plain = self.palette.style("foreground", ground, bold=chosen)
        time = safe(time)
        room = max(0, width - width_of(time) - 3)
        name = fit(place, room)
        sign = glyph("cursor") if chosen else " "
        pieces = [
            (sign, self.palette.style("primary", ground, bold=True)), (name, plain),
            (" " * (room - width_of(name) + 1), plain), (time, self.palette.style("muted", ground)), (" ", plain),
        ]  # fmt: skip
        return strip(pieces, width, self.ink())

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._rows):
            event.stop()
            self.post_message(self.Picked(event.y))


class ZoneField(Widget):
    """A field for a zone: what is typed is a city, a country or an IANA name, what it holds is a zone.

    The places are looked up beside the console's own thread: the table of them takes some milliseconds.

    Args:
        name: by which a form finds the field inside.
        label: in the language of the moment.
        zone: the IANA zone at first.
        now: gives the present instant, for the time there.
        note: where the zone at first comes from.
    """

    DEFAULT_CSS = "ZoneField { width: 1fr; height: auto; layout: vertical; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "pick(1)", N_("Next place"), show=False, id="zone.down", priority=True),
        Binding("up", "pick(-1)", N_("Place before"), show=False, id="zone.up", priority=True),
    ]

    class Chosen(Message):
        """The field holds another zone now."""

        def __init__(self, match: zones.ZoneMatch) -> None:
            super().__init__()
            self.match = match

    def __init__(
        self, name: str, label: str, zone: str, now: Callable[[], datetime], *, note: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._now = now
        self._note = note
        self._zone = self._first = zone
        self._settled = zone  # the text that was looked up last
        self._looking = False
        self._matches: tuple[zones.ZoneMatch, ...] = ()
        self._at = 0
        self.field = Field(name, label, zone, placeholder=_("a city or a country"))
        self.field.set_hint(*self._read_back())
        self._places = _Places()

    def compose(self) -> ComposeResult:
        """Field and places."""
        yield self.field
        yield self._places

    @property
    def zone(self) -> str:
        """The zone; what was typed when no place fits, so that whoever stores it can refuse it."""
        return self.field.value if self._looking or not self._zone else self._zone

    @property
    def changed(self) -> bool:
        """Whether it holds another zone than at first."""
        return self.zone != self._first

    def say(self, zone: str) -> None:
        """Hold this zone."""
        self._zone = self._settled = zone
        self.field.value = zone
        self._close()
        self.field.set_hint(*self._read_back())

    def _read_back(self) -> tuple[str, str]:
        if not self._zone:
            text = self.field.value
            return (_("No place is called that."), "warning") if text else (_("Type a city or a country."), "muted")
        match = next((match for match in self._matches if match.zone == self._zone), None)
        place = zones.city(self._zone) if match is None else self._called(match)
        said = f"{glyph('done')} {place}  {self._time(self._zone)}"
        if self._note and self._zone == self._first:
            said = f"{said}  {self._note}"
        return said, "success"

    def _time(self, zone: str) -> str:
        now = self._now()
        return f"{wording.time_of_day(zones.local(now, zone))} {zones.abbreviation(now, zone)}"

    @staticmethod
    def _called(match: zones.ZoneMatch) -> str:
        return f"{match.city}, {match.country}" if match.country else match.city

    # ------------------------------------------------------------------ looking

    def on_field_changed(self, event: Field.Changed) -> None:
        """Look for what was typed."""
        text = self.field.value
        if text == self._settled:
            return
        self._settled = text
        self._looking = True
        work: Any = partial(self._look, text)  # not its coroutine: one that is replaced before it began would never be awaited
        self.run_worker(work, group="zones", exclusive=True)

    async def _look(self, text: str) -> None:
        found = await asyncio.get_running_loop().run_in_executor(None, zones.find, text, _MOST)
        if text == self.field.value:
            self._matches, self._at, self._looking = found, 0, False
            self._take()
            if self._zone and not self.field.input.has_focus:
                self.say(self._zone)

    def _take(self) -> None:
        """Hold the place under the cursor."""
        before = self._zone
        match = self._matches[self._at] if self._matches else None
        self._zone = "" if match is None else match.zone
        several = len(self._matches) > 1 and self.field.input.has_focus
        self._places.show([(self._called(found), self._time(found.zone)) for found in self._matches] if several else (), self._at)
        self.field.set_hint(*self._read_back())
        if match is not None and match.zone != before:
            self.post_message(self.Chosen(match))

    def action_pick(self, by: int) -> None:
        """Go to another place."""
        self._at = (self._at + by) % len(self._matches)
        self._take()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The arrows are its own only while places are offered."""
        return self._places.display if action == "pick" else True

    def on__places_picked(self, event: _Places.Picked) -> None:
        """Take the clicked place."""
        event.stop()
        self._at = event.at
        self._take()
        self.say(self._zone)

    def on_descendant_blur(self) -> None:
        """Write out the zone that was chosen."""
        if self._zone and not self._looking:
            self.say(self._zone)
        else:
            self._close()

    def _close(self) -> None:
        self._places.show((), 0)
