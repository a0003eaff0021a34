"""Trello's board export (JSON), and its export of one card (formats-work.md section 2.1).

Reads the shapes of 2015 (labels only on the cards) to today. Whatever has a wrong type is left out and told,
so that one odd card never keeps a board from being read. The secret mail address that Trello writes on every
card is never read, and is taken out of texts that quote one.

`Bundle.counts` tells, of what the bundle holds: ``lists``, ``lists_archived``, ``cards``, ``cards_archived``,
``cards_open``, ``due``, ``done``, ``checklists``, ``items``, ``items_done``, ``comments``, ``attachments``,
``fields``; and of the file: ``labels``, ``labels_nameless``, ``members``, ``actions``, ``comments_expected``
(what the cards say they have), ``cards_short_of_comments``.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeGuard

from vatui.errors import ImportRefused
from vatui.exchange.bundle import (
    Bundle,
    Card,
    Checklist,
    Comment,
    Container,
    Item,
    Link,
    List,
    Loss,
    Notice,
    Person,
)
from vatui.exchange.decode import json_value
from vatui.i18n import N_
from vatui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SOURCE: Final = "trello"
"""The key of this reader."""

_Json: TypeAlias = dict[str, Any]

_LAST: Final = float(2**60)
"""The position of what has none. The same in every export, so that it never looks moved."""

_SAMPLES: Final = 3
_SECRET: Final = "@boards.trello.com"
_SECRET_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"'|,;:]{0,254}@boards\.trello\.com", re.IGNORECASE)
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}")
_CARD_LINK: Final = re.compile(r"https?://(?:www\.)?trello\.com/c/([0-9A-Za-z]+)", re.IGNORECASE)
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_FIRST_BOARD: Final = datetime(2010, 1, 1, tzinfo=UTC)
"""Before Trello: an id that says so is not one of its ids."""

_LOSSES: Final[dict[str, tuple[str, str]]] = {
    "templates": (N_("Template cards"), N_("They are patterns, not work.")),
    "separators": (N_("Separator cards"), N_("They only divide a list.")),
    "mirrors": (N_("Mirror cards"), N_("The card they show is on another board.")),
    "without_id": (N_("Cards without an id"), N_("They could not be found again in a newer export.")),
    "comments": (
        N_("Comments not in the file"),
        N_("Trello exports only the newest 1000 actions of a board."),
    ),
    "attachments": (N_("Attachments not in the file"), N_("The cards count more than the file holds.")),
    "items": (N_("Checklist items not in the file"), N_("The cards count more than the file holds.")),
    "uploads": (N_("Uploaded files"), N_("Only their links come along. Opening one needs a Trello login.")),
    "odd_links": (N_("Links of another kind"), N_("Only web addresses are kept.")),
    "people": (N_("People who left the board"), N_("The file does not tell their names.")),
    "fields": (N_("Values of unknown fields"), N_("The file does not tell the names of the fields.")),
    "item_plans": (N_("Dates and people of checklist items"), N_("A checklist item in vatui has neither.")),
    "reminders": (N_("Reminders"), N_("vatui reminds in its own way.")),
    "votes": (N_("Votes"), N_("vatui has no votes.")),
    "places": (N_("Places"), N_("vatui has no map.")),
    "power_ups": (N_("Data of Power-Ups"), N_("Only the Power-Up can read it.")),
    "secrets": (N_("Secret mail addresses in texts"), N_("Anybody who knows one can add cards.")),
    "history": (N_("Other history"), N_("vatui starts its own history.")),
}
"""What each kind of loss is, and why; in the order of the preview."""

_LOST_ROLES: Final = {"separator": "separators", "mirror": "mirrors"}


def detect(data: bytes, filename: str) -> bool:  # noqa: ARG001 - every reader has the same signature
    """Whether the bytes are a Trello export of a board or of one card.

    Raises:
        ImportRefused: they are not JSON, or cannot be read.
    """
    value, _encoding = json_value(data)
    return _is_board(value) or _is_card(value)


def read(data: bytes, filename: str) -> Bundle:  # noqa: ARG001 - every reader has the same signature
    """Read a Trello export.

    Args:
        data: the whole file.
        filename: not used; Trello's files are told by what they hold.

    Raises:
        ImportRefused: the file is damaged, or is not a Trello export.
    """
    value, encoding = json_value(data)
    if _is_card(value):
        board = _board_around(value)
    elif _is_board(value):
        board = value
    else:
        raise ImportRefused(N_("This is not a Trello board export."))
    if not isinstance(board["lists"], list) or not isinstance(board["cards"], list):
        raise ImportRefused(N_("The lists or cards of this board cannot be read."))
    notes = _Notes()
    if encoding == "cp1252":
        notes.odd("encoding")
    return _Board(board, notes).bundle()


def _is_board(value: object) -> TypeGuard[_Json]:
    return isinstance(value, dict) and "lists" in value and "cards" in value


def _is_card(value: object) -> TypeGuard[_Json]:
    return isinstance(value, dict) and "idList" in value and "idBoard" in value and "lists" not in value


def _board_around(card: _Json) -> _Json:
    """A board with just this card; what a card export nests is put where a board export has it."""
    board = card.get("board")
    its_list = card.get("list")
    return {
        **(board if isinstance(board, dict) else {}),
        "id": card["idBoard"],
        "lists": [its_list] if isinstance(its_list, dict) else [],
        "cards": [card],
        **{name: card.get(name) for name in ("labels", "members", "actions", "customFields")},
    }


class _Notes:
    """What was odd or is lost, counted; and the conversions that count it."""

    def __init__(self) -> None:
        self._odd: Counter[str] = Counter()
        self._samples: dict[str, list[str]] = defaultdict(list)
        self._lost: Counter[str] = Counter()

    def odd(self, code: str, sample: str = "", count: int = 1) -> None:
        """Count something odd, with an example."""
        self._odd[code] += count
        samples, sample = self._samples[code], sample[:60].rstrip()
        if sample and len(samples) < _SAMPLES and sample not in samples:
            samples.append(sample)

    def lose(self, key: str, count: int = 1) -> None:
        """Count a loss."""
        self._lost[key] += count

    def notices(self) -> tuple[Notice, ...]:
        """Everything odd, by code."""
        return tuple(Notice(code, count, tuple(self._samples[code])) for code, count in sorted(self._odd.items()) if count)

    def losses(self) -> tuple[Loss, ...]:
        """Everything lost, in the order of the preview."""
        return tuple(Loss(what, self._lost[key], why) for key, (what, why) in _LOSSES.items() if self._lost[key] > 0)

    def objects(self, value: Any) -> list[_Json]:
        """The objects of a list; anything else is odd."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.odd("bad_part")
            return []
        good = [item for item in value if isinstance(item, dict)]
        self.odd("bad_part", count=len(value) - len(good))
        return good

    def text(self, value: Any, *, lines: bool = False) -> str:
        """A clean text without secret addresses; a number is its digits."""
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.odd("bad_part")
            return ""
        text = clean(str(value), lines=lines)
        if _SECRET in text.casefold():
            text, found = _SECRET_ADDRESS.subn("…", text)
            self.lose("secrets", found)
        return text

    def number(self, value: Any) -> float | None:
        """A finite number, or None."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None

    def position(self, raw: _Json, name: str) -> float:
        """What a list or card is ordered by; `_LAST`, and told, if that is no sane number."""
        position = self.number(raw.get("pos"))
        if position is None or abs(position) >= _LAST:
            self.odd("bad_position", name)
            return _LAST
        return position

    def instant(self, value: Any) -> datetime | None:
        """An ISO 8601 instant with a zone, in whole seconds of UTC; without a zone it is no instant."""
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
            instant = moment.astimezone(UTC).replace(microsecond=0) if moment.tzinfo else None
        except (TypeError, ValueError, OverflowError):
            instant = None
        if instant is None or not _EARLIEST <= instant < _LATEST:
            self.odd("bad_date", self.text(value) if isinstance(value, str) else "")
            return None
        return instant

    def web(self, value: Any) -> str:
        """A web address, or an empty text."""
        address = self.text(value)
        return address if address.casefold().startswith(("http://", "https://")) and " " not in address else ""


def _id(value: Any) -> str:
    """An id as text; empty if there is none. No id holds an ``@``: a mail address is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = clean(str(value), limit=100)
    return "" if "@" in text else text


def _flag(value: Any) -> bool:
    """True, also written as a text, as in custom fields."""
    return value is True or (isinstance(value, str) and value.casefold() == "true")


def _count(value: Any) -> int:
    """A number of things; zero if it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _inner(value: Any, *path: str) -> Any:
    """A value within objects, or None."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _made(ext_id: str) -> datetime | None:
    """When a thing was made: the first eight digits of its id are seconds since 1970."""
    if not _OBJECT_ID.fullmatch(ext_id):
        return None
    made = datetime.fromtimestamp(int(ext_id[:8], 16), UTC)
    return made if made >= _FIRST_BOARD else None


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts in their order, each once, whatever its case; without empty ones."""
    kept: dict[str, str] = {}
    for text in texts:
        if text:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())


def _colour(code: str) -> str:
    """A colour of Trello in words: ``green_dark`` is dark green."""
    name, _, shade = code.partition("_")
    return f"{shade} {name}".strip()


class _Board:
    """One board while it is read."""

    def __init__(self, board: _Json, notes: _Notes) -> None:
        self.board = board
        self.notes = notes
        self.raw_cards = notes.objects(board["cards"])
        self.card_ids = {_id(raw.get("id")) for raw in self.raw_cards} - {""}
        self.actions = notes.objects(board.get("actions"))
        self.lists = self._lists()
        self.list_ids = {column.ext_id for column in self.lists}
        self.archived_lists = {column.ext_id for column in self.lists if column.archived}
        self.kept = self._kept_cards()
        self.labels, self.labels_nameless = self._labels()
        self.members, self.others = self._people()
        self.items_held: Counter[str] = Counter()
        self.checklists = self._checklists()
        self.comments = self._comments()
        self.done_at = self._done_instants()
        self.titles = {ext_id: notes.text(raw.get("name")) for ext_id, raw in self.kept.items()}
        self.titles_by_alias = {_id(raw.get("shortLink")): self.titles[ext_id] for ext_id, raw in self.kept.items()}
        self.field_names, self.field_ranks, self.options = self._field_definitions()

    def bundle(self) -> Bundle:
        """Everything, put together."""
        container = self._container()
        cards = self._in_order([self._card(ext_id, raw) for ext_id, raw in self.kept.items()])
        named = {ext_id for card in cards for ext_id in card.people}
        people = [*self.members.values(), *(one for key, one in self.others.items() if key in named)]
        counts = self._counts(cards)
        self.notes.lose("history", len(self.actions) - self._comment_actions())
        return Bundle(
            source=SOURCE,
            container=container,
            lists=self.lists,
            cards=cards,
            people=tuple(people),
            losses=self.notes.losses(),
            warnings=self.notes.notices(),
            counts=counts,
        )

    def _container(self) -> Container:
        """The board itself.

        Raises:
            ImportRefused: nothing tells its id, so a newer export could not be told from another board.
        """
        board, notes = self.board, self.notes
        candidates = [board.get("id"), *(raw.get("idBoard") for raw in self.raw_cards)]
        ext_id = next((found for found in map(_id, candidates) if found), "")
        if not ext_id:
            raise ImportRefused(N_("This board has no id. Export it again from Trello."))
        return Container(
            ext_id=ext_id,
            name=notes.text(board.get("name")),
            alias=_id(board.get("shortLink")),
            url=notes.web(board.get("shortUrl")) or notes.web(board.get("url")),
            body=notes.text(board.get("desc"), lines=True),
            archived=_flag(board.get("closed")),
            created_at=_made(ext_id),
        )

    def _lists(self) -> tuple[List, ...]:
        """The lists in the order of the board; the ones without a position last."""
        found: dict[str, List] = {}
        for raw in self.notes.objects(self.board["lists"]):
            ext_id = _id(raw.get("id"))
            name = self.notes.text(raw.get("name"))
            if not ext_id or ext_id in found:
                self.notes.odd("duplicate" if ext_id else "bad_part", name)
                continue
            position = self.notes.position(raw, name)
            found[ext_id] = List(ext_id, name or ext_id, position, _flag(raw.get("closed")))
        return tuple(sorted(found.values(), key=lambda column: (column.position, column.ext_id)))

    def _kept_cards(self) -> dict[str, _Json]:
        """The cards that are work, by id."""
        kept: dict[str, _Json] = {}
        for raw in self.raw_cards:
            ext_id = _id(raw.get("id"))
            role = raw.get("cardRole")
            if _flag(raw.get("isTemplate")):
                self.notes.lose("templates")
            elif isinstance(role, str) and role in _LOST_ROLES:
                self.notes.lose(_LOST_ROLES[role])
            elif not ext_id:
                self.notes.lose("without_id")
            elif ext_id in kept:
                self.notes.odd("duplicate", self.notes.text(raw.get("name")))
            else:
                kept[ext_id] = raw
        return kept

    def _labels(self) -> tuple[dict[str, str], int]:
        """Tag by label id, and how many labels have no name; files of 2015 have labels only on the cards."""
        raw_labels = self.notes.objects(self.board.get("labels"))
        if not raw_labels:
            raw_labels = [label for raw in self.kept.values() for label in self.notes.objects(raw.get("labels"))]
        names: dict[str, str] = {}
        nameless: set[str] = set()
        for raw in raw_labels:
            name = self.notes.text(raw.get("name"))
            key = _id(raw.get("id")) or f"{_id(raw.get('color'))}/{name}"
            names[key] = name or self._tag(raw)
            if not name:
                nameless.add(key)
        return names, len(nameless)

    def _tag(self, raw: _Json) -> str:
        """The name of a label, else the board's name for its colour, else the colour."""
        colour = self.notes.text(raw.get("color"))
        named = self.notes.text(_inner(self.board, "labelNames", colour))
        return self.notes.text(raw.get("name")) or named or _colour(colour)

    def _people(self) -> tuple[dict[str, Person], dict[str, Person]]:
        """The members of the board, and others whom its history names."""
        members: dict[str, Person] = {}
        for raw in self.notes.objects(self.board.get("members")):
            self._add_person(members, raw)
        others: dict[str, Person] = {}
        for action in self.actions:
            for role in ("memberCreator", "member"):
                person = action.get(role)
                if isinstance(person, dict) and _id(person.get("id")) not in members:
                    self._add_person(others, person)
        return members, others

    def _add_person(self, people: dict[str, Person], raw: _Json) -> None:
        """Note somebody by id; only name and user name, nothing else that Trello tells about people."""
        ext_id = _id(raw.get("id"))
        username = self.notes.text(raw.get("username"))
        name = self.notes.text(raw.get("fullName")) or username
        if ext_id and name:
            people.setdefault(ext_id, Person(ext_id, name, username))

    def _checklists(self) -> dict[str, list[Checklist]]:
        """Checklists by card, in order. The checklist knows its card; a card's list of ids may be old."""
        nested = [
            {"idCard": ext_id, **checklist}
            for ext_id, raw in self.kept.items()
            if raw.get("checklists") is not None
            for checklist in self.notes.objects(raw["checklists"])
        ]
        placed: dict[str, list[tuple[float, Checklist]]] = defaultdict(list)
        seen: set[str] = set()
        for raw in [*self.notes.objects(self.board.get("checklists")), *nested]:
            ext_id, card_id = _id(raw.get("id")), _id(raw.get("idCard"))
            if ext_id and ext_id in seen:
                continue
            seen.add(ext_id)
            name = self.notes.text(raw.get("name"))
            if card_id in self.kept:
                items = raw.get("checkItems")
                self.items_held[card_id] += len(items) if isinstance(items, list) else 0
                placed[card_id].append((self._place(raw), Checklist(name, self._items(raw))))
            elif not self._skipped(card_id):
                self.notes.odd("orphan", name)
        return {
            card_id: [checklist for _at, checklist in sorted(pairs, key=lambda pair: pair[0])] for card_id, pairs in placed.items()
        }

    def _items(self, raw_checklist: _Json) -> tuple[Item, ...]:
        """The items of a checklist in order; those without text are left out."""
        items: list[tuple[float, Item]] = []
        for raw in self.notes.objects(raw_checklist.get("checkItems")):
            text = self.notes.text(raw.get("name"))
            if not text:
                self.notes.odd("bad_item")
                continue
            if raw.get("due") or raw.get("idMember"):
                self.notes.lose("item_plans")
            items.append((self._place(raw), Item(_id(raw.get("id")), text, raw.get("state") == "complete")))
        return tuple(item for _at, item in sorted(items, key=lambda pair: pair[0]))

    def _place(self, raw: _Json) -> float:
        """What a part is sorted by; parts without a position come last."""
        position = self.notes.number(raw.get("pos"))
        return math.inf if position is None else position

    def _skipped(self, card_id: str) -> bool:
        """Whether the card is in the file but not in the bundle; that is told as a loss already."""
        return card_id not in self.kept and card_id in self.card_ids

    def _comments(self) -> dict[str, list[Comment]]:
        """Comments by card, oldest first."""
        found: dict[str, list[Comment]] = defaultdict(list)
        seen: set[str] = set()
        for action in self.actions:
            if not _is_comment(action):
                continue
            ext_id, card_id = _id(action.get("id")), _id(_inner(action, "data", "card", "id"))
            text = self.notes.text(_inner(action, "data", "text"), lines=True)
            if card_id not in self.kept:
                if not self._skipped(card_id):
                    self.notes.odd("orphan", text.partition("\n")[0])
            elif not ext_id or not text:
                self.notes.odd("bad_part")
            elif ext_id in seen:
                self.notes.odd("duplicate", text.partition("\n")[0])
            else:
                seen.add(ext_id)
                at = self.notes.instant(action.get("date")) or _made(ext_id)
                found[card_id].append(Comment(ext_id, self._author(action), at, text))
        for comments in found.values():
            comments.sort(key=lambda comment: (comment.at or _EARLIEST, comment.ext_id))
        return found

    def _author(self, action: _Json) -> str:
        """The name of who acted; empty if the file does not tell."""
        creator = action.get("memberCreator")
        by_id = _id(action.get("idMemberCreator")) or _id(_inner(creator, "id"))
        known = self.members.get(by_id) or self.others.get(by_id)
        return known.name if known else self.notes.text(_inner(creator, "fullName"))

    def _done_instants(self) -> dict[str, datetime]:
        """When each card was last marked as done, as the history tells."""
        latest: dict[str, datetime] = {}
        for action in self.actions:
            if action.get("type") != "updateCard" or _inner(action, "data", "old", "dueComplete") is not False:
                continue
            card_id = _id(_inner(action, "data", "card", "id"))
            at = self.notes.instant(action.get("date"))
            if at is not None and at > latest.get(card_id, _EARLIEST):
                latest[card_id] = at
        return latest

    def _field_definitions(self) -> tuple[dict[str, str], dict[str, float], dict[str, str]]:
        """Of the custom fields: name by id, place by id, and text of each option by id."""
        names: dict[str, str] = {}
        ranks: dict[str, float] = {}
        options: dict[str, str] = {}
        for raw in self.notes.objects(self.board.get("customFields")):
            ext_id, name = _id(raw.get("id")), self.notes.text(raw.get("name"))
            if ext_id and name:
                names[ext_id], ranks[ext_id] = name, self._place(raw)
            for option in self.notes.objects(raw.get("options")):
                options[_id(option.get("id"))] = self.notes.text(_inner(option, "value", "text"))
        return names, ranks, options

    def _card(self, ext_id: str, raw: _Json) -> Card:
        """One card with everything on it."""
        notes = self.notes
        number = _count(raw.get("idShort")) or None
        title = self.titles[ext_id]
        if not title:
            title = f"#{number or ext_id}"
            notes.odd("card_without_title", title)
        list_id = _id(raw.get("idList"))
        if self.lists and list_id not in self.list_ids:
            notes.odd("unknown_list", title)
        due = notes.instant(raw.get("due"))
        done = _flag(raw.get("dueComplete"))
        self._count_losses(raw, due)
        links = self._links(raw)
        checklists = tuple(self.checklists.get(ext_id, ()))
        comments = tuple(self.comments.get(ext_id, ()))
        self._check_badges(ext_id, raw)
        return Card(
            ext_id=ext_id,
            alias=_id(raw.get("shortLink")),
            # The long address holds the title and so changes with it.
            url=notes.web(raw.get("shortUrl")) or notes.web(raw.get("url")),
            number=number,
            title=title,
            body=notes.text(raw.get("desc"), lines=True),
            list_ext_id=list_id,
            position=notes.position(raw, title),
            due=due,
            start=notes.instant(raw.get("start")),
            done=done,
            done_at=(notes.instant(raw.get("dateCompleted")) or self.done_at.get(ext_id)) if done else None,
            archived=_flag(raw.get("closed")) or list_id in self.archived_lists,
            tags=self._tags(raw),
            people=self._assignees(raw),
            checklists=checklists,
            comments=comments,
            links=links,
            fields=self._fields(raw),
            created_at=_made(ext_id),
        )

    def _tags(self, raw: _Json) -> tuple[str, ...]:
        """The tags of a card, by the ids of its labels, else by the labels that it holds itself."""
        ids = raw.get("idLabels")
        by_id = [self.labels.get(_id(one), "") for one in ids] if isinstance(ids, list) else []
        if not any(by_id):
            by_id = [self._tag(label) for label in self.notes.objects(raw.get("labels"))]
        self.notes.odd("label_without_name", count=by_id.count(""))
        return _once(by_id)

    def _assignees(self, raw: _Json) -> tuple[str, ...]:
        """The people of a card whose names are known."""
        ids = raw.get("idMembers")
        if not isinstance(ids, list):
            return ()
        wanted = dict.fromkeys(found for found in map(_id, ids) if found)
        known = tuple(ext_id for ext_id in wanted if ext_id in self.members or ext_id in self.others)
        self.notes.lose("people", len(wanted) - len(known))
        return known

    def _links(self, raw: _Json) -> tuple[Link, ...]:
        """The attachments as links; one that points to a card of this board has the title of that card."""
        links: list[tuple[float, Link]] = []
        for attachment in self.notes.objects(raw.get("attachments")):
            url = self.notes.web(attachment.get("url"))
            if not url:
                self.notes.lose("odd_links")
                continue
            if _flag(attachment.get("isUpload")):
                self.notes.lose("uploads")
            title = self.notes.text(attachment.get("name"))
            other = _CARD_LINK.match(url)
            if other and title in ("", url):
                title = self.titles_by_alias.get(other[1], "")
            links.append((self._place(attachment), Link(_id(attachment.get("id")) or url, title or url, url)))
        return tuple(link for _at, link in sorted(links, key=lambda pair: pair[0]))

    def _fields(self, raw: _Json) -> tuple[tuple[str, str], ...]:
        """The custom fields of a card as name and value, in the order of the board."""
        values: list[tuple[float, str, str]] = []
        for item in self.notes.objects(raw.get("customFieldItems")):
            value = self._field_value(item)
            if not value:
                continue
            field_id = _id(item.get("idCustomField"))
            if field_id in self.field_names:
                values.append((self.field_ranks[field_id], self.field_names[field_id], value))
            else:
                self.notes.lose("fields")
        return tuple((name, value) for _rank, name, value in sorted(values, key=lambda entry: entry[0]))

    def _field_value(self, item: _Json) -> str:
        """A value in words. Trello writes numbers and ticks as texts, and choices as ids."""
        value = item.get("value")
        if not isinstance(value, dict) or not value:
            return self.options.get(_id(item.get("idValue")), "")
        if "checked" in value:
            return "yes" if _flag(value["checked"]) else "no"
        if "date" in value:
            instant = self.notes.instant(value["date"])
            return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else ""
        return self.notes.text(value.get("text", value.get("number")))

    def _count_losses(self, raw: _Json, due: datetime | None) -> None:
        """Count what a card holds and vatui does not."""
        reminder = self.notes.number(raw.get("dueReminder"))
        if due and reminder is not None and reminder >= 0:
            self.notes.lose("reminders")
        self.notes.lose("votes", _count(_inner(raw, "badges", "votes")))
        if raw.get("coordinates") or raw.get("address") or raw.get("locationName"):
            self.notes.lose("places")
        self.notes.lose("power_ups", len(self.notes.objects(raw.get("pluginData"))))

    def _check_badges(self, ext_id: str, raw: _Json) -> None:
        """Compare what a card says it has with what the file holds (comments: see `_counts`)."""
        attachments = raw.get("attachments")
        held = len(attachments) if isinstance(attachments, list) else 0
        self.notes.lose("attachments", max(0, _count(_inner(raw, "badges", "attachments")) - held))
        missing = _count(_inner(raw, "badges", "checkItems")) - self.items_held[ext_id]
        self.notes.lose("items", max(0, missing))

    def _in_order(self, cards: list[Card]) -> tuple[Card, ...]:
        """Cards by list and position; ids decide between equals, so that the order of the file never does."""
        ranks = {column.ext_id: rank for rank, column in enumerate(self.lists)}

        def place(card: Card) -> tuple[int, str, float, str]:
            return ranks.get(card.list_ext_id, len(ranks)), card.list_ext_id, card.position, card.ext_id

        return tuple(sorted(cards, key=place))

    def _comment_actions(self) -> int:
        """How many actions are comments."""
        return sum(map(_is_comment, self.actions))

    def _counts(self, cards: tuple[Card, ...]) -> Mapping[str, int]:
        """The figures of the preview; counts the comments that the file does not hold."""
        short = [_count(_inner(self.kept[card.ext_id], "badges", "comments")) - len(card.comments) for card in cards]
        self.notes.lose("comments", sum(missing for missing in short if missing > 0))
        items = [item for card in cards for checklist in card.checklists for item in checklist.items]
        return {
            "lists": len(self.lists),
            "lists_archived": len(self.archived_lists),
            "cards": len(cards),
            "cards_archived": sum(card.archived for card in cards),
            "cards_open": sum(not card.archived for card in cards),
            "due": sum(card.due is not None for card in cards),
            "done": sum(card.done for card in cards),
            "labels": len(self.labels),
            "labels_nameless": self.labels_nameless,
            "checklists": sum(len(card.checklists) for card in cards),
            "items": len(items),
            "items_done": sum(item.done for item in items),
            "members": len(self.members),
            "actions": len(self.actions),
            "comments": sum(len(card.comments) for card in cards),
            "comments_expected": sum(_count(_inner(raw, "badges", "comments")) for raw in self.kept.values()),
            "cards_short_of_comments": sum(missing > 0 for missing in short),
            "attachments": sum(len(card.links) for card in cards),
            "fields": sum(len(card.fields) for card in cards),
        }


def _is_comment(action: _Json) -> bool:
    """Whether an action is a comment, or one that came along with a copied card."""
    return action.get("type") in ("commentCard", "copyCommentCard")
