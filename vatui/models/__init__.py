"""Rows: the tables of a desk, fields only. One file a topic."""

from vatui.models.base import Row, Unjournalled, attach_postgres
from vatui.models.clients import Client, ClientNote, Contact, Helper, Owner
from vatui.models.exchange import ExternalRef, ImportRun
from vatui.models.journal import Change, ChangedRow
from vatui.models.time import Entry, Parked
from vatui.models.ui import Counter, Preference, Presence
from vatui.models.work import Board, Card, CardTag, CheckItem, Comment, CustomValue, Link, Request, Stage, Tag

ROWS: tuple[type[Row], ...] = (
    Owner, Client, Contact, ClientNote, Helper, Board, Stage, Card, CheckItem, Tag, CardTag, Link, Comment,
    CustomValue, Request, Entry, Parked, ImportRun, ExternalRef,
)  # fmt: skip
"""Every journalled table, a parent before its children."""

PLAIN: tuple[type[Unjournalled], ...] = (Change, ChangedRow, Preference, Presence, Counter)
"""The tables that no journal keeps: the journal itself and what only a screen remembers."""

__all__ = [
    "PLAIN", "ROWS", "Board", "Card", "CardTag", "Change", "ChangedRow", "CheckItem", "Client", "ClientNote", "Comment", "Contact",
    "Counter", "CustomValue", "Entry", "ExternalRef", "Helper", "ImportRun", "Link", "Owner", "Parked", "Preference", "Presence",
    "Request",
    "Row", "Stage", "Tag", "Unjournalled", "attach_postgres",
]  # fmt: skip
