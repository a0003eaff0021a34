"""The owner of the desk, the clients, the people at them, and the helpers."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from vatui.models.base import Row
from vatui.models.fields import EnumField, UtcField
from vatui.values import ClientState


class Owner(Row):
    """The VA whose desk this is; one row."""

    name = TextField()
    zone = TextField()
    hours = TextField()
    """Working hours in the canonical form of ``WeekHours.text()``."""
    country = TextField(default="")
    """Whose public holidays are free: a code such as ``ID``, or none."""
    days_off = TextField(default="")
    """One line a day: an ISO day and its name."""
    language = TextField(default="en")
    currency = TextField(default="USD")
    doing_limit = IntegerField(default=5)
    """Personal limit on cards in *doing* over all clients; 0 is none."""


class Client(Row):
    """Who the work is for."""

    code = TextField(unique=True)
    name = TextField()
    colour = IntegerField()
    """1 to 8."""
    shape = IntegerField(default=0)
    zone = TextField()
    hours = TextField()
    country = TextField(default="")
    days_off = TextField(default="")
    language = TextField(default="en")
    currency = TextField(default="USD")
    state = EnumField(ClientState, default=ClientState.ACTIVE)
    position = IntegerField(default=0)
    """Place in the zone bar."""
    promise = IntegerField(default=14_400)
    """Within how many seconds of business time a reply is promised; 0 is no promise."""
    promise_in_my_hours = IntegerField(default=0)
    """1: the promise counts in the owner's hours, 0: in the client's."""
    style = TextField(default="")
    """How they communicate: direct or indirect, formal or informal, culture."""
    created_at = UtcField()


class Contact(Row):
    """A person at a client."""

    client = ForeignKeyField(Client, lazy_load=False, on_delete="RESTRICT")
    client_id: int
    name = TextField()
    role = TextField(default="")
    email = TextField(default="")
    phone = TextField(default="")
    position = IntegerField(default=0)


class ClientNote(Row):
    """Something to remember about a client."""

    client = ForeignKeyField(Client, lazy_load=False, on_delete="RESTRICT")
    client_id: int
    text = TextField()
    created_at = UtcField()


class Helper(Row):
    """Somebody who works for the owner."""

    name = TextField(unique=True)
    zone = TextField(default="")
    skills = TextField(default="")
    active = IntegerField(default=1)
