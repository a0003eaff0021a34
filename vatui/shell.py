"""The verbs that work in every room: capture, undo, scope, discreet mode, timer, help, palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.widgets import Input, TextArea

from vatui.domain import coach, timers
from vatui.errors import VatuiError
from vatui.i18n import N_, _
from vatui.screens.base import RoomScreen

if TYPE_CHECKING:
    from datetime import datetime

    from textual.binding import BindingType

    from vatui.app import VatuiApp
    from vatui.screens.coach import CoachLine
    from vatui.screens.forgotten import Presence


def _app(shell: Any) -> VatuiApp:
    return shell  # type: ignore[no-any-return]  # the mixin of the one app


class Shell:
    """Actions of the app that stand in every room; mixed into ``VatuiApp``."""

    KEYS: ClassVar[list[BindingType]] = [
        Binding("n,ctrl+n", "new", N_("New"), tooltip=N_("Capture something, from anywhere"), id="app.new"),
        Binding("question_mark,f1", "keys", N_("Keys"), tooltip=N_("The keys of this screen"), id="app.keys"),
        Binding("ctrl+p,colon", "commands", N_("Commands"), tooltip=N_("Every command, searchable"), id="app.commands"),
        Binding("g", "go_to", N_("Go to…"), show=False, tooltip=N_("Go to a room or a page"), id="app.go"),
        Binding("slash", "search", N_("Search"), show=False, tooltip=N_("Search cards, requests, clients"), id="app.search"),
        Binding("c", "choose_client", N_("Client"), show=False, tooltip=N_("Narrow everything to one client"), id="app.client"),
        Binding("left_square_bracket", "neighbour(-1)", N_("Client before"), show=False, id="app.client_before"),
        Binding("right_square_bracket", "neighbour(1)", N_("Client after"), show=False, id="app.client_after"),
        Binding("0", "all_clients", N_("All clients"), show=False, id="app.all_clients"),
        Binding("z", "page('zones')", N_("Zones"), show=False, tooltip=N_("Everybody's hours of a day"), id="app.zones"),
        Binding("D", "discreet", N_("Discreet mode"), show=False, tooltip=N_("Name only this client"), id="app.discreet"),
        Binding("u,ctrl+z", "undo", N_("Undo"), show=False, id="app.undo"),
        Binding("U,ctrl+y", "redo", N_("Redo"), show=False, id="app.redo"),
        Binding("T", "timer_panel", N_("Timer panel"), show=False, id="timer.panel"),
        Binding("p", "pause", N_("Pause timer"), show=False, id="timer.pause"),
        Binding(
            "exclamation_mark",
            "interrupt",
            N_("Interrupted"),
            show=False,
            tooltip=N_("Park the timer, or return"),
            id="timer.interrupt",
        ),
        Binding("q", "leave", N_("Quit"), show=False, tooltip=N_("Back, then quit"), id="app.leave"),
        Binding("ctrl+q", "quit", N_("Quit now"), show=False, priority=True, id="app.quit"),  # out of dialogs too
    ]

    coach: CoachLine | None = None
    """What tells somebody new the next thing to press, while it does."""

    presence: Presence | None = None
    """Who is at this console, from when it opened."""

    def start_shell(self) -> None:
        """What happens once when the console opens: the first run, or the question about a forgotten timer."""
        from vatui.screens.daily_backup import DailyBackup
        from vatui.screens.forgotten import Presence
        from vatui.screens.new_day import NewDay
        from vatui.screens.reminders import Reminders

        app = _app(self)
        presence, new_day, reminders, backup = Presence(app), NewDay(app), Reminders(app), DailyBackup(app)
        self.presence = presence

        def tick(now: datetime | None) -> None:
            if now is not None:
                reminders.tick(now)  # before the beat, which ends the time in which nobody was here
                presence.tick(now)
                new_day.tick(now)
                backup.tick(now)

        app.watch(app, "now", tick)
        app.say_unknown_look()
        if not app.head or not app.head.me:
            presence.open = False
            self._open("first_run", "FirstRunScreen")
        else:
            app.run_worker(self._ask_about_timer(), group="forgotten")

    async def _ask_about_timer(self) -> None:
        from vatui.screens.forgotten import ask_about_timer

        settled = await ask_about_timer(_app(self))
        if self.presence is not None:
            self.presence.open = not settled
        if await _app(self).call(coach.step):
            from vatui.screens.coach import go_on

            await go_on(_app(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, undo belongs to what is typed."""
        app = _app(self)
        return not (action in ("undo", "redo") and isinstance(app.focused, (Input, TextArea)))

    def _open(self, module: str, name: str, *values: Any, **options: Any) -> None:
        from importlib import import_module

        screen = getattr(import_module(f"vatui.screens.{module}"), name)(*values, **options)
        _app(self).push_screen(screen)

    # ------------------------------------------------------------------ dialogs

    def action_new(self) -> None:
        """Capture something."""
        if not _modal(_app(self)):
            self._open("capture", "CaptureScreen")

    def action_keys(self) -> None:
        """Show the keys that work here."""
        if self.coach is not None:
            self.coach.look("keys")
        self._open("keys", "KeysScreen", _app(self).screen)

    def action_commands(self) -> None:
        """Search every command."""
        from vatui.palette import PaletteScreen

        _app(self).push_screen(PaletteScreen(_app(self).screen))

    def action_go_to(self) -> None:
        """Show where one can go."""
        self._open("go", "GoScreen")

    def action_search(self) -> None:
        """Search everything, or filter the list of this room."""
        room = _app(self).screen
        if isinstance(room, RoomScreen) and hasattr(room, "start_filter"):
            room.start_filter()
        else:
            self._open("search", "SearchScreen")

    def action_find(self) -> None:
        """Search everything."""
        self._open("search", "SearchScreen")

    def action_page(self, name: str) -> None:
        """Open one of the pages that are no rooms."""
        module, screen = {
            "activity": ("activity", "ActivityScreen"),
            "backups": ("backups", "BackupsScreen"),
            "settings": ("settings", "SettingsScreen"),
            "zones": ("zones", "ZonesScreen"),
            "import": ("import_file", "ImportScreen"),
        }[name]
        self._open(module, screen)

    # ------------------------------------------------------------------ scope

    def action_choose_client(self) -> None:
        """Narrow everything to one client."""
        app = _app(self)
        from vatui.screens.choose_client import ChooseClient

        def chosen(client_id: int | None) -> None:
            if client_id is not None:
                app.scope = client_id or None

        app.push_screen(ChooseClient(), chosen)

    def action_neighbour(self, by: int) -> None:
        """Go to the neighbouring client."""
        app = _app(self)
        room = app.screen
        if isinstance(room, RoomScreen) and hasattr(room, "neighbour"):
            room.neighbour(by)
            return
        ids = [c.id for c in app.head.clients] if app.head else []
        if not ids or app.discreet:
            return
        at = ids.index(app.scope) + by if app.scope in ids else (0 if by > 0 else len(ids) - 1)
        app.scope = ids[at % len(ids)]

    def action_all_clients(self) -> None:
        """Show all clients."""
        app = _app(self)
        if not app.discreet:
            app.scope = None

    def action_discreet(self) -> None:
        """Name only the client of the scope, before a screen is shared."""
        app = _app(self)
        if not app.discreet and app.scope is None:
            running = app.head.running if app.head else None
            app.scope = running.client_id if running else None
            if app.scope is None:
                app.say(_("Choose a client first with c; only that one stays visible."))
                return
        app.clear_notifications()
        app.discreet = not app.discreet
        app.title = "vatui"

    # ------------------------------------------------------------------ undo

    async def action_undo(self) -> None:
        """Take back the newest change."""
        await self._travel("undo", N_("Undid: {title} {subject}"))

    async def action_redo(self) -> None:
        """Put it back."""
        await self._travel("redo", N_("Redid: {title} {subject}"))

    async def _travel(self, way: str, text: str) -> None:
        app = _app(self)
        step = await app.attempt(lambda desk: getattr(desk, way)())
        if step is not None:
            hidden = app.discreet and step.client_id != app.scope
            subject = "" if hidden or not step.subject else f"“{step.subject[:40]}”"
            app.say(_(text).format(title=_(step.title), subject=subject).rstrip(), timeout=10)

    # ------------------------------------------------------------------ timer

    def action_timer_panel(self) -> None:
        """Open the timer panel."""
        self._open("timer_panel", "TimerPanel")

    async def action_pause(self) -> None:
        """Pause the timer, or go on."""
        app = _app(self)
        running = app.head.running if app.head else None
        if running is None:
            app.say(_("No timer is running."))
        elif running.paused:
            if await app.attempt(timers.resume) is not None:
                app.say(_("Timer goes on."))
        elif await app.attempt(timers.pause) is not None:
            app.say(_("Timer paused. p goes on."), timeout=10)

    async def action_interrupt(self) -> None:
        """Park the timer for somebody who calls, or return to what was parked."""
        app = _app(self)
        running = app.head.running if app.head else None
        if running is not None and running.parked and not running.paused:
            if await app.attempt(timers.back) is not None:
                app.say(_("Back to the parked timer."))
            return
        from vatui.screens.choose_client import ChooseClient

        async def begin(client_id: int | None) -> None:
            if not client_id:
                return
            try:
                await app.call(timers.interrupt, client_id=client_id)
            except VatuiError as error:
                app.say(str(error), severity="error")
                return
            code = next((c.code for c in app.head.clients if c.id == client_id), "") if app.head else ""
            app.say(_("Timer runs for {code}. ! returns.").format(code=code), timeout=10)

        app.push_screen(ChooseClient(title=_("Who interrupts?"), with_all=False), begin)

    # ------------------------------------------------------------------ leaving

    async def action_leave(self) -> None:
        """Go up, then leave; a running timer is mentioned."""
        app = _app(self)
        if len(app.screen_stack) > 1:
            app.pop_screen()
            return
        room = app.screen
        if hasattr(room, "go_up") and room.go_up():
            return
        running = app.head.running if app.head else None
        if running is None or running.paused:
            app.exit()
            return
        from vatui.screens.ask import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                app.exit()

        app.push_screen(Confirm(_("Quit? The timer keeps counting."), _("Quit")), answered)


def _modal(app: VatuiApp) -> bool:
    return not isinstance(app.screen, RoomScreen)
