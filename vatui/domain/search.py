"""Finding anything by its words: cards, requests, clients, notes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from vatui.domain.boards import like
from vatui.domain.cards import CardLine, card_lines
from vatui.domain.requests import RequestLine, request_lines
from vatui.domain.today import numbers
from vatui.records import record
from vatui.text import clean, searchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vatui.desk import Desk


@record
class FoundClient:
    """A client that was found by code, name or way of communicating."""

    id: int
    code: str
    name: str
    colour: int
    shape: int


@record
class FoundNote:
    """A note on a client."""

    id: int
    client_id: int
    client_code: str
    colour: int
    shape: int
    text: str
    created_at: datetime


@record
class Found:
    """What holds all the words, each kind in its own order.

    Attributes:
        cards: open ones first, the newest before the others.
        requests: the newest first.
        clients: in the order of the zone bar.
        notes: the newest first.
    """

    cards: tuple[CardLine, ...]
    requests: tuple[RequestLine, ...]
    clients: tuple[FoundClient, ...]
    notes: tuple[FoundNote, ...]


_PAGE = 1_000
_CODE = re.compile(r"([a-z0-9]{2,5})-([0-9]{1,9})")


def search(desk: Desk, text: str, client_ids: Sequence[int] | None = None, *, limit: int = 50) -> Found:
    """Everything that holds all the words of a text, whatever their order, case and accents.

    Args:
        desk: the desk.
        text: words, parts of words, or a card's code, which comes first.
        client_ids: only what is these clients'.
        limit: how many of each kind at most.
    """
    words = searchable(clean(text)).split()
    if not words:
        return Found((), (), (), ())
    return Found(
        cards=tuple(_cards(desk, words, client_ids, limit)),
        requests=tuple(_requests(desk, words, client_ids, limit)),
        clients=tuple(_clients(desk, words, client_ids, limit)),
        notes=tuple(_notes(desk, words, client_ids, limit)),
    )


def _only(column: str, client_ids: Sequence[int] | None) -> str:
    return "" if client_ids is None else f" AND {column} IN ({numbers(client_ids)})"


def _cards(desk: Desk, words: Sequence[str], client_ids: Sequence[int] | None, limit: int) -> list[CardLine]:
    only = _only("c.client_id", client_ids)
    found: list[int] = []
    code = _CODE.fullmatch(words[0]) if len(words) == 1 else None
    if code:
        found = [
            number
            for (number,) in desk.rows(
                f"SELECT c.id FROM card c JOIN client k ON k.id = c.client_id WHERE k.code = ? AND c.number = ?{only}",
                code[1].upper(), int(code[2]),
            )
        ]  # fmt: skip
    holds = " AND ".join("c.search LIKE ? ESCAPE '!'" for _ in words)
    rows = desk.rows(
        # Not "archived = FALSE" as elsewhere: that walks an index and fetches card by card, six times slower than reading all.
        f"SELECT c.id FROM card c WHERE NOT c.archived AND {holds}{only} "
        "ORDER BY CASE WHEN c.done_at IS NULL THEN 0 ELSE 1 END, c.id DESC LIMIT ?",
        *(like(word) for word in words), limit,
    )  # fmt: skip
    order = list(dict.fromkeys([*found, *(number for (number,) in rows)]))[:limit]
    if not order:
        return []
    lines = {line.id: line for line in card_lines(desk, f"c.id IN ({numbers(order)})", ())}
    return [lines[number] for number in order if number in lines]


def _pages(desk: Desk, sql: str, limit: int, words: Sequence[str]) -> list[tuple[int, Sequence[Any]]]:
    """Rows whose texts hold all the words, read from the newest on, until there are enough.

    Args:
        desk: the desk.
        sql: a statement with the number first and the texts after it, and one question mark for the number to stay below.
        limit: how many are enough.
        words: folded.
    """
    found: list[tuple[int, Sequence[Any]]] = []
    below = 1 << 40
    while len(found) < limit:
        page = desk.rows(f"{sql} ORDER BY 1 DESC LIMIT {_PAGE}", below)
        for row in page:
            text = searchable(" ".join(str(part or "") for part in row[1:]))
            if all(word in text for word in words):
                found.append((row[0], row))
        if len(page) < _PAGE:
            break
        below = page[-1][0]
    return found[:limit]


def _requests(desk: Desk, words: Sequence[str], client_ids: Sequence[int] | None, limit: int) -> list[RequestLine]:
    sql = (
        "SELECT r.id, r.words, r.sender, k.code, k.name FROM request r LEFT JOIN client k ON k.id = r.client_id "
        f"WHERE r.id < ?{_only('r.client_id', client_ids)}"
    )
    return request_lines(desk, [number for number, _ in _pages(desk, sql, limit, words)])


def _clients(desk: Desk, words: Sequence[str], client_ids: Sequence[int] | None, limit: int) -> list[FoundClient]:
    rows = desk.rows(
        f"SELECT k.id, k.code, k.name, k.colour, k.shape, k.style FROM client k WHERE 1 = 1{_only('k.id', client_ids)} "
        "ORDER BY k.position, k.id"
    )
    people: dict[int, str] = {}
    for client, *texts in desk.rows("SELECT client_id, name, role, email, phone FROM contact ORDER BY id"):
        people[client] = " ".join([people.get(client, ""), *texts])
    found = []
    for number, code, name, colour, shape, style in rows:
        text = searchable(f"{code} {name} {style} {people.get(number, '')}")
        if all(word in text for word in words):
            found.append(FoundClient(number, code, name, colour, shape))
    return found[:limit]


def _notes(desk: Desk, words: Sequence[str], client_ids: Sequence[int] | None, limit: int) -> list[FoundNote]:
    sql = (
        "SELECT n.id, n.text, k.code, n.client_id, k.colour, k.shape, n.created_at FROM client_note n "
        f"JOIN client k ON k.id = n.client_id WHERE n.id < ?{_only('n.client_id', client_ids)}"
    )
    found = []
    for number, row in _pages(desk, sql, limit, words):
        _, text, code, client, colour, shape, at = row
        found.append(FoundNote(number, client, code, colour, shape, text, datetime.fromisoformat(at)))
    return found
