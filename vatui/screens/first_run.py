"""The first run: six answers, filled in from the computer, and three doors (interface.md 9)."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.message import Message

from vatui import i18n, paths, themes, zones
from vatui.domain import clients
from vatui.errors import InvalidField, VatuiError
from vatui.i18n import N_, _
from vatui.screens.client_words import currency_of, hours_back
from vatui.screens.desk_dialog import DeskDialog
from vatui.widgets.choice import Choice, OneOf
from vatui.widgets.dialog import WIDTH
from vatui.widgets.drawing import Drawn, fill, fit, strip, width_of
from vatui.widgets.field import Field
from vatui.widgets.lines import Lines
from vatui.widgets.zone_field import ZoneField

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.strip import Strip
    from textual.widget import Widget

    from vatui.app import VatuiApp
    from vatui.desk import Desk
    from vatui.settings import Settings

REMEMBERED = "first_run"
"""Under which name the answers of somebody who first looked at the demo are kept."""

_HOURS = "Mon-Fri 09:00-17:00"
_LOOKS: tuple[tuple[str, str], ...] = (
    ("malam", N_("Night")), ("pagi", N_("Morning")), ("terminal", N_("Terminal")), ("contrast", N_("Contrast")),
)  # fmt: skip


class _Door(Drawn, can_focus=True):
    """One of the ways to begin."""

    GROUND = "surface"
    DEFAULT_CSS = "_Door { width: 1fr; height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", N_("Start"), show=False, id="door.open"),
    ]

    class Opened(Message):
        """It was chosen."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, key: str, digit: str, title: str, text: str) -> None:
        super().__init__()
        self.key, self._digit, self.title, self._text = key, digit, title, text

    def action_open(self) -> None:
        self.post_message(self.Opened(self.key))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_open()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        return [(self._digit, self.title, self._text, self.has_focus)]

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        here = self.has_focus
        ground = "sel" if here else "surface"
        ink = self.palette.style
        lead = 24 if width >= 64 else width_of(self.title) + 2
        text = fit(self._text, max(0, width - lead - 6))
        pieces = [
            (f"{themes.glyph('cursor') if here else ' '} ", ink("primary", ground, bold=True)),
            (f" {self._digit}  ", ink("accent", ground, bold=True)), (fill(self.title, lead), ink("foreground", ground, bold=True)),
            (text, ink("muted", ground)), (" " * max(0, width - lead - 5 - width_of(text)), ink("muted", ground)),
        ]  # fmt: skip
        return strip(pieces, width, self.ink())


class FirstRunScreen(DeskDialog[None]):
    """One card: who you are, and how to begin. Every field may stay as it is."""

    CSS_PATH = "first_run.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "begin('client')", N_("My first client"), show=False, tooltip=N_("Name, zone, hours; the board is made"),
                id="first.client"),
        Binding("2", "begin('demo')", N_("A demo day"), show=False, tooltip=N_("Kept apart from your own desk"), id="first.demo"),
        Binding("3", "begin('import')", N_("Bring data in"), show=False, tooltip=N_("A board exported from Trello"),
                id="first.import"),
        Binding("down", "app.focus_next", N_("Next line"), show=False, id="first.down"),
        Binding("up", "app.focus_previous", N_("Line before"), show=False, id="first.up"),
        Binding("escape", "begin('look')", N_("Start with an empty desk"), show=False, id="first.look"),
        Binding("question_mark,f1", "keys", N_("Keys"), show=False, id="first.keys"),
        Binding("ctrl+q", "app.quit", N_("Quit now"), show=False, id="first.quit"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__("")
        self._given: dict[str, str] = {}
        self._own_currency = False

    # ------------------------------------------------------------------ what stands there at first

    def compose(self) -> ComposeResult:
        """The card; it is made again when the language changes."""
        self.hint = self._keys()
        given = self._given or self._prefilled()
        with Vertical(classes="frame"):
            with VerticalScroll(classes="body", can_focus=False):
                yield Lines(
                    [((("vatui", "primary*"), f"  {_('one calm screen for every client')}"), (_("1 of 2"),))], classes="head"
                )
                yield Choice("language", _("Language"), [OneOf(code, name) for code, name in i18n.LANGUAGES.items()],
                             given["language"])  # fmt: skip
                yield Field("name", _("Your name"), given["name"])
                yield ZoneField("zone", _("Your zone"), given["zone"], lambda: self.now, note=_("from this computer"))
                yield Field("hours", _("Your hours"), given["hours"], placeholder="Mon-Fri 09:00-17:00", hint=" ")
                yield Field("currency", _("Invoice in"), given["currency"], placeholder="EUR", hint=_("each client can differ"))
                yield Choice("look", _("Look"), [OneOf(name, _(words)) for name, words in _LOOKS], given["look"])
                yield Lines([((), ())], classes="rule")
                yield Lines([(((_("Then start with"), "muted"),), ())])
                yield _Door("client", "1", _("My first client"), _("name, zone, hours; its board is made for you"))
                yield _Door("demo", "2", _("A demo day"), _("6 clients, 48 cards; kept apart from yours"))
                yield _Door("import", "3", _("Bring data in"), _("a board exported from Trello"))
                yield Lines([self._place()], classes="place")
            yield self._problem

    def _prefilled(self) -> dict[str, str]:
        settings = self.console.settings
        zone = zones.system_zone()
        return {
            "language": i18n.language(), "name": _account_name() or self.console.desk.actor.title(), "zone": zone, "hours": _HOURS,
            "currency": "USD", "look": _look_of(settings),
        }  # fmt: skip

    def _place(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        said = _("Saved only here: {place}")
        room = min(WIDTH, self.app.size.width) - 8 - width_of(said)
        return (said.format(place=_shown(self.console.desk.place, room)),), ()

    @staticmethod
    def _keys() -> tuple[Any, ...]:
        """What stands in the border."""
        return (("?", "accent"), f" {_('keys')}   ", ("esc", "accent"), f" {_('empty desk')}   ", ("^q", "accent"), f" {_('quit')}")

    def on_mount(self) -> None:
        """Begin with the language; look up what takes a moment."""
        super().on_mount()
        self._hours_read()
        self.begin(self._complete, "first")

    async def _complete(self) -> None:
        kept = await self.console.call(lambda desk: desk.recall(REMEMBERED, {}))
        if kept:
            self._given = {**self._prefilled(), **{key: str(value) for key, value in kept.items()}}
            await self._again()
        elif self.query_one(ZoneField).zone == zones.system_zone():
            found = await self.console.call(lambda _desk: zones.find(zones.system_zone(), 1))
            if found:
                await self._money(found[0].country_code)

    def first_field(self) -> Widget | None:
        """The language: everything else is read in it."""
        return next(iter(self.query(Choice)), None)

    # ------------------------------------------------------------------ while it is filled in

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """The language and the look change at once."""
        event.stop()
        if event.choice.name == "language":
            self.console.use_language(event.choice.value)
            self._given = self._answers()
            self.begin(self._again, "again")
        else:
            self.console.theme = themes.pick_theme(dict(os.environ), event.choice.value)

    async def _again(self) -> None:
        """Say it all anew, with what was filled in."""
        own = self._own_currency
        await self.recompose()
        self._own_currency = own
        self._write_border()
        self._fit()
        self._hours_read()
        first = self.first_field()
        if first is not None:
            first.focus()

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter goes on to the next line."""
        event.stop()
        self.focus_next()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on to the next line."""
        event.stop()
        self.focus_next()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read the hours back."""
        event.stop()
        if event.field.name == "hours":
            self._hours_read()
        elif event.field.name == "currency" and event.field.input.has_focus:
            self._own_currency = True

    def _field(self, name: str) -> Field:
        return next(field for field in self.fields() if field.name == name)

    def _hours_read(self) -> None:
        field = self._field("hours")
        field.set_hint(*hours_back(field.value))

    def on_zone_field_chosen(self, event: ZoneField.Chosen) -> None:
        """Propose the money of the country."""
        event.stop()
        self.begin(partial(self._money, event.match.country_code), "money")

    async def _money(self, country: str) -> None:
        if country and not self._own_currency:
            self._field("currency").value = await self.console.call(lambda _desk: currency_of(country))

    def _answers(self) -> dict[str, str]:
        chosen = {choice.name or "": choice.value for choice in self.query(Choice)}
        return {**self.values(), **chosen, "zone": self.query_one(ZoneField).zone}

    # ------------------------------------------------------------------ the doors

    def on__door_opened(self, event: _Door.Opened) -> None:
        """Begin there."""
        event.stop()
        self.action_begin(event.key)

    def action_leave(self) -> None:
        """Begin with an empty desk."""
        self.action_begin("look")

    def action_keys(self) -> None:
        """The keys of this card."""
        self.console.action_keys()

    def action_begin(self, door: str) -> None:
        """Keep the answers and go through a door."""
        if not self._busy:
            self._busy = True
            self.begin(partial(self._begin, door), "door")

    async def _begin(self, door: str) -> None:
        answers = self._answers()
        for field in self.fields():
            field.clear_error()
        self.show_problem("")
        try:
            if door == "demo":
                await self.console.call(_remember, answers)
            else:
                await self.console.call(_keep, answers, _account_name() or self.console.desk.actor.title())
            self.console.use_settings(await self.console.call(_configure, self.console.settings, answers))
        except InvalidField as error:
            self.show_error(error.field, str(error))
        except VatuiError as error:
            self.show_problem(str(error))
        else:
            console = self.console
            self.dismiss(None)
            console.run_worker(_go(console, door), group="first")
        finally:
            self._busy = False


async def _go(console: VatuiApp, door: str) -> None:
    """What stands behind a door."""
    if door == "demo":
        console.leave_for("demo")
        return
    from vatui.screens.coach import begin_coach

    await begin_coach(console)
    if door == "look":
        return
    from vatui.screens.client_form import ClientForm

    def made(client_id: int | None) -> None:
        if client_id is not None and door == "import":
            console.action_page("import")

    console.push_screen(ClientForm(None), made)


def _keep(desk: Desk, answers: dict[str, str], account: str) -> None:
    clients.set_owner(
        desk, name=answers["name"] or account, zone=answers["zone"], hours=answers["hours"], currency=answers["currency"],
        language=answers["language"],
    )  # fmt: skip
    desk.remember(REMEMBERED, None)


def _remember(desk: Desk, answers: dict[str, str]) -> None:
    desk.remember(REMEMBERED, answers)


def _configure(_desk: Desk, settings: Settings, answers: dict[str, str]) -> Settings:
    """Write down what is not as the computer would have it; returns the settings as they are then."""
    from vatui.settings import set_value

    language = "" if answers["language"] == i18n.system_language() else answers["language"]
    if language != settings.language:
        settings = set_value(paths.settings_file(), "language", language)
    if answers["look"] != _look_of(settings):
        settings = set_value(paths.settings_file(), "theme", "" if answers["look"] == themes.DEFAULT_LOOK else answers["look"])
    return settings


def _look_of(settings: Settings) -> str:
    """The look that is chosen at first; one that is not offered here is left alone."""
    return settings.theme if settings.theme in dict(_LOOKS) else themes.DEFAULT_LOOK


def _account_name() -> str:
    """The person's name as the computer knows it; empty where it does not."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
    except (ImportError, KeyError, OSError):  # another system, or an account without an entry
        return ""


def _shown(place: str, room: int) -> str:
    """Where the desk lies, in so many cells: what is cut is the beginning."""
    path, home = Path(place), Path.home()
    said = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else place
    while width_of(said) > room > 1:
        said = themes.glyph("cut") + said.lstrip(themes.glyph("cut"))[1:]
    return said
