"""People at a client, notes about a client, and where a client stands: the small forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from vatui.domain import clients
from vatui.errors import ChangedMeanwhile, InvalidField
from vatui.i18n import N_, _
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.values import ClientState
from vatui.widgets.choice import Choice, OneOf
from vatui.widgets.field import Field
from vatui.widgets.text_box import TextBox
from vatui.wording import client_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class ContactForm(DeskDialog[int]):
    """A person at a client; the result is the person's number.

    Args:
        client_id: whose person.
        contact: number, name, role, e-mail, phone; none for a new one.
    """

    def __init__(self, client_id: int, contact: tuple[int, str, str, str, str] | None = None) -> None:
        super().__init__(_("New contact") if contact is None else _("Edit contact"), main=_("Save"))
        self.client_id = client_id
        self.contact = contact

    def compose_body(self) -> Iterable[Widget]:
        """Who it is, and how to reach them."""
        _number, name, role, email, phone = self.contact or (0, "", "", "", "")
        yield Field("name", _("Name"), name)
        yield Field("role", _("Role"), role, placeholder=_("founder, she/her"))
        yield Field("email", _("E-mail"), email)
        yield Field("phone", _("Phone"), phone)

    async def submit(self) -> int | None:
        """Write it down."""
        values = self.values()
        if self.contact is None:
            return await self.console.call(lambda desk: int(clients.add_contact(desk, self.client_id, **values).id))
        changed = {field.name or "": field.value for field in self.fields() if field.changed}
        if changed:
            await self.console.call(clients.edit_contact, self.contact[0], **changed)
        return self.contact[0]


class NoteForm(DeskDialog[int]):
    """Something to remember about a client, in as many lines as it needs.

    Args:
        client_id: about whom.
        note_id: which note; none for a new one.
        text: what it says now.
    """

    DEFAULT_CSS = "NoteForm TextBox, NoteForm TextBox:focus { height: 10; }"

    def __init__(self, client_id: int, note_id: int | None = None, text: str = "") -> None:
        super().__init__(
            _("New note") if note_id is None else _("Edit note"), main=_("Save"), hint=(("^s", "accent"), f" {_('Save')}")
        )
        self.client_id = client_id
        self.note_id = note_id
        self._was = text
        self._area = TextBox(text)

    def compose_body(self) -> Iterable[Widget]:
        """The words."""
        yield self._area

    def first_field(self) -> Widget | None:
        """Write at once."""
        return self._area

    @property
    def changed(self) -> bool:
        """Whether other words stand there."""
        return clean(self._area.text, lines=True) != clean(self._was, lines=True)

    async def submit(self) -> int | None:
        """Write it down."""
        text = clean(self._area.text, lines=True)
        if self.note_id is None:
            return await self.console.call(lambda desk: int(clients.add_note(desk, self.client_id, text).id))
        try:
            await self.console.call(clients.edit_note, self.note_id, text, was=self._was)
        except ChangedMeanwhile as error:
            sheet = await self.console.call(clients.client_sheet, self.client_id)
            self._was = next((words for number, _at, words in sheet.notes if number == self.note_id), self._was)
            sentence = N_("Meanwhile it was changed to “{value}”. Save again to keep yours.")
            raise InvalidField("text", sentence, value=self._was.replace("\n", " ")[:40]) from error
        return self.note_id


class StateForm(DeskDialog[str]):
    """Where a client stands; the result is the state.

    Args:
        client_id: whose.
        name: of the client.
        state: the present one.
    """

    def __init__(self, client_id: int, name: str, state: ClientState) -> None:
        super().__init__(_("State of {name}").format(name=clean(name)), main=_("Save"))
        self.client_id = client_id
        self._choice = Choice("state", _("State"), [OneOf(one.value, client_state(one)) for one in ClientState], state.value)

    def compose_body(self) -> Iterable[Widget]:
        """The states, and what two of them mean."""
        yield self._choice
        yield Static(_("The work of paused and ended clients rests. Nothing is deleted."), markup=False)

    def first_field(self) -> Widget | None:
        """Choose at once."""
        return self._choice

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()

    async def submit(self) -> str | None:
        """Write it down."""
        if self._choice.changed:
            await self.console.call(clients.edit_client, self.client_id, state=ClientState(self._choice.value))
        return self._choice.value
