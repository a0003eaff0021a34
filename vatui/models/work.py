"""Boards, stages, cards and what hangs on them, and requests."""

from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from vatui.models.base import Row
from vatui.models.clients import Client, Helper
from vatui.models.fields import EnumField, UtcField
from vatui.values import RequestState, StageKind, Urgency

NO_DUE = "9999-12-31T23:59:59Z"
"""Stands for no due date where cards are ordered by it."""


class Board(Row):
    """A board of one client."""

    client = ForeignKeyField(Client, lazy_load=False, on_delete="RESTRICT")
    client_id: int
    name = TextField()
    position = IntegerField(default=0)
    archived = BooleanField(default=False)


class Stage(Row):
    """A column of a board."""

    board = ForeignKeyField(Board, lazy_load=False, on_delete="RESTRICT")
    board_id: int
    name = TextField()
    kind = EnumField(StageKind)
    limit = IntegerField(default=0)
    """Most cards that should be here at once; 0 is no limit."""
    position = IntegerField(default=0)


class Card(Row):
    """A piece of work on a client's board."""

    client = ForeignKeyField(Client, lazy_load=False, on_delete="RESTRICT", index=False)
    client_id: int
    number = IntegerField()
    stage = ForeignKeyField(Stage, lazy_load=False, on_delete="RESTRICT", index=False)
    stage_id: int
    position = IntegerField()
    """Sparse rank within the stage, ascending."""
    title = TextField()
    memo = TextField(default="")
    """Markdown."""
    search = TextField(default="")
    """Title, tags and code folded by ``text.searchable``."""
    due_said = TextField(null=True)
    due_zone = TextField(null=True)
    due_at = UtcField(null=True)
    """The instant when the due date is over: of a day, that zone's next midnight."""
    due_rank = TextField(default=NO_DUE)
    """``due_at`` as stored, or ``NO_DUE``: what lists are ordered by, the undated last in both databases."""
    start_said = TextField(null=True)
    start_zone = TextField(null=True)
    start_at = UtcField(null=True)
    wait_said = TextField(null=True)
    wait_zone = TextField(null=True)
    wait_at = UtcField(null=True)
    """Hidden until then (snoozed)."""
    estimate = IntegerField(null=True)
    """Seconds."""
    important = BooleanField(default=False)
    urgency = EnumField(Urgency, default=Urgency.AUTO)
    urgent_from = UtcField(null=True)
    """The instant from which the card counts as urgent (domain.md W4), computed when it changes."""
    helper = ForeignKeyField(Helper, null=True, lazy_load=False, on_delete="RESTRICT")
    helper_id: int | None
    waiting_for = TextField(default="")
    chase_said = TextField(null=True)
    chase_zone = TextField(null=True)
    chase_at = UtcField(null=True)
    """When to ask again."""
    chased = IntegerField(default=0)
    """How often it was asked again."""
    client_visible = BooleanField(default=True)
    repeat = TextField(default="")
    """RFC 5545 rule, ``completion:`` before it when it counts from completion."""
    archived = BooleanField(default=False)
    done_at = UtcField(null=True)
    stage_since = UtcField()
    created_at = UtcField()

    class Meta:
        """Indexes: a lane by key or by age, open cards by date, done ones by date, the number."""

        indexes = (
            (("client", "number"), True),
            (("stage", "archived", "position", "id"), False),
            (("stage", "archived", "done_at", "stage_since", "wait_at"), False),
            (("chase_at",), False),
            # Walked by date; what decides whether a card is shown is read from it too.
            (("archived", "done_at", "due_rank", "id", "stage", "important", "wait_at", "estimate"), False),
            # Sums over all open cards are read from this index alone.
            (("archived", "done_at", "important", "urgency", "urgent_from", "wait_at", "stage", "due_rank", "estimate"), False),
        )


class CheckItem(Row):
    """A line of a card's checklist."""

    card = ForeignKeyField(Card, lazy_load=False, on_delete="RESTRICT")
    card_id: int
    checklist = TextField(default="")
    text = TextField()
    done = BooleanField(default=False)
    position = IntegerField(default=0)


class Tag(Row):
    """A word that cards share."""

    name = TextField(unique=True)


class CardTag(Row):
    """A tag on a card."""

    card = ForeignKeyField(Card, lazy_load=False, on_delete="RESTRICT", index=False)
    card_id: int
    tag = ForeignKeyField(Tag, lazy_load=False, on_delete="RESTRICT")
    tag_id: int

    class Meta:
        """A tag stands on a card once."""

        indexes = ((("card", "tag"), True),)


class Link(Row):
    """An address that belongs to a card."""

    card = ForeignKeyField(Card, lazy_load=False, on_delete="RESTRICT")
    card_id: int
    title = TextField(default="")
    url = TextField()
    position = IntegerField(default=0)


class Comment(Row):
    """What somebody said about a card."""

    card = ForeignKeyField(Card, lazy_load=False, on_delete="RESTRICT")
    card_id: int
    author = TextField(default="")
    text = TextField()
    at = UtcField()
    client_visible = BooleanField(default=False)


class CustomValue(Row):
    """A named value that another tool kept on a card."""

    card = ForeignKeyField(Card, lazy_load=False, on_delete="RESTRICT")
    card_id: int
    name = TextField()
    value = TextField()
    position = IntegerField(default=0)


class Request(Row):
    """What a client asked, in their words (domain.md W10)."""

    client = ForeignKeyField(Client, null=True, lazy_load=False, on_delete="RESTRICT")
    client_id: int | None
    words = TextField()
    channel = TextField(default="")
    sender = TextField(default="")
    received_at = UtcField()
    promised_at = UtcField(null=True)
    """Until when a reply is promised, computed when it came in."""
    snoozed_until = UtcField(null=True)
    state = EnumField(RequestState, default=RequestState.OPEN)
    card = ForeignKeyField(Card, null=True, lazy_load=False, on_delete="RESTRICT")
    card_id: int | None
    replied_at = UtcField(null=True)
    reply = TextField(default="")
    paused_at = UtcField(null=True)
    """Since when the clock stands because the client was asked back."""

    class Meta:
        """The inbox reads open requests by their promise."""

        indexes = ((("state", "promised_at", "id"), False),)
