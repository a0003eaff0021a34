"""Time worked, and timers put aside."""

from __future__ import annotations

from peewee import SQL, BooleanField, ForeignKeyField, IntegerField, TextField

from vatui.models.base import Row
from vatui.models.clients import Client
from vatui.models.fields import EnumField, UtcField
from vatui.models.work import Card
from vatui.values import ParkedKind


class Entry(Row):
    """Time worked: ``[started_at, ended_at)``; a running entry has no end (domain.md T1)."""

    client = ForeignKeyField(Client, null=True, lazy_load=False, on_delete="RESTRICT", index=False)
    client_id: int | None
    card = ForeignKeyField(Card, null=True, lazy_load=False, on_delete="RESTRICT", index=False)
    card_id: int | None
    started_at = UtcField()
    ended_at = UtcField(null=True)
    zone = TextField()
    """The zone in force where it was recorded."""
    memo = TextField(default="")
    billable = BooleanField(default=True)
    needs_review = BooleanField(default=False)
    run = IntegerField(null=True)
    """The first entry of the run that pauses and interruptions cut in pieces; none: itself."""
    actor = TextField()

    class Meta:
        """Read by time, by client and time, by card; the running one at once."""

        indexes = (
            (("started_at", "id"), False),
            (("client", "started_at"), False),
            (("card", "started_at"), False),
            (("actor", "ended_at"), False),
        )


# The few entries that may be longer than reads look back.
Entry.add_index(Entry.index(Entry.started_at, name="entry_unsettled", where=SQL("needs_review OR ended_at IS NULL")))


class Parked(Row):
    """A timer put aside by a pause or an interruption, to return to."""

    actor = TextField()
    kind = EnumField(ParkedKind)
    entry = ForeignKeyField(Entry, lazy_load=False, on_delete="RESTRICT")
    entry_id: int
    """The entry that was stopped; what comes back continues its run."""
    parked_at = UtcField()
