"""What every room is: two header lines, content, footer; reloads when a table it watches changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual.containers import Container
from textual.screen import Screen

from vatui import wording, zones
from vatui.domain.calendar import hour_state, shift_notices
from vatui.i18n import N_, _
from vatui.values import SHAPES
from vatui.widgets.footer import Footer
from vatui.widgets.too_small import TooSmall
from vatui.widgets.top_bar import Room, TimerView, TopBar
from vatui.widgets.zone_bar import ZoneBar, ZoneChip

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import ActiveBinding
    from textual.widget import Widget
    from textual.worker import Worker

    from vatui.app import VatuiApp
    from vatui.domain.clients import ClientLine
    from vatui.domain.header import Header

ROOMS: tuple[tuple[str, str, str], ...] = (
    ("today", "1", N_("Today")),
    ("boards", "2", N_("Boards")),
    ("matrix", "3", N_("Matrix")),
    ("inbox", "5", N_("Inbox")),
    ("clients", "6", N_("Clients")),
)
"""The rooms that work: mode, digit, name. The digits between are kept for rooms to come."""


class DeskScreen(Screen[Any]):
    """A screen of the console: its keys are translated, and it knows the app for what it is."""

    @property
    def console(self) -> VatuiApp:
        """The app."""
        app: Any = self.app
        return app  # type: ignore[no-any-return]  # there is no other app

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Start what takes the desk's thread; what the same group began before is given up.

        It is not given as a coroutine: one that is given up before it began would never be awaited.
        """
        worker: Worker[None] = self.run_worker(work, group=group, exclusive=True)
        del worker

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that can be pressed now, with their texts in the language of the moment."""
        return {key: translated(active) for key, active in super().active_bindings.items()}


def translated(active: ActiveBinding) -> ActiveBinding:
    """A key with its texts in the language of the moment."""
    binding = active.binding
    return active._replace(
        binding=replace(binding, description=_(binding.description), tooltip=_(binding.tooltip)),
        tooltip=_(active.tooltip) if active.tooltip else active.tooltip,
    )


class RoomScreen(DeskScreen):
    """One of the rooms.

    A room says in ``WATCHES`` which tables its view is made of and reads it anew in ``reload``; when it is hidden it only
    notes that it is stale. It asks its content for in ``compose_room``.
    """

    ROOM: ClassVar[str] = ""
    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self._stale = False
        self._loaded = False
        self._minute: datetime | None = None

    # ------------------------------------------------------------------ for the rooms to fill

    def compose_room(self) -> Iterable[Widget]:
        """The widgets between header and footer."""
        raise NotImplementedError

    async def reload(self) -> None:
        """Read the view anew and show it."""
        raise NotImplementedError

    def minute_passed(self, now: datetime) -> None:
        """A minute began: ages and times may read differently."""

    # ------------------------------------------------------------------ the frame

    def compose(self) -> ComposeResult:
        """Header, content, footer."""
        yield TopBar(id="top")
        yield ZoneBar(id="zones")
        with Container(id="room"):
            yield from self.compose_room()
        yield Footer(id="footer")
        yield TooSmall()

    def on_mount(self) -> None:
        """Follow the desk, the clock and the scope."""
        console = self.console
        console.changed.subscribe(self, self._desk_changed)
        self.watch(console, "now", self._clock_moved, init=False)
        self.watch(console, "head", self._head_changed, init=False)
        self.watch(console, "scope", self._scope_changed, init=False)
        self.watch(console, "discreet", self._scope_changed, init=False)
        self.show_header()
        self._load()

    def on_screen_resume(self) -> None:
        """Read what changed while the room was hidden."""
        if not self._loaded and not self._stale:
            return  # it was mounted just now
        self.show_header()
        if self._stale:
            self._load()
        elif self._loaded:
            self.arrived()

    def arrived(self) -> None:
        """The room was entered again with nothing new to read."""

    def _load(self) -> None:
        self._stale = False
        reload: Any = self._reload  # not its coroutine: one that is replaced before it began would never be awaited
        self.run_worker(reload, group="reload", exclusive=True)

    async def _reload(self) -> None:
        from vatui.errors import VatuiError

        try:
            await self.reload()
        except VatuiError as error:
            self.console.say(str(error), severity="error")
        self._loaded = True

    def _desk_changed(self, tables: frozenset[str]) -> None:
        if not tables & self.WATCHES:
            return
        if self.is_current or self in self.app.screen_stack:
            self._load()
        else:
            self._stale = True

    def _head_changed(self, _head: Header | None) -> None:
        if self in self.app.screen_stack:
            self.show_header()

    def _scope_changed(self, _value: object) -> None:
        if self in self.app.screen_stack:
            self.show_header()
            self._load()
        else:
            self._stale = True

    def language_changed(self) -> None:
        """Say everything in the language of the moment."""
        if self in self.app.screen_stack:
            self.show_header()
            self.query_one(Footer).read_bindings()
            self._load()
        else:
            self._stale = True

    def _clock_moved(self, now: datetime | None) -> None:
        if now is None or self not in self.app.screen_stack:
            return
        self.query_one(TopBar).show_timer(self.timer_view())
        minute = now.replace(second=0)
        if minute != self._minute:
            self._minute = minute
            self.show_zones(now)
            self.minute_passed(now)

    # ------------------------------------------------------------------ the header

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.console.now or self.console.desk.now()

    @property
    def head(self) -> Header:
        """What every room knows."""
        head = self.console.head
        assert head is not None
        return head

    @property
    def zone(self) -> str:
        """My zone."""
        return self.head.mine.zone

    def visible_clients(self) -> tuple[ClientLine, ...]:
        """The clients that the scope shows."""
        scope = self.console.scope
        return tuple(c for c in self.head.clients if scope is None or c.id == scope)

    def scope_ids(self) -> list[int] | None:
        """The numbers of the clients that the scope shows; none for all."""
        scope = self.console.scope
        if scope is None:
            return [] if self.console.discreet else None
        return [scope]

    def show_header(self) -> None:
        """Show rooms, timer and zones."""
        if not self.query(ZoneBar):  # it is being closed
            return
        inbox = self.head.inbox if not self.console.discreet else 0
        rooms = tuple(Room(key, digit, _(name), inbox if key == "inbox" else 0) for key, digit, name in ROOMS)
        top = self.query_one(TopBar)
        top.show(rooms, self.ROOM)
        top.show_timer(self.timer_view())
        self.show_zones(self.now)

    def timer_view(self) -> TimerView:
        """What the timer does, without a client that may not be named."""
        running = self.head.running
        if running is None:
            return TimerView()
        seconds = int(running.elapsed(self.now).total_seconds())
        settings = self.console.settings
        calm = settings.quiet_header or settings.reduce_motion
        if calm:
            seconds -= seconds % 60  # a view like the one before paints nothing
        state: Literal["paused", "running"] = "paused" if running.paused else "running"
        if self.console.discreet and running.client_id != self.console.scope:
            return TimerView(state, "", None, "", seconds, calm)
        return TimerView(state, running.client_code or "", running.client_colour, running.title, seconds, calm)

    def show_zones(self, now: datetime) -> None:
        """Show my time and every client's."""
        zone = self.zone
        wall = zones.local(now, zone)
        chips = tuple(self._chip(client, now) for client in self._named_clients())
        self.query_one(ZoneBar).show(
            wording.long_day(wall.date(), wall.date()), wording.time_of_day(wall),
            zones.abbreviation(now, zone), chips, scope=self._scope_label(), notice=self._notice(now),
        )  # fmt: skip

    def _named_clients(self) -> tuple[ClientLine, ...]:
        if self.console.discreet:
            return tuple(c for c in self.head.clients if c.id == self.console.scope)
        return self.head.clients

    def _scope_label(self) -> str:
        client = next((c for c in self.head.clients if c.id == self.console.scope), None)
        if self.console.discreet:
            return _("discreet: {code}").format(code=client.code if client else "–")
        if client is not None:
            return _("{code} only · 0 all").format(code=client.code)
        return _("demo") if self.console.demo else ""

    def _chip(self, client: ClientLine, now: datetime) -> ZoneChip:
        theirs = zones.local(now, client.zone)
        days = (theirs.date() - zones.local(now, self.zone).date()).days
        state = hour_state(client.calendar, now)
        words = ""
        if state.kind == "opening" and state.minutes is not None:
            words = _("opens {minutes}m").format(minutes=state.minutes)
        elif state.kind == "closing" and state.minutes is not None:
            words = _("closes {minutes}m").format(minutes=state.minutes)
        elif state.kind == "holiday":
            words = _("holiday")
        return ZoneChip(
            client.id, client.code, client.colour, wording.time_of_day(theirs), f"{days:+d}".replace("-", "−") if days else "",
            state.kind, words, zones.city(client.zone), SHAPES[client.shape % len(SHAPES)],
        )  # fmt: skip

    def _notice(self, now: datetime) -> str:
        clients = self._named_clients()
        notices = shift_notices(self.zone, [client.zone for client in clients], now)
        if not notices:
            return ""
        notice = notices[0]
        day = wording.weekday(zones.local(notice.at, self.zone).date(), long=True)
        hours = abs(notice.moved)
        city = zones.city(notice.zone)
        if notice.moved.total_seconds() > 0:
            return _("From {day} {city} is {amount} later for you.").format(day=day, city=city, amount=wording.duration(hours))
        return _("From {day} {city} is {amount} earlier for you.").format(day=day, city=city, amount=wording.duration(hours))

    def on_top_bar_room_chosen(self, message: TopBar.RoomChosen) -> None:
        """A room's name was clicked."""
        self.run_worker(self.console.action_go(message.key))

    async def on_top_bar_timer_clicked(self) -> None:
        """The timer was clicked."""
        await self.run_action("app.timer_panel")

    def on_zone_bar_chip_clicked(self, message: ZoneBar.ChipClicked) -> None:
        """A client's time was clicked: narrow everything to that client, or widen it again."""
        if not self.console.discreet:
            self.console.scope = None if self.console.scope == message.client_id else message.client_id
