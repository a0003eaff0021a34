"""The console: rooms as modes, one thread for the desk, one tick, one path for every change."""

from __future__ import annotations

import asyncio
import functools
import gc
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import constants
from textual.app import App
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.events import InputEvent
from textual.reactive import reactive
from textual.signal import Signal

from vatui import i18n, public_holidays, themes, wording
from vatui.domain import header, today
from vatui.domain.calendar import forget_windows
from vatui.errors import VatuiError
from vatui.i18n import N_, _
from vatui.screens.base import RoomScreen
from vatui.shell import Shell
from vatui.widgets.drawing import safe

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import datetime

    from textual.binding import BindingType
    from textual.events import Event
    from textual.screen import Screen
    from textual.theme import Theme

    from vatui.desk import Desk
    from vatui.settings import Settings

T = TypeVar("T")

EARLY_REQUESTS = 50
"""As many requests as the first room asks for before somebody scrolls."""


def _room(module: str, name: str) -> Callable[[], Screen[Any]]:
    """A room that is imported when it is first entered."""

    def make() -> Screen[Any]:
        from importlib import import_module

        return getattr(import_module(f"vatui.screens.{module}"), name)()  # type: ignore[no-any-return]  # by name

    return make


class VatuiApp(Shell, App[None]):
    """The daily console.

    Args:
        desk: the open desk.
        settings: how it behaves.
        demo: whether the desk is the demo's.
        discreet: code of the only client to be named, or empty.
    """

    # The first room's sheet comes with the app's: a sheet that is added later has every rule parsed again.
    CSS_PATH = ["app.tcss", "screens/today.tcss"]
    TITLE = "vatui"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (100, "-normal"), (140, "-wide"), (180, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    DEFAULT_MODE = "today"
    MODES: ClassVar[dict[str, Any]] = {
        "today": _room("today", "TodayScreen"),
        "boards": _room("boards", "BoardsScreen"),
        "matrix": _room("matrix", "MatrixScreen"),
        "inbox": _room("inbox", "InboxScreen"),
        "clients": _room("clients", "ClientsScreen"),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *Shell.KEYS,
        Binding("1", "go('today')", N_("Today"), show=False, id="go.today"),
        Binding("2", "go('boards')", N_("Boards"), show=False, id="go.boards"),
        Binding("3", "go('matrix')", N_("Matrix"), show=False, id="go.matrix"),
        Binding("5", "go('inbox')", N_("Inbox"), show=False, id="go.inbox"),
        Binding("6", "go('clients')", N_("Clients"), show=False, id="go.clients"),
    ]

    now: reactive[datetime | None] = reactive(None, init=False, repaint=False)
    """The present instant, set once a second."""
    head: reactive[header.Header | None] = reactive(None, init=False, repaint=False)
    """What every room shows at its top."""
    scope: reactive[int | None] = reactive(None, init=False, repaint=False)
    """The client that everything is narrowed to."""
    discreet: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether only the client of the scope may be named."""

    def __init__(self, desk: Desk, settings: Settings, *, demo: bool = False, discreet: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.settings = settings
        self.demo = demo
        self.changed: Signal[frozenset[str]] = Signal(self, "changed")
        self.card_id: int | None = None
        self.request_id: int | None = None
        self.other = ""
        self._refusal = ""
        self._thread = ThreadPoolExecutor(1, "desk")
        for theme in themes.textual_themes():
            self.register_theme(theme)
        public_holidays.defer()
        self.set_reactive(VatuiApp.now, desk.now())
        head = desk.run(header.header, desk)
        self.set_reactive(VatuiApp.head, head)
        if discreet:
            scope = next((client.id for client in head.clients if client.code == discreet.upper()), None)
            self.set_reactive(VatuiApp.scope, scope)
            self.set_reactive(VatuiApp.discreet, True)
        self._early: Future[today.Today] | None = None
        # Before anything is drawn: a theme that comes later has every rule parsed twice.
        self.use_look(settings.theme)
        self.use_settings(settings)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names under a theme that lacks them."""
        theme: Theme | None = self.available_themes.get(self.theme)
        return themes.variable_defaults(theme)

    def on_load(self) -> None:
        """Read the first room's view while Textual gets ready: the database works on another core."""
        if self.scope is None and not self.discreet and self.head is not None and self.head.me:
            read = functools.partial(today.today_view, requests=EARLY_REQUESTS, starts_at=self.settings.day_start)
            self._early = self._thread.submit(self.desk.run, read, self.desk)

    def on_mount(self) -> None:
        """Start the one tick; what the first frame does not need comes after it."""
        self.set_interval(1, self._tick)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        # What stands now stays: looking through it again and again is what makes single keys slow.
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        self.start_shell()

    # ------------------------------------------------------------------ the desk's thread

    async def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a read or an operation on the desk's thread; its first argument, the desk, is given here.

        Raises:
            VatuiError: it was refused.
        """
        tables: frozenset[str] = frozenset()
        head: header.Header | None = None

        def work() -> T:
            nonlocal tables, head
            result = self.desk.run(function, self.desk, *args, **kwargs)
            tables, head = self._news()
            return result

        result = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        self._spread(tables, head)
        return result

    def _news(self) -> tuple[frozenset[str], header.Header | None]:
        """On the desk's thread: what changed, by anyone, and the header if it is concerned."""
        tables = self.desk.poll()
        return tables, self.desk.run(header.header, self.desk) if tables & header.WATCHES else None

    def _spread(self, tables: frozenset[str], head: header.Header | None) -> None:
        """Tell the rooms what changed."""
        if head is not None:
            self.head = head
        if tables:
            self.changed.publish(tables)

    async def early_today(self) -> today.Today | None:
        """The first room's view, if it was read while the console started; once."""
        early, self._early = self._early, None
        if early is None:
            return None
        view: today.Today = await asyncio.wrap_future(early)
        return view

    async def attempt(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """``call``, with a refusal said in a toast and none returned."""
        try:
            return await self.call(function, *args, **kwargs)
        except VatuiError as error:
            self.say(str(error), severity="error")
            return None

    async def publish(self) -> None:
        """Ask the desk what changed, by anyone, and tell the rooms."""
        self._spread(*await asyncio.get_running_loop().run_in_executor(self._thread, self._news))

    def say(self, text: str, *, severity: str = "information", timeout: float = 5) -> None:
        """Say one sentence in a toast."""
        self.notify(safe(text), severity=severity, timeout=timeout, markup=False)  # type: ignore[arg-type]  # a literal

    async def on_event(self, event: Event) -> None:
        """Note that somebody is here."""
        if self.presence is not None and isinstance(event, InputEvent):
            self.presence.touch()
        await super().on_event(event)

    def _tick(self) -> None:
        self.now = self.desk.now()
        look: Any = self._look  # not its coroutine: one that is replaced before it began would never be awaited
        self.run_worker(look, group="look", exclusive=True)
        if public_holidays.wanted():
            self.run_worker(self._learn_holidays(), group="holidays", exclusive=True)

    async def _learn_holidays(self) -> None:
        """Find out, on a thread of its own, which days are free; then show whose hour it is anew."""
        await asyncio.get_running_loop().run_in_executor(None, public_holidays.read_wanted)
        forget_windows()
        if isinstance(self.screen, RoomScreen):
            self.screen.show_header()

    async def _look(self) -> None:
        try:
            await self.publish()
        except VatuiError as error:
            if str(error) != self._refusal:  # once, not every second
                self._refusal = str(error)
                self.say(self._refusal, severity="error", timeout=3600)
        else:
            if self._refusal:
                self._refusal = ""
                self.clear_notifications()

    # ------------------------------------------------------------------ rooms

    async def action_go(self, room: str) -> None:
        """Enter a room."""
        if room in self.MODES and not (isinstance(self.screen, RoomScreen) and room == self.screen.ROOM):
            while len(self.screen_stack) > 1:
                self.pop_screen()
            await self.switch_mode(room)

    def use_look(self, chosen: str) -> None:
        """Put on a look by its name in the settings; where there is no such one, the usual look."""
        environ = dict(os.environ)
        name = themes.pick_theme(environ, chosen)
        self.theme = name if name in self.available_themes else themes.pick_theme(environ)

    def say_unknown_look(self) -> None:
        """Say that the look that was chosen does not exist, if so."""
        name = self.settings.theme
        if name and themes.pick_theme(dict(os.environ), name) not in self.available_themes:
            self.say(_("There is no look “{name}”. The usual one is shown.").format(name=name[:40]), severity="warning", timeout=15)

    def use_settings(self, settings: Settings) -> None:
        """Behave as the settings say, from now on."""
        self.settings = settings
        self.animation_level = "none" if settings.reduce_motion else constants.TEXTUAL_ANIMATIONS
        themes.use_glyphs("ascii" if settings.glyphs == "ascii" else "unicode")
        self.set_class(settings.glyphs == "ascii", "-ascii")
        wording.use_twelve_hours(settings.clock_12h)
        if settings.keys:
            self.set_keymap(dict(settings.keys))

    def leave_for(self, desk: str) -> None:
        """Leave, and open another desk in its place.

        Args:
            desk: ``demo`` for the demo's, ``own`` for one's own.
        """
        self.other = desk
        self.exit()

    def use_language(self, code: str) -> None:
        """Speak another language from now on."""
        i18n.use(code)
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, RoomScreen):
                    screen.language_changed()

    def _handle_exception(self, error: Exception) -> None:
        """End with a defect; but what misses a widget while the console is being left met no defect, only the end."""
        if self._exit and isinstance(getattr(error, "error", error), NoMatches):
            return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End with one sentence instead of a page that would show what was in memory."""
        from vatui.defect import report

        sentence = report(_("vatui stopped because of a defect."))
        if not self._exit_renderables:  # what breaks while it ends is in the file; Textual would say how many more there are
            self._exit_renderables.append(sentence)
        self._close_messages_no_wait()

    async def on_unmount(self) -> None:
        """Let the desk's thread end."""
        public_holidays.defer(False)
        self._thread.shutdown(wait=True)


def run(desk: Desk, settings: Settings, *, demo: bool = False, discreet: str = "") -> int:
    """Run the console until it is left.

    Returns:
        The exit status: 0 when it was left, 1 after a defect.
    """
    return run_on(desk, settings, demo=demo, discreet=discreet)[0]


def run_on(desk: Desk, settings: Settings, *, demo: bool = False, discreet: str = "") -> tuple[int, str]:
    """Run the console until it is left, for one desk of several.

    Returns:
        The exit status, and which desk shall be opened next: ``demo``, ``own`` or none.
    """
    from vatui.terminal import fence

    fence()
    app = VatuiApp(desk, settings, demo=demo, discreet=discreet)
    app.run()
    return int(app.return_code or 0), app.other
