"""Boards and their stages, and the views that the split screen shows (domain.md W5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain.cards import CardLine, card_lines, move_cards, stored, windows
from vatui.domain.clients import ClientLine, client_lines, get_client, my_zone
from vatui.domain.urgency import refresh_urgency as refresh_urgency
from vatui.errors import InvalidField, NotFound
from vatui.i18n import N_
from vatui.models import Board, Card, Stage
from vatui.records import record
from vatui.text import clean
from vatui.values import StageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WINDOW = 60
"""How many cards of a lane are read at once: more than a screen holds, above and below."""


@record
class Lane:
    """A stage with the cards in view.

    Attributes:
        name: as its owner called it; empty when it is called by its kind.
        limit: most cards that should be here; 0 is none.
        count: cards in the stage.
        first: how many cards stand above the first of ``cards``.
        cards: a window of them, in order.
    """

    stage_id: int
    name: str
    kind: StageKind
    limit: int
    count: int
    first: int
    cards: tuple[CardLine, ...]


@record
class BoardView:
    """A board as a pane of the split view shows it."""

    id: int
    name: str
    client: ClientLine
    lanes: tuple[Lane, ...]
    """The stages but those for finished work."""
    done: tuple[Lane, ...]
    """The stages for finished work, newest first."""
    done_this_week: int
    """Cards finished since Monday, by my clock."""
    boards: tuple[tuple[int, str], ...] = ()
    """All boards of the client, number and name."""


@record
class BoardSheet:
    """A board as it is managed, among the other boards of its client.

    Attributes:
        boards: number, name, whether it is archived, and how many open cards it has; all of the client's.
        stages: number, own name, kind, limit, and how many cards are in it, the archived ones too.
    """

    id: int
    name: str
    client_id: int
    client_code: str
    boards: tuple[tuple[int, str, bool, int], ...]
    stages: tuple[tuple[int, str, StageKind, int, int], ...]


def board_sheet(desk: Desk, board_id: int) -> BoardSheet:
    """A board with its stages, and the client's other boards; ``NotFound`` if there is none."""
    board = _board(board_id)
    open_cards = dict(
        desk.rows(
            "SELECT s.board_id, COUNT(*) FROM card c JOIN stage s ON s.id = c.stage_id JOIN board b ON b.id = s.board_id "
            "WHERE b.client_id = ? AND NOT c.archived AND c.done_at IS NULL GROUP BY s.board_id",
            board.client_id,
        )
    )
    cards = dict(
        desk.rows(
            "SELECT c.stage_id, COUNT(*) FROM card c JOIN stage s ON s.id = c.stage_id WHERE s.board_id = ? GROUP BY c.stage_id",
            board_id,
        )
    )
    boards = Board.select().where(Board.client == board.client_id).order_by(Board.archived, Board.position, Board.id)
    stages = Stage.select().where(Stage.board == board_id).order_by(Stage.position, Stage.id)
    return BoardSheet(
        board.id, board.name, board.client_id, get_client(desk, board.client_id).code,
        tuple((row.id, row.name, row.archived, open_cards.get(row.id, 0)) for row in boards),
        tuple((row.id, row.name, row.kind, row.limit, cards.get(row.id, 0)) for row in stages),
    )  # fmt: skip


def boards_of(desk: Desk, client_id: int | None = None, *, archived: bool = False) -> tuple[tuple[int, int, str], ...]:
    """Boards in order of clients: number, client's number, name."""
    query = Board.select(Board.id, Board.client, Board.name)
    if client_id is not None:
        query = query.where(Board.client == client_id)
    if not archived:
        query = query.where(~Board.archived)
    order = {line.id: place for place, line in enumerate(client_lines(desk, all_states=True))}
    rows = sorted(query.order_by(Board.position, Board.id), key=lambda row: order.get(row.client_id, 0))
    return tuple((row.id, row.client_id, row.name) for row in rows)


def boards_in_use(desk: Desk) -> frozenset[int]:
    """The boards with at least one open card."""
    rows = desk.rows(
        "SELECT DISTINCT s.board_id FROM stage s WHERE EXISTS (SELECT 1 FROM card c WHERE c.stage_id = s.id "
        "AND c.archived = FALSE AND c.done_at IS NULL)"
    )
    return frozenset(board for (board,) in rows)


def stages_of(desk: Desk, client_id: int) -> tuple[tuple[int, str, StageKind, int], ...]:
    """The stages of a client's boards: number, own name, kind, board's number."""
    rows = (
        Stage.select(Stage.id, Stage.name, Stage.kind, Stage.board)
        .join(Board)
        .where(Board.client == client_id, ~Board.archived)
        .order_by(Board.position, Board.id, Stage.position, Stage.id)
    )
    return tuple((row.id, row.name, row.kind, row.board_id) for row in rows)


def board_views(
    desk: Desk,
    board_ids: Sequence[int],
    *,
    anchors: Mapping[int, int] | None = None,
    with_done: bool = False,
    search: str = "",
    names: Sequence[tuple[int, int, str]] | None = None,
) -> tuple[BoardView, ...]:
    """Boards side by side, each lane as a window around its anchor, in five statements whatever their number and size.

    Args:
        desk: the desk.
        board_ids: which, in order; those that are gone are left out.
        anchors: by stage, the card that must be in the window; the top if none.
        with_done: with the lanes of finished work.
        search: only cards whose title, tags or code hold this, folded.
        names: what ``boards_of`` said, if it was asked already.
    """
    if not board_ids:
        return ()
    rows = {row.id: row for row in Board.select().where(Board.id.in_(list(board_ids)))}
    clients = {line.id: line for line in client_lines(desk, all_states=True)}
    stages = list(Stage.select().where(Stage.board.in_(list(rows))).order_by(Stage.position, Stage.id))
    shown = [stage for stage in stages if with_done or stage.kind != StageKind.DONE]
    now = stored(desk.now())
    filters, values = _filter(search)
    counts = _counts(desk, [stage.id for stage in stages], now, filters, values)
    places = _anchor_places(desk, anchors or {}, {stage.id for stage in shown})
    parts: list[tuple[str, Sequence[Any], str]] = []
    for stage in shown:
        if stage.kind == StageKind.DONE:
            where = f"c.stage_id = ? AND c.archived = FALSE{filters}"
            parts.append((where, (stage.id, *values), f"ORDER BY c.done_at DESC, c.id DESC LIMIT {WINDOW}"))
            continue
        where = f"c.stage_id = ? AND c.archived = FALSE AND c.done_at IS NULL AND (c.wait_at IS NULL OR c.wait_at <= ?){filters}"
        given: list[Any] = [stage.id, now, *values]
        place = places.get(stage.id)
        if place is None:
            parts.append((where, given, f"ORDER BY c.position, c.id LIMIT {WINDOW}"))
        else:
            half = WINDOW // 2
            parts.append((
                f"{where} AND (c.position, c.id) < (?, ?)", [*given, *place], f"ORDER BY c.position DESC, c.id DESC LIMIT {half}"
            ))  # fmt: skip
            parts.append((
                f"{where} AND (c.position, c.id) >= (?, ?)", [*given, *place], f"ORDER BY c.position, c.id LIMIT {WINDOW}"
            ))  # fmt: skip
    by_stage: dict[int, list[CardLine]] = {}
    for line in windows(desk, parts):
        by_stage.setdefault(line.stage_id, []).append(line)
    firsts = _firsts(desk, {s: lines for s, lines in by_stage.items() if s in places}, now, filters, values)
    week = _done_this_week(desk, list(rows))
    names = boards_of(desk) if names is None else names
    views = []
    for board_id in board_ids:
        row = rows.get(board_id)
        if row is None or row.client_id not in clients:
            continue
        lanes: list[Lane] = []
        done: list[Lane] = []
        for stage in (s for s in stages if s.board_id == board_id):
            lines = by_stage.get(stage.id, [])
            if stage.kind != StageKind.DONE:
                lines.sort(key=lambda line: (line.position, line.id))
            lane = Lane(
                stage.id, stage.name, stage.kind, stage.limit, counts.get(stage.id, 0), firsts.get(stage.id, 0), tuple(lines)
            )
            (done if stage.kind == StageKind.DONE else lanes).append(lane)
        views.append(
            BoardView(
                row.id,
                row.name,
                clients[row.client_id],
                tuple(lanes),
                tuple(done),
                week.get(board_id, 0),
                tuple((b, name) for b, c, name in names if c == row.client_id),
            )
        )
    return tuple(views)


def _filter(search: str) -> tuple[str, list[Any]]:
    from vatui.text import searchable

    words = searchable(clean(search)).split()
    return "".join(" AND c.search LIKE ? ESCAPE '!'" for _ in words), [like(word) for word in words]


def like(word: str) -> str:
    """A pattern that finds a word anywhere, its own wildcards taken literally."""
    return "%" + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def _counts(desk: Desk, stage_ids: Sequence[int], now: str, filters: str, values: Sequence[Any]) -> dict[int, int]:
    if not stage_ids:
        return {}
    marks = ", ".join("?" for _ in stage_ids)
    rows = desk.rows(
        f"SELECT c.stage_id, COUNT(*) FROM card c JOIN stage s ON s.id = c.stage_id "
        f"WHERE c.stage_id IN ({marks}) AND c.archived = FALSE "
        f"AND (s.kind = 'done' OR c.done_at IS NULL) AND (c.wait_at IS NULL OR c.wait_at <= ?){filters} GROUP BY c.stage_id",
        *stage_ids, now, *values,
    )  # fmt: skip
    return dict(rows)


def _anchor_places(desk: Desk, anchors: Mapping[int, int], stage_ids: set[int]) -> dict[int, tuple[int, int]]:
    wanted = [card for stage, card in anchors.items() if stage in stage_ids]
    if not wanted:
        return {}
    marks = ", ".join("?" for _ in wanted)
    rows = desk.rows(f"SELECT stage_id, position, id FROM card WHERE id IN ({marks})", *wanted)
    return {stage: (position, card) for stage, position, card in rows}


def _firsts(
    desk: Desk, by_stage: Mapping[int, Sequence[CardLine]], now: str, filters: str, values: Sequence[Any]
) -> dict[int, int]:
    parts, given = [], []
    for stage_id, lines in by_stage.items():
        if not lines:
            continue
        top = min(lines, key=lambda line: (line.position, line.id))
        parts.append(
            f"SELECT {int(stage_id)}, COUNT(*) FROM card c WHERE c.stage_id = ? AND c.archived = FALSE AND c.done_at IS NULL "
            f"AND (c.wait_at IS NULL OR c.wait_at <= ?){filters} AND (c.position, c.id) < (?, ?)"
        )
        given += [stage_id, now, *values, top.position, top.id]
    return dict(desk.rows(" UNION ALL ".join(parts), *given)) if parts else {}


def _done_this_week(desk: Desk, board_ids: Sequence[int]) -> dict[int, int]:
    if not board_ids:
        return {}
    zone = my_zone(desk)
    today = zones.today(desk.now(), zone)
    monday = zones.day_bounds(today - timedelta(days=today.weekday()), zone)[0]
    marks = ", ".join("?" for _ in board_ids)
    rows = desk.rows(
        "SELECT s.board_id, COUNT(*) FROM card c JOIN stage s ON s.id = c.stage_id "
        f"WHERE c.archived = FALSE AND c.done_at >= ? AND s.board_id IN ({marks}) GROUP BY s.board_id",
        stored(monday), *board_ids,
    )  # fmt: skip
    return dict(rows)


def lane_page(desk: Desk, stage_id: int, position: int, card_id: int, *, down: bool, limit: int = WINDOW) -> tuple[CardLine, ...]:
    """The next cards of a lane below or above a place, in order; for scrolling past a window."""
    now = stored(desk.now())
    sign, order = (">", "") if down else ("<", " DESC")
    lines = card_lines(
        desk,
        "c.stage_id = ? AND c.archived = FALSE AND c.done_at IS NULL AND (c.wait_at IS NULL OR c.wait_at <= ?) "
        f"AND (c.position, c.id) {sign} (?, ?)",
        (stage_id, now, position, card_id), tail=f"ORDER BY c.position{order}, c.id{order} LIMIT {int(limit)}",
    )  # fmt: skip
    return tuple(lines if down else reversed(lines))


def doing_count(desk: Desk) -> int:
    """How many cards are in *doing* over all clients, for the personal limit."""
    rows = desk.rows(
        "SELECT COUNT(*) FROM card WHERE stage_id IN (SELECT id FROM stage WHERE kind = 'doing') "
        "AND archived = FALSE AND done_at IS NULL"
    )
    return int(rows[0][0])


# ---------------------------------------------------------------------- boards and stages


@operation(N_("Add board"))
def add_board(desk: Desk, client_id: int, name: str, stages: Sequence[tuple[str, StageKind, int]] | None = None) -> Board:
    """Make a board for a client.

    Args:
        desk: the desk.
        client_id: whose.
        name: what it is called.
        stages: name, kind and limit of each; the usual four if none are given.
    """
    from vatui.domain.clients import DEFAULT_STAGES

    client = get_client(desk, client_id)
    words = clean(name)
    if not words:
        raise InvalidField("name", N_("A name is needed."))
    place = Board.select().where(Board.client == client_id).count()
    board: Board = Board.create(client=client_id, name=words[:120], position=place)
    for position, (stage_name, kind, limit) in enumerate(stages or [("", kind, limit) for kind, limit in DEFAULT_STAGES]):
        Stage.create(board=board.id, name=clean(stage_name)[:60], kind=kind, limit=limit, position=position)
    desk.about(f"{client.code} {board.name}", client_id)
    return board


@operation(N_("Rename board"))
def rename_board(desk: Desk, board_id: int, name: str) -> Board:
    """Call a board something else."""
    board = _board(board_id)
    if not clean(name):
        raise InvalidField("name", N_("A name is needed."))
    board.name = clean(name)[:120]
    desk.about(board.name, board.client_id)
    board.save()
    return board


@operation(N_("Archive board"))
def archive_board(desk: Desk, board_id: int, archived: bool = True) -> Board:
    """Put a board away with its cards, or bring it back; a client keeps at least one."""
    board = _board(board_id)
    others = Board.select().where(Board.client == board.client_id, ~Board.archived, Board.id != board_id).count()
    if archived and not others:
        raise InvalidField("board", N_("A client keeps at least one board."))
    board.archived = archived
    desk.about(board.name, board.client_id)
    board.save()
    return board


@operation(N_("Add stage"))
def add_stage(desk: Desk, board_id: int, name: str, kind: StageKind, *, limit: int = 0, position: int | None = None) -> Stage:
    """Give a board another column, before those for finished work unless a place is given."""
    board = _board(board_id)
    stages = list(Stage.select().where(Stage.board == board_id).order_by(Stage.position, Stage.id))
    if position is None:
        position = len([s for s in stages if s.kind != StageKind.DONE]) if kind != StageKind.DONE else len(stages)
    for place, stage in enumerate(stages):
        if place >= position:
            stage.position = place + 1
            stage.save()
    made: Stage = Stage.create(board=board_id, name=clean(name)[:60], kind=kind, limit=_limit(limit), position=position)
    desk.about(f"{board.name}: {made.name or made.kind}", board.client_id)
    return made


@operation(N_("Edit stage"))
def edit_stage(
    desk: Desk, stage_id: int, *, name: str | None = None, kind: StageKind | None = None, limit: int | None = None
) -> Stage:
    """Change a column's name, kind or limit; cards in it are finished or reopened when it becomes or ceases to be *done*."""
    stage = get_stage(desk, stage_id)
    board = _board(stage.board_id)
    if name is not None:
        stage.name = clean(name)[:60]
    if limit is not None:
        stage.limit = _limit(limit)
    if kind is not None and kind != stage.kind:
        if StageKind.DONE in (kind, stage.kind):
            at = desk.now() if kind == StageKind.DONE else None
            # What was finished before keeps its day.
            rows = desk.rows("SELECT id FROM card WHERE stage_id = ? AND (done_at IS NULL) = ?", stage_id, at is not None)
            desk.update_many(Card, "done_at", [(card_id, at) for (card_id,) in rows])
        stage.kind = kind
    desk.about(f"{board.name}: {stage.name or stage.kind}", board.client_id)
    stage.save()
    return stage


@operation(N_("Move stage"))
def move_stage(desk: Desk, stage_id: int, by: int) -> None:
    """Move a column left (negative) or right."""
    stage = get_stage(desk, stage_id)
    order = [s.id for s in Stage.select().where(Stage.board == stage.board_id).order_by(Stage.position, Stage.id)]
    place = order.index(stage_id)
    order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
    desk.about(stage.name or stage.kind, _board(stage.board_id).client_id)
    desk.update_many(Stage, "position", [(row, number) for number, row in enumerate(order)])


@operation(N_("Remove stage"))
def remove_stage(desk: Desk, stage_id: int, *, cards_to: int) -> None:
    """Remove a column; its cards, archived ones too, go to another of the same board."""
    stage = get_stage(desk, stage_id)
    target = get_stage(desk, cards_to)
    if target.board_id != stage.board_id or target.id == stage.id:
        raise InvalidField("stage", N_("The cards need another stage of the same board."))
    ids = [card_id for (card_id,) in desk.rows("SELECT id FROM card WHERE stage_id = ? ORDER BY position, id", stage_id)]
    if ids:
        move_cards(desk, ids, cards_to)
    desk.about(stage.name or stage.kind, _board(stage.board_id).client_id)
    stage.delete_instance()


def get_stage(desk: Desk, stage_id: int) -> Stage:
    """The row of a stage; ``NotFound`` if there is none."""
    stage: Stage | None = Stage.get_or_none(Stage.id == stage_id)
    if stage is None:
        raise NotFound(N_("There is no such stage any more."))
    return stage


def _board(board_id: int) -> Board:
    board: Board | None = Board.get_or_none(Board.id == board_id)
    if board is None:
        raise NotFound(N_("There is no such board any more."))
    return board


def _limit(limit: int) -> int:
    if not 0 <= limit <= 999:
        raise InvalidField("limit", N_("A limit lies between 0 (none) and 999."))
    return limit


def lane_end(desk: Desk, stage_id: int, *, last: bool) -> int | None:
    """The first or the last card of a lane; none in an empty one."""
    order = " DESC" if last else ""
    rows = desk.rows(
        "SELECT id FROM card WHERE stage_id = ? AND archived = FALSE AND done_at IS NULL AND (wait_at IS NULL OR wait_at <= ?) "
        f"ORDER BY position{order}, id{order} LIMIT 1",
        stage_id, stored(desk.now()),
    )  # fmt: skip
    return int(rows[0][0]) if rows else None
