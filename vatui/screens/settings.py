"""Everything that is set once: language, look, clock, my own details, keys. What is changed shows at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import work
from textual.binding import Binding

from vatui import i18n, paths, settings, zones
from vatui.domain import clients
from vatui.domain.calendars import owner
from vatui.errors import VatuiError
from vatui.i18n import N_, _
from vatui.records import record
from vatui.screens import key_words
from vatui.screens.ask import AskLine
from vatui.screens.base import RoomScreen
from vatui.screens.client_words import hours_back
from vatui.screens.desk_dialog import DeskDialog
from vatui.themes import glyph
from vatui.widgets.footer import key_name
from vatui.widgets.picker import PickDialog
from vatui.widgets.row_list import Cell, Heading, Line, RowList
from vatui.widgets.timer_face import Key, KeyLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.app import VatuiApp
    from vatui.desk import Desk
    from vatui.screens.key_words import Command
    from vatui.settings import Settings
    from vatui.widgets.row_list import RowId

_LOOKS: Final = (
    ("", N_("suits the terminal")), ("malam", N_("Night")), ("pagi", N_("Morning")), ("terminal", N_("Terminal")),
    ("contrast", N_("Contrast")),
)  # fmt: skip


@record
class _Row:
    """A setting of the file.

    Attributes:
        key: of ``Settings``.
        label: what a person calls it; a marked text.
        choices: value and marked text of each, for one of a few; none for a text or a number.
        hint: an example for a text.
    """

    key: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


_YES_NO: Final = (("false", N_("no")), ("true", N_("yes")))

_CONSOLE: Final = (
    _Row("language", N_("Language"), (("", N_("as the computer is set")), *i18n.LANGUAGES.items())),
    _Row("theme", N_("Look"), _LOOKS),
    _Row("glyphs", N_("Signs"), (("unicode", N_("drawn ▌ ● ◆")), ("ascii", N_("plain, in ASCII")))),
    _Row("clock_12h", N_("Clock"), (("false", "15:00"), ("true", "3:00pm"))),
    _Row("date_order", N_("3/4 is"), (("dmy", N_("3 April")), ("mdy", N_("4 March")))),
    _Row("capture_dates_in", N_("Captured dates"), (("client", N_("in the client's zone")), ("mine", N_("in my zone")))),
    _Row("day_starts_at", N_("A new day starts at"), (), "04:00"),
    _Row("quiet_header", N_("Header moves"), (("false", N_("every second")), ("true", N_("once a minute")))),
    _Row("reduce_motion", N_("Motion"), (("false", N_("where it helps")), ("true", N_("none, and no seconds")))),
    _Row("bell", N_("Bell with reminders"), _YES_NO),
    _Row("desktop_notes", N_("Desktop notes"), _YES_NO),
)
_TIMER: Final = (
    _Row("timer_on_doing", N_("Start with Doing"), _YES_NO),
    _Row("idle_minutes", N_("Ask on opening after minutes"), (), "15"),
    _Row("long_timer_hours", N_("Ask after hours without a key"), (), "3"),
)
_MINE: Final = (
    ("name", N_("Name"), N_("how the desk calls you")),
    ("zone", N_("Zone"), ""),
    ("hours", N_("Working hours"), "Mon-Fri 09:00-17:00"),
    ("country", N_("Holidays of"), N_("a country code such as ID, or nothing")),
    ("doing_limit", N_("Limit on work in Doing"), N_("0: none")),
)
_SETTINGS: Final = {row.key: row for row in (*_CONSOLE, *_TIMER)}

_NOT_PASSED: Final = frozenset({"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+enter", "shift+enter"})
"""Keys that a terminal does not tell from others."""


class SettingsScreen(DeskDialog[None]):
    """The settings as one list: left and right choose, enter edits."""

    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "turn(1)", N_("Next choice"), tooltip=N_("The next choice of this setting"), id="settings.next"),
        Binding("left,h", "turn(-1)", N_("Choice before"), tooltip=N_("The choice before"), id="settings.before"),
        Binding("e", "edit", N_("Edit"), tooltip=N_("Change this setting"), id="settings.edit"),
        Binding("X,delete", "default", N_("Default"), tooltip=N_("Back to the default"), id="settings.default"),
        Binding(
            "u,ctrl+z", "app.undo", N_("Undo"), show=False, tooltip=N_("Take back a change of your details"), id="settings.undo"
        ),
    ]

    def __init__(self) -> None:
        super().__init__(_("Settings"), wide=True)
        self._mine: dict[str, Any] = {}
        self._keys: tuple[Command, ...] = ()
        self._turning = asyncio.Lock()

    def compose_body(self) -> Iterable[Widget]:
        """The list and its keys."""
        yield RowList(id="settings", markable=False)
        yield KeyLine(1, id="keys")

    def first_field(self) -> Widget | None:
        """The list."""
        return self.query_one("#settings", RowList)

    def on_mount(self) -> None:
        """Read what is set."""
        super().on_mount()
        stack = self.app.screen_stack
        self._keys = key_words.commands(self.app, *(screen for screen in stack if isinstance(screen, RoomScreen)))
        self.console.changed.subscribe(self, self._desk_changed)
        self._load()

    def _fit(self) -> None:
        super()._fit()
        if self.is_mounted:
            self.query_one("#settings", RowList).styles.height = max(
                3, self.app.size.height - (4 if self.has_class("-tight") else 8)
            )

    def _desk_changed(self, tables: frozenset[str]) -> None:
        if "owner" in tables:
            self._load()

    @work(group="reload", exclusive=True)
    async def _load(self) -> None:
        self._mine = await self.console.attempt(_my_details) or {}
        self._show()

    # ------------------------------------------------------------------ what it shows

    @property
    def _settings(self) -> Settings:
        return self.console.settings

    def _show(self) -> None:
        lines = [self._line(row, "console") for row in _CONSOLE]
        lines += [
            Line(f"me:{key}", _(label), group="me", cells=(Cell(str(self._mine.get(key, "")) or "–", "foreground"),))
            for key, label, _hint in _MINE
        ]
        lines += [self._line(row, "timer") for row in _TIMER]
        if self.console.demo:
            lines.append(Line("leave", _("Leave the demo"), group="desk", cells=(Cell(_("back to your own desk")),)))
        else:
            lines.append(Line("demo", _("Look at the demo"), group="desk", cells=(Cell(_("your own desk is left alone")),)))
        lines += self._key_lines()
        headings = (
            Heading("console", _("The console"), str(paths.settings_file())), Heading("me", _("You")), Heading("timer", _("Timer")),
            Heading("desk", _("Desk"), str(self.console.desk.store.file or "")), Heading("keys", _("Keys")),
        )  # fmt: skip
        self.query_one("#settings", RowList).show(lines, headings=headings)
        self.query_one(KeyLine).show((
            (Key("left", "←", ""), Key("right", "→", _("choose")), Key("e", "enter", _("edit")), Key("X", "X", _("default")),
             Key("escape", "esc", _("close"))),
        ))  # fmt: skip

    def _line(self, row: _Row, group: str) -> Line:
        value = settings.written(getattr(self._settings, row.key))
        text = next((_(text) for name, text in row.choices if name == value), value)
        default = value == settings.written(getattr(settings.Settings(), row.key))
        cells = (Cell(f"‹ {text} ›" if row.choices else text or "–", "muted" if default else "foreground*"),)
        return Line(f"set:{row.key}", _(row.label), group=group, cells=cells)

    def _key_lines(self) -> list[Line]:
        own = dict(self._settings.keys)
        clashes = key_words.clashes(self._keys, own)
        lines = []
        for one in self._keys:
            keys = own.get(one.id) or ",".join(one.keys)
            shown = " ".join(key_name(key) for key in keys.split(","))
            cells: tuple[Cell, ...] = (Cell(one.id, "faint"), Cell(shown, "foreground*" if one.id in own else "accent"))
            if one.id in clashes:
                other = next((each.title for each in self._keys if each.id == clashes[one.id]), clashes[one.id])
                cells = (Cell(f"{glyph('late')} " + _("also {other}").format(other=_(other)), "error"), *cells)
            lines.append(Line(f"key:{one.id}", _(one.title), group="keys", cells=cells))
        return lines

    # ------------------------------------------------------------------ changing

    def _selected(self) -> tuple[str, str]:
        kind, _colon, name = str(self.query_one("#settings", RowList).cursor_id or "").partition(":")
        return kind, name

    def action_turn(self, by: int) -> None:
        """Take the next or the previous choice."""
        kind, name = self._selected()
        if kind == "set" and _SETTINGS[name].choices:
            self._turn(name, by)

    @work(group="set")
    async def _turn(self, name: str, by: int) -> None:
        # One after the other: each turn begins where the one before it ended, however fast the key repeats.
        async with self._turning:
            values = [value for value, _text in _SETTINGS[name].choices]
            now = settings.written(getattr(self._settings, name))
            at = values.index(now) if now in values else 0
            await self._write(name, values[(at + by) % len(values)])

    def action_default(self) -> None:
        """Go back to the default."""
        kind, name = self._selected()
        if kind == "set":
            self._set(name, "")
        elif kind == "key" and name in self._settings.keys:
            self._set(f"keys.{name}", "")

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Enter edits."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Edit what stands under the cursor; one of a few goes on to the next."""
        kind, name = self._selected()
        if kind == "leave":
            self.console.leave_for("own")
        elif kind == "demo":
            self.console.leave_for("demo")
        elif kind == "set" and _SETTINGS[name].choices:
            self.action_turn(1)
        elif kind == "set":
            row, value = _SETTINGS[name], settings.written(getattr(self._settings, name))
            self._ask(_(row.label), row.hint, value, lambda text: self._set(name, text))
        elif kind == "key":
            one = next(one for one in self._keys if one.id == name)
            value = self._settings.keys.get(name) or ",".join(one.keys)
            self._ask(_("Key for: {command}").format(command=_(one.title)), "f9", value, lambda text: self._set_key(name, text))
        elif name == "zone":
            self._ask_zone()
        elif kind == "me":
            label, hint = next((label, hint) for key, label, hint in _MINE if key == name)
            self._ask(_(label), _(hint), str(self._mine.get(name, "")), lambda text: self._set_mine(name, text))

    def _ask(self, title: str, hint: str, value: str, then: Callable[[str], object]) -> None:
        def answered(text: str | None) -> None:
            if text is not None and text != value:
                then(text)

        self.app.push_screen(AskLine(title, hint, value), answered)

    def _ask_zone(self) -> None:
        def find(text: str) -> Sequence[Line]:
            return [
                Line(
                    f"{one.zone}|{one.city}",
                    f"{one.city}, {one.country}" if one.country else one.city,
                    cells=(Cell(one.zone, "faint"),),
                )
                for one in zones.find(text or zones.city(self.zone))
            ]

        def chosen(zone: RowId | None) -> None:
            if isinstance(zone, str):
                self._set_mine("zone", zone.partition("|")[0])

        self.app.push_screen(PickDialog(_("Your zone"), find=find, placeholder=_("a city or a country")), chosen)

    def _set_key(self, command: str, keys: str) -> None:
        wanted = [key.strip() for key in keys.split(",") if key.strip()]
        if any(key.startswith("alt+") or key in _NOT_PASSED for key in wanted):
            self.console.say(_("A terminal does not pass that key on. Choose another."), severity="error")
            return
        self._set(f"keys.{command}", ",".join(wanted))

    @work(group="set")
    async def _set(self, key: str, value: str) -> None:
        async with self._turning:
            await self._write(key, value)

    async def _write(self, key: str, value: str) -> None:
        try:
            changed = await asyncio.to_thread(settings.set_value, paths.settings_file(), key, value)
        except VatuiError as error:
            self.console.say(str(error), severity="error")
            return
        apply(self.console, changed, self._settings)
        if key == "language":
            self.heading = _("Settings")
            self._write_border()
        self._show()

    @work(group="set")
    async def _set_mine(self, name: str, text: str) -> None:
        value: Any = text
        if name == "doing_limit":
            if not text.isdigit() or int(text) > 999:
                self.console.say(_("A limit lies between 0 (none) and 999."), severity="error")
                return
            value = int(text)
        await self.console.attempt(_set_owner, {name: value})
        if name == "hours":
            self.console.say(hours_back(text)[0])


def apply(app: VatuiApp, changed: Settings, before: Settings) -> None:
    """Let the console behave as the settings say now, at once."""
    app.use_settings(changed)
    if dict(changed.keys) != dict(before.keys):
        app.set_keymap(dict(changed.keys))
    if changed.theme != before.theme:
        app.use_look(changed.theme)
        app.say_unknown_look()
    if changed.language != before.language:
        app.use_language(changed.language or i18n.system_language())
    elif changed != before:
        for screen in app.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.language_changed()


def _my_details(desk: Desk) -> dict[str, Any]:
    """The owner's details by name; empty before the first run."""
    row = owner(desk)
    return {} if row is None else {key: getattr(row, key) for key, _label, _hint in _MINE}


def _set_owner(desk: Desk, values: dict[str, Any]) -> bool:
    clients.set_owner(desk, **values)
    return True
