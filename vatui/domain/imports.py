"""Bringing in what was read from another tool, again and again (formats-work.md 10).

A thing of theirs is known by its own id, never by its title: ``ExternalRef`` says which card, stage or board of ours stands
for it, and what it looked like when it was last read. From that follows the three-way merge: what did not change there is left
alone, what changed there and not here is written, what changed on both sides stays as it is here and is told. Cards that
vanish there, and cards that were deleted here, stay so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain.calendar import urgent_from
from vatui.domain.calendars import my_calendar
from vatui.domain.cards import GAP, archive_cards, edit_card, finish_cards, move_cards, reopen_cards, stored
from vatui.domain.clients import get_client
from vatui.domain.search_text import search_text
from vatui.domain.stage_names import kind_of
from vatui.errors import InvalidField, NotFound
from vatui.i18n import N_
from vatui.models import (
    Board,
    Card,
    CardTag,
    CheckItem,
    Client,
    Comment,
    CustomValue,
    ExternalRef,
    Helper,
    ImportRun,
    Link,
    Row,
    Stage,
    Tag,
)  # fmt: skip
from vatui.models.work import NO_DUE
from vatui.records import record
from vatui.text import clean
from vatui.values import Said, StageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from vatui.exchange import bundle as theirs

_CHUNK: Final = 500
_TITLES: Final = 60
"""How many titles of each sort a plan names."""

MEMBERS: Final = "Members"
"""What the people of a card are kept under when no helper has their name."""


class LossLike(Protocol):
    """Something of the other tool that will not be in vatui: a caption before the number, how many, why; marked texts."""

    @property
    def what(self) -> str:
        """What is lost."""

    @property
    def count(self) -> int:
        """How many."""

    @property
    def why(self) -> str:
        """One sentence."""


@record
class Lost:
    """A loss that only the desk can tell."""

    what: str
    count: int
    why: str


@record
class Plan:
    """What an import would do; nothing was written.

    Attributes:
        board_name: where the cards would be.
        board_id: the board, if it is there already.
        stages: the stages that would be made: name and kind.
        new: cards that would be made.
        changed: cards that would be changed.
        kept: cards of the file that would stay as they are.
        conflicts: cards that were changed on both sides; they keep what is here.
        gone: cards that an earlier import had and this file has no more; they stay.
        comments: comments that would be added to cards that are there already.
        losses: what vatui will not hold.
        warnings: what was odd in the file.
        counts: the figures of the reader.
        titles: of ``new``, ``changed``, ``conflicts`` and ``gone``, the titles of the first cards.
        same_file: this very file was the last that was brought in for this board.
        elsewhere: codes of other clients that have this board too.
    """

    board_name: str
    board_id: int | None
    stages: tuple[tuple[str, StageKind], ...]
    new: int
    changed: int
    kept: int
    conflicts: int
    gone: int
    comments: int
    losses: tuple[LossLike, ...]
    warnings: tuple[theirs.Notice, ...]
    counts: Mapping[str, int]
    titles: Mapping[str, tuple[str, ...]]
    same_file: bool
    elsewhere: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether applying it would change nothing a person can see."""
        return not (self.new or self.changed or self.comments or self.stages)


@record
class Applied:
    """What an import did: figures as in `Plan`; ``board_id`` is none and ``run_id`` too if nothing was written."""

    run_id: int | None
    board_id: int | None
    new: int
    changed: int
    kept: int
    conflicts: int
    gone: int
    same_file: bool


def plan(desk: Desk, bundle: theirs.Bundle, client_id: int, board_id: int | None = None, *, sha256: str = "") -> Plan:
    """Say what an import would do.

    Args:
        desk: the desk.
        bundle: what was read from the file.
        client_id: whose work it is.
        board_id: the board that takes it the first time; a new one of its own if none. Later the board of the first time counts.
        sha256: of the file, to tell whether it is the same again.

    Raises:
        InvalidField: the board is another client's.
        NotFound: there is no such client or board.
    """
    work = _Work(desk, bundle, client_id, board_id)
    changed = [merge for merge in work.merges if merge.writes]
    return Plan(
        board_name=work.board_name, board_id=work.board_id, stages=tuple((name, kind) for _, name, kind in work.new_stages),
        new=len(work.new), changed=len(changed), kept=len(bundle.cards) - len(work.new) - len(changed),
        conflicts=sum(merge.conflict for merge in work.merges), gone=len(work.gone),
        comments=sum(merge.comments for merge in work.merges), losses=work.losses(), warnings=bundle.warnings, counts=bundle.counts,
        titles={
            "new": tuple(card.title for card in work.new[:_TITLES]),
            "changed": tuple(merge.card.title for merge in changed[:_TITLES]),
            "conflicts": tuple(merge.card.title for merge in work.merges if merge.conflict)[:_TITLES],
            "gone": work.gone_titles(),
        },
        same_file=work.same_file(sha256), elsewhere=work.elsewhere(),
    )  # fmt: skip


@operation(N_("Import"))
def apply(
    desk: Desk,
    bundle: theirs.Bundle,
    client_id: int,
    *,
    file_name: str,
    sha256: str,
    board_id: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Applied:
    """Bring it in, as one step.

    Args:
        desk: the desk.
        bundle: what was read from the file.
        client_id: whose work it is.
        file_name: its name, for the record.
        sha256: of the file; the same file again changes nothing.
        board_id: as for `plan`.
        progress: told how many cards of how many are done, on the desk's thread; what it raises stops the import and nothing is
            kept.

    Raises:
        InvalidField: the board is another client's.
        NotFound: there is no such client or board.
    """
    work = _Work(desk, bundle, client_id, board_id)
    figures = {
        "new": len(work.new), "changed": sum(merge.writes for merge in work.merges),
        "conflicts": sum(merge.conflict for merge in work.merges), "gone": len(work.gone),
    }  # fmt: skip
    figures["kept"] = len(bundle.cards) - figures["new"] - figures["changed"]
    same = work.same_file(sha256)
    if same or not work.anything:
        return Applied(None, None, 0, 0, len(bundle.cards), 0, len(work.gone), same)
    counts = json.dumps({**figures, **bundle.counts, "lost": sum(loss.count for loss in work.losses())})
    run = ImportRun.create(
        client=client_id, source=bundle.source, file_name=clean(file_name)[:200], sha256=sha256, at=desk.now(), counts=counts
    )
    work.write(run.id, progress)
    desk.about(f"{work.client.code} {work.board_name}", client_id)
    return Applied(run.id, work.board_id, same_file=False, **figures)


# ---------------------------------------------------------------------- what stands for what


def _short(value: Any) -> str:
    """A value as a short text that is equal only for equal values."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= 48 else hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass(slots=True)
class _Part:
    """One row that hangs on a card: what the source says, and its columns; none if we hold nothing for it."""

    mark: str
    columns: dict[str, Any] | None


@record
class _Kind:
    """A table of rows that hang on cards."""

    row: type[Row]
    columns: tuple[str, ...]
    """What is compared."""

    def mark(self, columns: Mapping[str, Any]) -> str:
        """The columns as one short text."""
        return _short([int(columns[name]) if name == "done" else columns[name] for name in self.columns])


_KINDS: Final[dict[str, _Kind]] = {
    "items": _Kind(CheckItem, ("checklist", "text", "done")),
    "links": _Kind(Link, ("title", "url")),
    "fields": _Kind(CustomValue, ("name", "value")),
    "comments": _Kind(Comment, ("text",)),
}


@dataclass(slots=True)
class _Merge:
    """What is to be done with one card that is known already."""

    card: theirs.Card
    ref_id: int
    row_id: int
    memory: dict[str, Any]
    """What will be remembered of it."""
    fields: dict[str, Any] = field(default_factory=dict)
    add: list[tuple[str, str, _Part]] = field(default_factory=list)
    edit: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    drop: list[tuple[str, int]] = field(default_factory=list)
    conflict: bool = False
    learnt: bool = False
    """Whether the memory differs from what is stored."""
    returned: bool = False

    @property
    def writes(self) -> bool:
        """Whether something a person can see will change."""
        return bool(self.fields or self.add or self.edit or self.drop)

    @property
    def comments(self) -> int:
        """How many comments are new."""
        return sum(kind == "comments" for kind, _, _ in self.add)


class _Work:
    """One import: what the file says, compared with what is here."""

    def __init__(self, desk: Desk, bundle: theirs.Bundle, client_id: int, board_id: int | None) -> None:
        self.desk = desk
        self.bundle = bundle
        self.client = get_client(desk, client_id)
        self.helpers = {row.name.casefold(): row.id for row in Helper.select().where(Helper.active == 1)}
        self.people = {person.ext_id: person.name for person in bundle.people}
        self.refs = {
            (row.kind, row.ext_id): row
            for row in ExternalRef.select().where(ExternalRef.client == client_id, ExternalRef.source == bundle.source)
        }
        self.whole = bool(bundle.lists) and bool(bundle.container.name)
        """Whether the file is a board, and not one card of it."""
        self.board = self._board(board_id)
        self.board_id: int | None = None if self.board is None else self.board.id
        self.board_name = self.board.name if self.board else (clean(bundle.container.name) or self.client.name)[:120]
        self._match_stages()
        known = [(card, self.refs["card", card.ext_id]) for card in bundle.cards if ("card", card.ext_id) in self.refs]
        self.new = [card for card in bundle.cards if ("card", card.ext_id) not in self.refs]
        self.merges = [merge for part in _parts_of(known) for merge in self._compare(part)]
        self.gone = self._gone()

    # ------------------------------------------------------------------ boards and stages

    def _board(self, board_id: int | None) -> Board | None:
        """The board of the first time, else the one asked for; for a single card, the client's first."""
        ref = self.refs.get(("board", self.bundle.container.ext_id))
        if ref is not None:
            board: Board | None = Board.get_or_none(Board.id == ref.row_id)
            if board is not None:
                return board
        if board_id is not None:
            board = Board.get_or_none(Board.id == board_id)
            if board is None:
                raise NotFound(N_("There is no such board any more."))
            if board.client_id != self.client.id:
                raise InvalidField("board", N_("That board belongs to another client."))
            return board
        if self.whole:
            return None
        first: Board | None = (
            Board.select().where(Board.client == self.client.id, ~Board.archived).order_by(Board.position, Board.id).first()
        )
        return first

    def _match_stages(self) -> None:
        """For each list, the stage that stands for it or will be made for it."""
        self.stages: list[Stage] = (
            []
            if self.board is None
            else list(Stage.select().where(Stage.board == self.board.id).order_by(Stage.position, Stage.id))
        )
        by_id = {stage.id: stage for stage in self.stages}
        self.stage_of: dict[str, Stage | None] = {}
        self.new_stages: list[tuple[str, str, StageKind]] = []
        """The list, the name and the kind of each stage to be made."""
        self.renamed: list[tuple[ExternalRef, Stage, str]] = []
        self.matched: list[tuple[str, str, Stage]] = []
        open_lists = [column for column in self.bundle.lists if not column.archived]
        taken = {ref.row_id for (kind, _), ref in self.refs.items() if kind == "list"}
        for column in self.bundle.lists:
            ref = self.refs.get(("list", column.ext_id))
            stage = by_id.get(ref.row_id) if ref is not None else None
            if ref is not None and stage is not None:
                self.stage_of[column.ext_id] = stage
                was = json.loads(ref.source_values).get("name", "")
                if was != column.name:
                    self.renamed.append((ref, stage, column.name))
        for column in open_lists:
            if column.ext_id in self.stage_of or ("list", column.ext_id) in self.refs:
                continue
            stage = next((one for one in self.stages if one.id not in taken and _fits(one, column.name)), None)
            if stage is not None:
                taken.add(stage.id)
                self.stage_of[column.ext_id] = stage
                if self.whole:
                    self.matched.append((column.ext_id, column.name, stage))
            elif self.whole:
                self.stage_of[column.ext_id] = None
                self.new_stages.append((column.ext_id, column.name, kind_of(column.name)))
        self._complete_stages()
        names = {clean(column.name).casefold(): column.ext_id for column in reversed(open_lists) if column.ext_id in self.stage_of}
        self.like = {
            column.ext_id: names[clean(column.name).casefold()]
            for column in self.bundle.lists
            if column.ext_id not in self.stage_of and clean(column.name).casefold() in names
        }
        """For an archived list, the open one of its name."""

    def _complete_stages(self) -> None:
        """A board that is to be made needs a stage to work in and one for finished work."""
        if self.board is not None:
            return
        kinds = [kind for _, _, kind in self.new_stages]
        if all(kind == StageKind.DONE for kind in kinds):
            self.new_stages.insert(0, ("", "", StageKind.READY))
        if StageKind.DONE not in kinds:
            self.new_stages.append(("", "", StageKind.DONE))

    def _target(self, card: theirs.Card) -> tuple[Stage | None, bool]:
        """The stage for a card, none while it is not made yet, and whether the card is finished there."""
        list_id = self.like.get(card.list_ext_id, card.list_ext_id)
        stage: Stage | None
        if list_id in self.stage_of:
            stage = self.stage_of[list_id]
        else:
            stage = next((one for one in self.stages if one.kind != StageKind.DONE), None) or (
                self.stages[0] if self.stages else None
            )
        if stage is None:
            return None, card.done
        if stage.kind == StageKind.DONE or not card.done:
            return stage, stage.kind == StageKind.DONE
        # A finished card that stays in a lane for work would be seen nowhere.
        return next((one for one in self.stages if one.kind == StageKind.DONE), stage), True

    # ------------------------------------------------------------------ what the file says

    def _source(self, card: theirs.Card) -> dict[str, Any]:
        """The fields of a card as its source has them."""
        return {
            "title": clean(card.title)[:500], "memo": _short(clean(card.body, lines=True)),
            "due": None if card.due is None else stored(card.due), "start": None if card.start is None else stored(card.start),
            "place": [card.list_ext_id if self.whole else "", card.done], "archived": card.archived,
            "tags": sorted(_tags(card)), "people": sorted(self._names(card)),
        }  # fmt: skip

    def _ours(self, card: theirs.Card) -> dict[str, Any]:
        """The same fields as they are here once they were written."""
        stage, done = self._target(card)
        due, start = self._said(card.due), self._said(card.start)
        return {
            "title": clean(card.title)[:500], "memo": _short(clean(card.body, lines=True)),
            "due": None if due is None else [due.text, due.zone], "start": None if start is None else [start.text, start.zone],
            "place": [None if stage is None else stage.id, done], "archived": card.archived, "tags": sorted(_tags(card)),
            "people": self._helper(card),
        }  # fmt: skip

    def _said(self, instant: datetime | None) -> Said | None:
        """A date as the client would say it; in UTC where that minute comes twice."""
        if instant is None:
            return None
        instant = instant.replace(second=0)
        for zone in (self.client.zone, "UTC"):
            text = zones.local(instant, zone).strftime("%Y-%m-%dT%H:%M")
            if zones.end_of_said(text, zone) == instant:
                return Said(text, zone)
        raise AssertionError(instant)

    def _names(self, card: theirs.Card) -> list[str]:
        return [clean(self.people[ext_id]) for ext_id in card.people if self.people.get(ext_id)]

    def _helper(self, card: theirs.Card) -> int | None:
        """The first of a card's people who is a helper by that very name."""
        return next((self.helpers[name.casefold()] for name in self._names(card) if name.casefold() in self.helpers), None)

    def _parts(self, card: theirs.Card) -> dict[str, dict[str, _Part]]:
        """What hangs on a card, by kind and by a key that stays the same."""
        parts: dict[str, dict[str, _Part]] = {kind: {} for kind in _KINDS}

        def put(kind: str, key: str, **columns: Any) -> None:
            while key in parts[kind]:
                key += "'"
            parts[kind][key] = _Part(_KINDS[kind].mark(columns), columns)

        place = 0
        names: set[str] = set()
        for at, checklist in enumerate(card.checklists):
            if not checklist.items:
                continue
            # Two lists of one name would run together here, where a step only knows the name of its list.
            own = clean(checklist.name)
            tries = (own, *(f"{own} ({number})" for number in range(2, len(card.checklists) + 2)))
            name = next(one for one in tries if one.casefold() not in names)
            names.add(name.casefold())
            for number, item in enumerate(checklist.items):
                put(
                    "items", item.ext_id or f"{at}.{number}", checklist=name, text=clean(item.text)[:500],
                    done=item.done, position=place,
                )  # fmt: skip
                place += 1
        for at, link in enumerate(card.links):
            put("links", link.ext_id, title=clean(link.title), url=clean(link.url), position=at)
        for at, (name, value) in enumerate(card.fields):
            put("fields", f"f:{name}", name=clean(name), value=clean(value), position=at)
        if card.people:
            helper = self._helper(card)
            rest = [name for name in self._names(card) if helper is None or self.helpers.get(name.casefold()) != helper]
            columns = {"name": MEMBERS, "value": ", ".join(rest), "position": len(card.fields)} if rest else None
            parts["fields"]["m:"] = _Part(_short(sorted(self._names(card))), columns)
        for comment in card.comments:
            at_ = comment.at or card.created_at or self.desk.now()
            put("comments", comment.ext_id, author=clean(comment.author), text=clean(comment.text, lines=True), at=at_)
        return parts

    # ------------------------------------------------------------------ the three-way merge

    def _compare(self, known: Sequence[tuple[theirs.Card, ExternalRef]]) -> Iterator[_Merge]:
        """Compare some cards with what is here and with what was remembered."""
        ids = [ref.row_id for _, ref in known]
        here = self._here(ids)
        hanging = {name: self._hanging(kind, ids) for name, kind in _KINDS.items()}
        for card, ref in known:
            memory = json.loads(ref.source_values)
            merge = _Merge(card, ref.id, ref.row_id, memory, returned=ref.last_run is not None)
            local = here.get(ref.row_id)
            # A card that was deleted here stays deleted; what became of it there is of no interest any more.
            if local is not None:
                self._compare_fields(merge, local)
                for name in _KINDS:
                    self._compare_parts(merge, name, hanging[name].get(ref.row_id, {}))
            yield merge

    def _compare_fields(self, merge: _Merge, local: Mapping[str, Any]) -> None:
        source, wanted = self._source(merge.card), self._ours(merge.card)
        old_source, ours = merge.memory["src"], merge.memory["ours"]
        for name, value in source.items():
            before = old_source.get(name)
            if value == before or (not value and not before):
                continue
            merge.learnt = True
            old_source[name] = value
            mine = ours.get(name, before)
            if _same(local[name], wanted[name]):
                ours[name] = wanted[name]
            elif _same(local[name], mine) and not (name == "place" and local["client"] != self.client.id):
                merge.fields[name] = wanted[name]
                ours[name] = wanted[name]
            else:
                # What is here stays, and what it was last made from is remembered, so that the next change there is told too.
                ours[name] = mine
                merge.conflict = True

    def _compare_parts(self, merge: _Merge, kind: str, local: Mapping[int, str]) -> None:
        """Compare what hangs on a card; ``local`` has a mark for each row that is here."""
        memory: dict[str, list[Any]] = merge.memory["parts"].setdefault(kind, {})
        found = self._parts(merge.card)[kind]
        for key, part in found.items():
            old = memory.get(key)
            if old is None:
                merge.learnt = True
                memory[key] = [part.mark, 0]
                if part.columns is not None:
                    merge.add.append((kind, key, part))
                continue
            if old[0] == part.mark:
                continue
            merge.learnt = True
            row_id, mine = int(old[1]), old[-1] if len(old) > 2 else old[0]
            wanted = None if part.columns is None else _KINDS[kind].mark(part.columns)
            here = local.get(row_id) if row_id else None
            old[0] = part.mark
            if here == wanted:
                _agree(old, wanted)
            elif row_id and here != mine:
                _agree(old, mine)
                merge.conflict = True
            elif wanted is None:
                merge.drop.append((kind, row_id))
                memory[key] = [part.mark, 0]
            elif not row_id:
                merge.add.append((kind, key, part))
            else:
                merge.edit.append((kind, row_id, part.columns or {}))
                _agree(old, wanted)
        if kind == "comments":
            return
        for key in [key for key in memory if key not in found and memory[key][0]]:
            old = memory[key]
            row_id, mine = int(old[1]), old[-1] if len(old) > 2 else old[0]
            merge.learnt = True
            if row_id and local.get(row_id) == mine:
                merge.drop.append((kind, row_id))
                del memory[key]
            else:
                # Changed or deleted here: it is ours now, and no longer looked for there.
                memory[key] = ["", row_id, mine]

    def _here(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The fields of cards as they are now."""
        marks = ", ".join("?" for _ in ids)
        tags: dict[int, list[str]] = {}
        for card_id, name in self.desk.rows(
            f"SELECT x.card_id, t.name FROM card_tag x JOIN tag t ON t.id = x.tag_id WHERE x.card_id IN ({marks})", *ids
        ):
            tags.setdefault(card_id, []).append(name)
        rows = self.desk.rows(
            "SELECT id, client_id, title, memo, due_said, due_zone, start_said, start_zone, stage_id, done_at, archived, helper_id "
            f"FROM card WHERE id IN ({marks})",
            *ids,
        )
        return {
            row[0]: {
                "client": row[1], "title": row[2], "memo": _short(row[3]), "due": None if row[4] is None else [row[4], row[5]],
                "start": None if row[6] is None else [row[6], row[7]], "place": [row[8], row[9] is not None],
                "archived": bool(row[10]), "people": row[11], "tags": sorted(tags.get(row[0], [])),
            }
            for row in rows
        }  # fmt: skip

    def _hanging(self, kind: _Kind, ids: Sequence[int]) -> dict[int, dict[int, str]]:
        """What hangs on cards now: a mark by the row's number, by the card's."""
        columns = ", ".join(f'"{name}"' for name in kind.columns)
        marks = ", ".join("?" for _ in ids)
        found: dict[int, dict[int, str]] = {}
        for row_id, card_id, *values in self.desk.rows(
            f'SELECT id, card_id, {columns} FROM "{kind.row.table()}" WHERE card_id IN ({marks})', *ids
        ):
            found.setdefault(card_id, {})[row_id] = kind.mark(dict(zip(kind.columns, values, strict=True)))
        return found

    def _gone(self) -> list[ExternalRef]:
        """Cards of this board that the file has no more."""
        if not self.whole:
            return []
        here = {card.ext_id for card in self.bundle.cards}
        board = self.bundle.container.ext_id
        return [
            ref
            for (kind, ext_id), ref in self.refs.items()
            if kind == "card" and ext_id not in here and json.loads(ref.source_values)["board"] == board
        ]

    # ------------------------------------------------------------------ what a plan tells beside the figures

    def gone_titles(self) -> tuple[str, ...]:
        """The titles of the first cards that are gone there and still here."""
        ids = [ref.row_id for ref in self.gone[:_TITLES]]
        if not ids:
            return ()
        marks = ", ".join("?" for _ in ids)
        return tuple(title for (title,) in self.desk.rows(f"SELECT title FROM card WHERE id IN ({marks}) ORDER BY id", *ids))

    def losses(self) -> tuple[LossLike, ...]:
        """What the reader lost, and the lists that become no stages."""
        archived = sum(column.archived and column.ext_id not in self.stage_of for column in self.bundle.lists)
        empty = sum(not checklist.items for card in self.bundle.cards for checklist in card.checklists)
        own = (
            Lost(N_("Archived lists"), archived, N_("Their cards come along, archived.")),
            Lost(N_("Empty checklists"), empty, N_("A checklist in vatui is made of its items.")),
        )
        return (*self.bundle.losses, *(loss for loss in own if loss.count))

    def same_file(self, sha256: str) -> bool:
        """Whether this very file was the last that was brought in for this board."""
        ref = self.refs.get(("board", self.bundle.container.ext_id))
        if ref is None or not sha256 or ref.last_run is None:
            return False
        run = ImportRun.get_or_none(ImportRun.id == ref.last_run)
        return run is not None and run.sha256 == sha256

    def elsewhere(self) -> tuple[str, ...]:
        """The codes of other clients to whom this board was brought."""
        if not self.bundle.container.ext_id:
            return ()
        rows = (
            Client.select(Client.code)
            .join(ExternalRef, on=(ExternalRef.client == Client.id))
            .where(
                ExternalRef.kind == "board", ExternalRef.source == self.bundle.source,
                ExternalRef.ext_id == self.bundle.container.ext_id, Client.id != self.client.id,
            )
            .order_by(Client.code)
        )  # fmt: skip
        return tuple(row.code for row in rows)

    @property
    def anything(self) -> bool:
        """Whether there is anything to write, be it only what is remembered."""
        no_board = self.whole and ("board", self.bundle.container.ext_id) not in self.refs
        newly_gone = any(ref.last_run is None for ref in self.gone)
        new_stages = self.new_stages if self.whole else []
        return bool(
            self.new or new_stages or self.renamed or self.matched or no_board or newly_gone
            or any(merge.writes or merge.learnt or merge.returned for merge in self.merges)
        )  # fmt: skip

    # ------------------------------------------------------------------ writing

    def write(self, run_id: int, progress: Callable[[int, int], None] | None) -> None:
        """Make and change everything; inside an operation."""
        self.run_id = run_id
        tell = progress or _silent
        self._write_board()
        changed = [merge for merge in self.merges if merge.writes]
        total = len(self.new) + len(changed)
        done = 0
        tell(0, total)
        stages = [stage.id for stage in self.stages]
        marks = ", ".join("?" for _ in stages)
        places = dict(
            self.desk.rows(f"SELECT stage_id, MAX(position) FROM card WHERE stage_id IN ({marks}) GROUP BY stage_id", *stages)
        )
        for part in _parts_of(self.new):
            self._make(part, places)
            done += len(part)
            tell(done, total)
        for number, merge in enumerate(changed, 1):
            self._change(merge)
            if number % 50 == 0 or number == len(changed):
                tell(done + number, total)
        learnt = [(merge.ref_id, _packed(merge.memory)) for merge in self.merges if merge.learnt or merge.writes]
        self.desk.update_many(ExternalRef, "source_values", learnt)
        last = self._last_run()
        went = [(ref.id, last) for ref in self.gone if ref.last_run is None]
        self.desk.update_many(ExternalRef, "last_run", went)
        self.desk.update_many(ExternalRef, "last_run", [(merge.ref_id, None) for merge in self.merges if merge.returned])
        if self.board_ref is not None:
            self.desk.update_many(ExternalRef, "last_run", [(self.board_ref, run_id)])

    def _last_run(self) -> int | None:
        """The run before this one that brought this board."""
        ref = self.refs.get(("board", self.bundle.container.ext_id))
        return None if ref is None else ref.last_run

    def _put_away_unused(self) -> None:
        """Archive the board that came with the client and was never used: new work should land on the one brought in."""
        for board in Board.select().where(Board.client == self.client.id, ~Board.archived):
            stages = list(Stage.select().where(Stage.board == board.id))
            used = any(stage.name for stage in stages) or board.name != self.client.name
            if not used and not Card.select().where(Card.stage.in_([stage.id for stage in stages])).exists():
                board.archived = True
                board.save()

    def _write_board(self) -> None:
        """Make the board and the stages that are not there, and remember which stand for what."""
        container = self.bundle.container
        if self.board is None:
            place = Board.select().where(Board.client == self.client.id).count()
            self._put_away_unused()
            self.board = Board.create(client=self.client.id, name=self.board_name, position=place)
            self.board_id = self.board.id
        ref = self.refs.get(("board", container.ext_id))
        self.board_ref: int | None = None
        if ref is not None:
            self.board_ref = ref.id
            was = json.loads(ref.source_values).get("name", "")
            name = clean(container.name)[:120]
            if self.whole and was != name and self.board.name == was:
                self.board.name = name
                self.board.save()
            if self.whole and was != name:
                self.desk.update_many(ExternalRef, "source_values", [(ref.id, _packed({"name": name}))])
        elif self.whole:
            made = self._refer(
                "board", container.ext_id, Board, self.board.id, {"name": clean(container.name)[:120]}, container.url
            )
            self.board_ref = made.id
        for ref, stage, name in self.renamed:
            if stage.name == clean(json.loads(ref.source_values).get("name", ""))[:60]:
                stage.name = clean(name)[:60]
                stage.save()
            self.desk.update_many(ExternalRef, "source_values", [(ref.id, _packed({"name": name}))])
        for ext_id, name, stage in self.matched:
            self._refer("list", ext_id, Stage, stage.id, {"name": name})
        self._write_stages()

    def _write_stages(self) -> None:
        """New stages come in the order of the lists, on a board that is there before its stages for finished work."""
        if not self.new_stages:
            return
        assert self.board is not None
        before = [stage for stage in self.stages if stage.kind != StageKind.DONE]
        after = [stage for stage in self.stages if stage.kind == StageKind.DONE]
        made: list[Stage] = []
        for ext_id, name, kind in self.new_stages:
            stage = Stage.create(board=self.board.id, name=clean(name)[:60], kind=kind, position=len(before) + len(made))
            made.append(stage)
            if ext_id:
                self.stage_of[ext_id] = stage
                self._refer("list", ext_id, Stage, stage.id, {"name": name})
        self.desk.update_many(Stage, "position", [(stage.id, len(before) + len(made) + at) for at, stage in enumerate(after)])
        self.stages = [*before, *made, *after]

    def _refer(self, kind: str, ext_id: str, row: type[Row], row_id: int, values: Mapping[str, Any], url: str = "") -> ExternalRef:
        ref: ExternalRef = ExternalRef.create(
            source=self.bundle.source, kind=kind, ext_id=ext_id, client=self.client.id, table_name=row.table(), row_id=row_id,
            url=url, run=self.run_id, source_values=_packed(values),
        )  # fmt: skip
        return ref

    def _make(self, cards: Sequence[theirs.Card], places: dict[int, int]) -> None:
        """Make some cards with all that hangs on them, in a handful of statements."""
        desk, now, mine = self.desk, self.desk.now(), my_calendar(self.desk)
        number = desk.skip_numbers(f"card:{self.client.id}", len(cards))
        rows = []
        memories = []
        for at, card in enumerate(cards):
            stage, done = self._target(card)
            assert stage is not None
            places[stage.id] = (places.get(stage.id) or 0) + GAP
            due, start = self._said(card.due), self._said(card.start)
            due_at = None if due is None else zones.end_of_said(due.text, due.zone)
            ours = self._ours(card)
            title, tags = ours["title"], _tags(card)
            rows.append({
                "client": self.client.id, "number": number + at, "stage": stage.id, "position": places[stage.id], "title": title,
                "memo": clean(card.body, lines=True), "search": search_text(title, tags, f"{self.client.code}-{number + at}"),
                "due_said": due and due.text, "due_zone": due and due.zone, "due_at": due_at,
                "due_rank": NO_DUE if due_at is None else stored(due_at), "start_said": start and start.text,
                "start_zone": start and start.zone, "start_at": start and zones.end_of_said(start.text, start.zone),
                "urgent_from": None if due_at is None else urgent_from(due_at, None, mine), "helper": ours["people"],
                "archived": card.archived, "done_at": self._done_at(card) if done else None, "stage_since": now,
                "created_at": card.created_at or now,
            })  # fmt: skip
            memories.append(_memory(self.bundle.container.ext_id, self._source(card), ours))
        ids = desk.insert_many(Card, rows)
        self._hang([(card_id, memory, self._all_parts(card)) for card_id, memory, card in zip(ids, memories, cards, strict=True)])
        self._tag([(card_id, _tags(card)) for card_id, card in zip(ids, cards, strict=True)])
        desk.insert_many(
            ExternalRef,
            [
                {
                    "source": self.bundle.source, "kind": "card", "ext_id": card.ext_id, "client": self.client.id,
                    "table_name": Card.table(), "row_id": card_id, "url": card.url, "run": self.run_id, "last_run": None,
                    "source_values": _packed(memory),
                }
                for card_id, memory, card in zip(ids, memories, cards, strict=True)
            ],
        )  # fmt: skip

    def _all_parts(self, card: theirs.Card) -> list[tuple[str, str, _Part]]:
        return [(kind, key, part) for kind, parts in self._parts(card).items() for key, part in parts.items()]

    def _hang(self, cards: Sequence[tuple[int, dict[str, Any], Iterable[tuple[str, str, _Part]]]]) -> None:
        """Make rows that hang on cards, and note their numbers in what is remembered of each card."""
        for name, kind in _KINDS.items():
            rows: list[dict[str, Any]] = []
            notes: list[list[Any]] = []
            for card_id, memory, parts in cards:
                for part_kind, key, part in parts:
                    if part_kind != name:
                        continue
                    note = memory["parts"].setdefault(name, {})[key] = [part.mark, 0]
                    if part.columns is not None:
                        rows.append({**part.columns, "card": card_id})
                        notes.append(note)
                        _agree(note, kind.mark(part.columns))
            for note, row_id in zip(notes, self.desk.insert_many(kind.row, rows), strict=True):
                note[1] = row_id

    def _tag(self, cards: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put tags on new cards; a tag that is not there is made."""
        names = dict.fromkeys(name for _, tags in cards for name in tags)
        known = {name: tag_id for tag_id, name in self.desk.rows("SELECT id, name FROM tag")} if names else {}
        for name in names:
            if name not in known:
                known[name] = Tag.create(name=name).id
        self.desk.insert_many(CardTag, [{"card": card_id, "tag": known[name]} for card_id, tags in cards for name in tags])

    def _done_at(self, card: theirs.Card) -> datetime:
        """When a card was finished: as the file says, else the last instant that it tells of the card."""
        told = [comment.at for comment in card.comments if comment.at is not None]
        if card.created_at is not None:
            told.append(card.created_at)
        return min(card.done_at or max(told, default=self.desk.now()), self.desk.now())

    def _change(self, merge: _Merge) -> None:
        """Write what changed there and not here."""
        card, values = merge.card, dict(merge.fields)
        if "place" in values:
            self._place(merge)
        if "archived" in values:
            archive_cards(self.desk, [merge.row_id], card.archived)
        fields: dict[str, Any] = {}
        if "title" in values:
            fields["title"] = card.title
        if "memo" in values:
            fields["memo"] = card.body
        if "due" in values:
            fields["due"] = self._said(card.due)
        if "start" in values:
            fields["start"] = self._said(card.start)
        if "tags" in values:
            fields["tags"] = _tags(card)
        if "people" in values:
            fields["helper_id"] = values["people"]
        if fields:
            edit_card(self.desk, merge.row_id, **fields)
        for kind, row_id in merge.drop:
            _KINDS[kind].row.get_by_id(row_id).delete_instance()
        for kind, row_id, columns in merge.edit:
            row = _KINDS[kind].row.get_by_id(row_id)
            for name in _KINDS[kind].columns:
                if getattr(row, name) != columns[name]:
                    setattr(row, name, columns[name])
            row.save()
        self._hang([(merge.row_id, merge.memory, merge.add)])

    def _place(self, merge: _Merge) -> None:
        """Move a card to where it is there, finished or not."""
        stage, done = self._target(merge.card)
        assert stage is not None
        card = Card.get_by_id(merge.row_id)
        if card.stage_id != stage.id:
            move_cards(self.desk, [card.id], stage.id)
        elif not done:
            reopen_cards(self.desk, [card.id])
        if done:
            finish_cards(self.desk, [card.id])
            card = Card.get_by_id(merge.row_id)
            card.done_at = self._done_at(merge.card) if merge.card.done_at else card.done_at
            card.save()
        merge.memory["ours"]["place"] = [stage.id, done]


def _silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def _parts_of(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """A long row in short ones, for statements with so many values."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _fits(stage: Stage, name: str) -> bool:
    """Whether a stage that is there is meant by a list: it has its name, or none and its kind."""
    if stage.name:
        return bool(clean(stage.name).casefold() == clean(name).casefold())
    return bool(stage.kind == kind_of(name))


def _tags(card: theirs.Card) -> list[str]:
    """The labels of a card as tags."""
    names = (clean(name).lstrip("#").lower()[:60] for name in card.tags)
    return list(dict.fromkeys(name for name in names if name))


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or (not one and not other)


def _agree(note: list[Any], mark: str | None) -> None:
    """Remember what a row is here, only where it differs from what it is there."""
    note[2:] = [] if note[0] == mark else [mark]


def _memory(board: str, source: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """What is remembered of a card: what is empty, or the same there and here, need not be said twice."""
    return {
        "board": board,
        "src": {name: value for name, value in source.items() if value},
        "ours": {name: value for name, value in ours.items() if value != source[name]},
        "parts": {},
    }


def _packed(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
