"""What a file of another tool holds, in the words of vatui.

A bundle says only what the file says: a missing value is ``None`` or empty, never a guess. All texts are
clean (`vatui.text.clean`), all instants are aware UTC in whole seconds, and an ``ext_id`` is the other tool's
own id, as text.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from vatui.i18n import N_
from vatui.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@record
class Container:
    """A board or project.

    Attributes:
        ext_id: the other tool's id.
        name: its title; empty if the file does not tell (one exported card).
        alias: a second, shorter id.
        url: its web address, or empty.
        body: its description.
        archived: it is closed.
        created_at: when it was made.
    """

    ext_id: str
    name: str
    alias: str = ""
    url: str = ""
    body: str = ""
    archived: bool = False
    created_at: datetime | None = None


@record
class List:
    """A column of a board.

    Attributes:
        ext_id: the other tool's id.
        name: its title.
        position: what it is ordered by on its board; a number of the other tool, never NaN or infinite.
        archived: it is put away; so are its cards.
    """

    ext_id: str
    name: str
    position: float
    archived: bool


@record
class Item:
    """One line of a checklist; ``ext_id`` may be empty in a damaged file."""

    ext_id: str
    text: str
    done: bool


@record
class Checklist:
    """A named checklist of a card, its items in order."""

    name: str
    items: tuple[Item, ...]


@record
class Comment:
    """What somebody said on a card; ``author`` is a name, ``at`` is when, if the file tells."""

    ext_id: str
    author: str
    at: datetime | None
    text: str


@record
class Link:
    """Something attached to a card, by its web address (http or https)."""

    ext_id: str
    title: str
    url: str


@record
class Person:
    """Somebody of the other tool; never a login of vatui, and never with a mail address."""

    ext_id: str
    name: str
    username: str = ""


@record
class Card:
    """A piece of work.

    Attributes:
        ext_id: the other tool's id.
        alias: a second, shorter id that links may use.
        url: its web address, or empty.
        number: its number on the board.
        title: one line, never empty.
        body: its description, Markdown as it was written.
        list_ext_id: its list; may be unknown to this bundle (one exported card, a list missing in the file).
        position: what it is ordered by in its list.
        due: when it is due.
        start: when it starts.
        done: it is marked as done.
        done_at: when it was marked, if the file tells; only with ``done``.
        archived: it is put away, by itself or with its list.
        tags: names of its labels, each once.
        people: ids of `Bundle.people`, each once.
        checklists: in order.
        comments: oldest first.
        links: in order.
        fields: name and value of custom fields, in the order of the board.
        created_at: when it was made.
    """

    ext_id: str
    alias: str
    url: str
    number: int | None
    title: str
    body: str
    list_ext_id: str
    position: float
    due: datetime | None = None
    start: datetime | None = None
    done: bool = False
    done_at: datetime | None = None
    archived: bool = False
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    comments: tuple[Comment, ...] = ()
    links: tuple[Link, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    created_at: datetime | None = None


@record
class Loss:
    """Something of the other tool that will not be in vatui.

    Attributes:
        what: what is lost, as a caption before the number; a marked text.
        count: how many.
        why: one marked sentence.
    """

    what: str
    count: int
    why: str


NOTICES: Final[Mapping[str, str]] = {
    "bad_date": N_("Dates that cannot be read were left out."),
    "bad_item": N_("Checklist items without text were left out."),
    "bad_part": N_("Parts that cannot be read were left out."),
    "bad_position": N_("Some lists or cards had no position; they come last."),
    "card_without_title": N_("Cards without a title are named by their number."),
    "duplicate": N_("Things that came twice were read once."),
    "encoding": N_("The file is not UTF-8. Check accents and signs."),
    "label_without_name": N_("Labels without name and colour were left out."),
    "orphan": N_("Parts of cards that are not in the file were left out."),
    "unknown_list": N_("Some cards are in a list that is not in the file."),
}
"""What each kind of notice says; marked texts."""


@record
class Notice:
    """Something in the file that is odd but could be handled.

    Attributes:
        code: a key of `NOTICES`.
        count: how often.
        samples: up to three examples, one short line each.
    """

    code: str
    count: int
    samples: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it says; a marked text."""
        return NOTICES[self.code]


@record
class Bundle:
    """Everything that was read from one file.

    Attributes:
        source: the kind of file, a key of `vatui.exchange.READERS`.
        container: the board.
        lists: in the order of the board.
        cards: by list, then in the order of the list.
        people: everybody a card names, and the members of the board.
        losses: what vatui will not hold; only with a count above zero.
        warnings: what was odd.
        counts: figures for the preview, by name (see the reader).
    """

    source: str
    container: Container
    lists: tuple[List, ...]
    cards: tuple[Card, ...]
    people: tuple[Person, ...]
    losses: tuple[Loss, ...] = ()
    warnings: tuple[Notice, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
