"""Take on a client, or change what is noted about one (domain.md W1)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.domain import clients
from vatui.domain.calendar import WeekHours
from vatui.errors import ChangedMeanwhile, InvalidField
from vatui.i18n import LANGUAGES, N_, _
from vatui.screens.client_words import currency_of, hours_back, promise_seconds, promise_text
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.themes import glyph
from vatui.values import CLIENT_COLOURS, SHAPES, ClientState
from vatui.widgets.choice import Choice, OneOf
from vatui.widgets.drawing import client_role
from vatui.widgets.field import Field
from vatui.widgets.zone_field import ZoneField
from vatui.wording import client_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.widget import Widget

    from vatui.desk import Desk

_NEW: dict[str, Any] = {
    "name": "", "code": "", "zone": "", "hours": "Mon-Fri 09:00-17:00", "country": "", "days_off": "", "currency": "USD",
    "language": "en", "promise": 14_400, "promise_in_my_hours": 0, "style": "", "state": ClientState.ACTIVE,
}  # fmt: skip
"""What stands there for a client to come; colour and shape are the next ones."""

_NUMBERS = ("colour", "shape", "promise", "promise_in_my_hours")


class ClientForm(DeskDialog[int]):
    """Everything about a client on one page; its result is the client's number.

    Args:
        client_id: whose; none for a new one.
    """

    def __init__(self, client_id: int | None) -> None:
        super().__init__(_("New client") if client_id is None else _("Edit client"),
                         main=_("Add client") if client_id is None else _("Save"))  # fmt: skip
        self.client_id = client_id
        self._was: dict[str, Any] | None = None
        self._taken: tuple[str, ...] = ()
        self._own: set[str] = set()
        self._shown: dict[str, Any] = {}

    # ------------------------------------------------------------------ what stands there at first

    def on_mount(self) -> None:
        """Read what is known."""
        super().on_mount()
        self.begin(self._load, "load")

    async def _load(self) -> None:
        found = await self.console.attempt(_read, self.client_id)
        if found is None:
            self.dismiss(None)
            return
        self._was, self._taken = found
        await self.recompose()
        self._write_border()
        self._fit()
        self._hours_read()
        first = self.first_field()
        if first is not None:
            first.focus()
        if self._was["country"]:
            await self._country_read(self._was["country"])
        if self.client_id is not None:
            self._shown = await self._given()

    def compose_body(self) -> Iterable[Widget]:
        """The fields, as soon as it is known what stands in them."""
        was = self._was
        if was is None:
            return
        bar = SHAPES[was["shape"] % len(SHAPES)]
        yield Field("name", _("Name"), was["name"], placeholder="Acme Studio")
        yield Field("code", _("Code"), was["code"], placeholder=_("two to five letters"))
        yield Choice("colour", _("Colour"), self._colours(bar), str(was["colour"]), numbered=True)
        yield Choice("shape", _("Shape"), self._shapes(was["colour"]), str(was["shape"]), numbered=True)
        yield ZoneField("zone", _("Zone"), was["zone"], lambda: self.now)
        yield Field("hours", _("Working hours"), was["hours"], placeholder="Mon-Fri 09:00-12:00 13:00-17:00; Sat 10-14", hint=" ")
        yield Field(
            "country", _("Holidays of"), was["country"], placeholder=_("a country, or nothing"), hint=_("no public holidays")
        )
        yield Field(
            "days_off",
            _("Days off too"),
            _one_line(was["days_off"]),
            placeholder=_("2026-12-24 Office closed; 2026-12-28..2026-12-31"),
        )
        yield Field("currency", _("Invoice in"), was["currency"], placeholder="EUR")
        yield Choice("language", _("Language"), [OneOf(code, name) for code, name in LANGUAGES.items()], was["language"])
        yield Field("promise", _("Reply promised"), promise_text(was["promise"]), placeholder=_("in 4h, 90m; nothing for none"))
        yield Choice("promise_in_my_hours", _("Counted in"), [OneOf("0", _("their hours")), OneOf("1", _("my hours"))],
                     str(was["promise_in_my_hours"]))  # fmt: skip
        yield Field("style", _("How they talk"), was["style"], placeholder=_("direct, formal, prefers voice notes"))
        yield Choice("state", _("State"), [OneOf(state.value, client_state(state)) for state in ClientState], was["state"])

    @staticmethod
    def _colours(bar: str) -> list[OneOf]:
        return [OneOf(str(number), str(number), client_role(number), bar) for number in range(1, CLIENT_COLOURS + 1)]

    @staticmethod
    def _shapes(colour: int) -> list[OneOf]:
        return [OneOf(str(at), str(at + 1), client_role(colour), shape) for at, shape in enumerate(SHAPES)]

    # ------------------------------------------------------------------ while it is filled in

    def _field(self, name: str) -> Field:
        return next(field for field in self.fields() if field.name == name)

    def _choice(self, name: str) -> Choice:
        return next(choice for choice in self.query(Choice) if choice.name == name)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Propose the code, read hours and country back."""
        event.stop()
        name, field = event.field.name or "", event.field
        if field.input.has_focus:
            self._own.add(name)
        if name == "name" and self.client_id is None and "code" not in self._own:
            self._field("code").value = clients.suggest_code(field.value, self._taken) if field.value else ""
        elif name == "hours":
            self._hours_read()
        elif name == "country":
            self.begin(partial(self._country_read, field.value), "country")

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Show colour and shape on each other."""
        event.stop()
        self._own.add(event.choice.name or "")
        colour, shape = self._choice("colour"), self._choice("shape")
        if event.choice is colour:
            shape.show(shape.label, self._shapes(int(colour.value)))
        elif event.choice is shape:
            colour.show(colour.label, self._colours(SHAPES[int(shape.value)]))

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()

    def on_zone_field_chosen(self, event: ZoneField.Chosen) -> None:
        """Propose the country's holidays, money and language for a new client."""
        event.stop()
        if self.client_id is None and event.match.country_code:
            self.begin(partial(self._propose, event.match.country_code), "propose")

    async def _propose(self, country: str) -> None:
        if "currency" not in self._own:
            self._field("currency").value = await self.console.call(lambda _desk: currency_of(country))
        if "country" not in self._own:
            self._field("country").value = country
        if "language" not in self._own:
            self._choice("language").value = "id" if country == "ID" else "en"
            self._own.discard("language")

    async def _country_read(self, text: str) -> None:
        code, name = await self.console.call(_country, text)
        if text == self._field("country").value:
            said = f"{glyph('done')} {name}" + (f" ({code})" if code != text.upper() else "")
            self._field("country").set_hint(said if name else _("No country is called that.") if text else _("no public holidays"),
                                            "success" if name else "warning" if text else "muted")  # fmt: skip

    def _hours_read(self) -> None:
        field = self._field("hours")
        field.set_hint(*hours_back(field.value))

    @property
    def changed(self) -> bool:
        """Whether anything was filled in or chosen."""
        zone = any(field.changed for field in self.query(ZoneField))
        return zone or super().changed or any(choice.changed for choice in self.query(Choice))

    # ------------------------------------------------------------------ saving

    async def submit(self) -> int | None:
        """Take the client on, or write what was changed."""
        if self._was is None:
            return None
        values = await self._given()
        if self.client_id is None:
            number = await self.console.call(_add, values)
            self.console.say(
                _("Added: {code} {name}").format(code=values["code"], name=values["name"]) + " · " + _("u undo"), timeout=10
            )
            return number
        new = {name: value for name, value in values.items() if value != self._shown[name]}
        if not new:
            return self.client_id
        try:
            await self.console.call(_edit, self.client_id, {name: self._was[name] for name in new}, new)
        except ChangedMeanwhile as error:
            await self._meanwhile(error.field)
        return self.client_id

    async def _given(self) -> dict[str, Any]:
        """The values as the desk keeps them."""
        choices = {choice.name or "": choice.value for choice in self.query(Choice)}
        given: dict[str, Any] = {**self.values(), **choices, "zone": self.query_one(ZoneField).zone}
        if not given["zone"]:
            raise InvalidField("zone", N_("Type the city or the country they work in."))
        given["promise"] = promise_seconds(given["promise"])
        given["hours"] = WeekHours.parse(given["hours"]).text()
        given["days_off"] = _lines(given["days_off"])
        given["country"] = (await self.console.call(_country, given["country"]))[0]
        given["code"], given["currency"] = given["code"].upper(), given["currency"].upper()
        given["state"] = ClientState(given["state"])
        return {name: int(value) if name in _NUMBERS else value for name, value in given.items()}

    async def _meanwhile(self, name: str) -> None:
        """Somebody changed a field since it was shown: say how it is now; saving again keeps what stands here."""
        found = await self.console.call(_read, self.client_id)
        assert self._was is not None
        self._was[name] = found[0][name]
        shown = self._was[name]
        if name == "promise":
            shown = promise_text(shown)
        elif name in ("days_off", "style"):
            shown = _one_line(shown)
        raise InvalidField(name, N_("Meanwhile it was changed to “{value}”. Save again to keep yours."), value=str(shown)[:40])


def _one_line(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


def _lines(text: str) -> str:
    return "\n".join(part.strip() for part in text.split(";") if part.strip())


def _country(_desk: Desk, text: str) -> tuple[str, str]:
    """The ISO code of a country that was typed by its code or name, and its name; what is unknown stays without a name."""
    written = clean(text)
    code = written.upper()
    if not written:
        return "", ""
    if re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code):
        return code, zones.country_name(code.partition("-")[0])
    found = zones.country_code(written)
    return (found, zones.country_name(found)) if found else (written, "")


def _read(desk: Desk, client_id: int | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the form shows at first, and the codes that are taken."""
    everyone = clients.client_lines(desk, all_states=True)
    taken = tuple(line.code for line in everyone)
    if client_id is None:
        count = len(everyone)
        marks = {"colour": count % CLIENT_COLOURS + 1, "shape": count // CLIENT_COLOURS % len(SHAPES)}
        return {**_NEW, **marks}, taken
    row = clients.get_client(desk, client_id)
    return {name: getattr(row, name) for name in (*_NEW, "colour", "shape")}, taken


def _add(desk: Desk, values: Mapping[str, Any]) -> int:
    return int(clients.add_client(desk, **values).id)


def _edit(desk: Desk, client_id: int, was: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    clients.edit_client(desk, client_id, was=was, **values)
