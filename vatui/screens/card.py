"""The sheet of one card: everything about it on one list, each line edited where it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from vatui import wording, zones
from vatui.domain import boards, cards, matrix
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound, VatuiError
from vatui.i18n import N_, _, ngettext
from vatui.records import record
from vatui.screens.ask_date import CLEAR
from vatui.screens.card_lines import stage_name
from vatui.screens.card_verbs import CardVerbs
from vatui.screens.date_words import in_my_time, reading, understood
from vatui.screens.desk_dialog import DeskDialog
from vatui.screens.repeat_words import repeat_in_words
from vatui.themes import glyph
from vatui.values import Said, Urgency
from vatui.widgets.drawing import client_role, content, fit, palette_of, width_of, wrap
from vatui.widgets.field import Field
from vatui.widgets.lines import Lines
from vatui.widgets.picker import PickDialog
from vatui.widgets.row_list import Heading, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from vatui.desk import Desk
    from vatui.domain.calendar import Reason
    from vatui.domain.cards import CardLine, CardSheet
    from vatui.widgets.row_list import RowId

WATCHES = frozenset(
    {
        "card", "check_item", "link", "comment", "card_tag", "tag", "custom_value", "entry", "stage", "board", "client", "helper",
        "request",
    }
)  # fmt: skip
"""The tables that the sheet is made of."""

_LEAD = 14
"""Cells of the labels."""
_LONGEST = 40
"""Lines of one text before it is cut."""

_LABELS = {
    "title": N_("Title"), "client": N_("Client"), "stage": N_("Stage"), "due": N_("Due"), "start": N_("Start"),
    "wait": N_("Snoozed"), "estimate": N_("Estimate"), "important": N_("Important"), "urgency": N_("Urgency"),
    "helper_id": N_("Assigned to"), "waiting_for": N_("Waiting for"), "chase": N_("Ask again"), "repeat": N_("Repeats"),
    "tags": N_("Tags"), "client_visible": N_("Client sees"), "memo": N_("Memo"),
}  # fmt: skip
_HINTS = {
    "title": N_("what is to be done"), "start": N_("mon, 1 Dec, +3d; - for none"), "estimate": N_("2h, 45m, 1h30; - for none"),
    "tags": N_("words with blanks between"), "repeat": N_("every friday, every 2 weeks; - for once"),
    "check": N_("the next step"), "link": N_("https://…, and a title behind it"), "comment": N_("what there is to say"),
}  # fmt: skip
_FIELDS: dict[Any, str] = {
    cards.set_due: "due", cards.snooze_cards: "wait", cards.assign_cards: "helper_id", cards.set_important: "important",
    cards.set_urgency: "urgency",
}  # fmt: skip
"""The operations over many cards that set a field of one."""


@record
class _Read:
    """What one look at the desk gives."""

    sheet: CardSheet
    reason: Reason | None
    history: tuple[tuple[Any, str, str], ...]


def read_card(desk: Desk, card_id: int) -> _Read:
    """Everything the sheet shows."""
    return _Read(cards.card_sheet(desk, card_id), matrix.reason(desk, card_id), cards.history(desk, card_id))


class SheetList(RowList):
    """The lines of the sheet; space ticks a step."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "screen.tick", N_("Tick"), show=False, id="sheet.tick")]


class CardScreen(CardVerbs, DeskDialog[None]):
    """One card.

    Args:
        card_id: which.
        edit: whether its title is edited at once.
    """

    DEFAULT_CSS = """
    CardScreen {
        Vertical.frame { padding: 0 1; }
        SheetList { height: 1fr; }
        Vertical.editing { height: auto; }
        Lines { height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *CardVerbs.KEYS,
        Binding("x", "done", N_("Done"), tooltip=N_("Tick the step, else finish the card"), id="card.done"),
        Binding("e", "edit", N_("Edit"), tooltip=N_("Edit this line"), id="card.edit"),
        Binding("X,delete", "delete", N_("Delete"), show=False, tooltip=N_("Remove the step, link or card"), id="card.delete"),
        Binding("J", "shift(1)", N_("Step down"), show=False, id="sheet.down"),
        Binding("K", "shift(-1)", N_("Step up"), show=False, id="sheet.up"),
        Binding("n", "add_here", N_("Add"), show=False, tooltip=N_("Add a step, a link or a comment here"), id="sheet.add"),
        Binding("u,ctrl+z", "app.undo", N_("Undo"), show=False, id="app.undo"),
        Binding("U,ctrl+y", "app.redo", N_("Redo"), show=False, id="app.redo"),
        Binding("q", "leave", N_("Close"), show=False, id="sheet.leave"),
    ]  # fmt: skip

    def __init__(self, card_id: int, *, edit: bool = False) -> None:
        super().__init__(_("Card"), hint=(_("esc close"),))
        self.card_id = card_id
        self._edit_first = edit
        self._read: _Read | None = None
        self._list = SheetList(markable=False, shows_cursor=True)
        self._sentence = Lines()
        self._keys = Lines()
        self._editing: tuple[str, Any] | None = None
        """Which line is edited, and what it held when that began."""
        self._field: Field | None = None

    # ------------------------------------------------------------------ the frame

    def compose(self) -> ComposeResult:
        """The list, the line in which one edits, and the keys."""
        with Vertical(classes="frame") as frame:
            self._make_fit(frame)
            yield self._list
            yield Vertical(classes="editing")
            yield self._sentence
            yield self._keys

    def on_mount(self) -> None:
        """Read the card, and follow what others do to it."""
        self._write_border()
        self._fit()
        self._sentence.display = False
        self._list.focus()
        self.console.changed.subscribe(self, self._changed_meanwhile)
        self.begin(self._load, "load")

    def _make_fit(self, frame: Vertical) -> None:
        """As large as the screen lets it be."""
        width, height = self.app.size
        frame.styles.width = max(1, min(104, width - 2 if width > 4 else width))
        frame.styles.height = max(4, height if height < 30 else height - 4)

    def _is_drawn(self) -> bool:
        """Whether its widgets are there."""
        return self.is_mounted and bool(self.query(".frame"))

    def _fit(self) -> None:
        if not self._is_drawn():
            return
        self._make_fit(self.query_one(".frame", Vertical))
        if self._read is not None:
            self.call_after_refresh(self._show)

    def _write_border(self) -> None:
        if not self._is_drawn():
            return
        frame = self.query_one(".frame", Vertical)
        palette = palette_of(self.app)
        parts: list[Any] = [self.heading]
        if self._read is not None:
            line = self._read.sheet.line
            parts = [(f"{glyph('bar')}{line.code} ", client_role(line.colour)), fit(line.title, 70)]
        setattr(frame, "border_title", content(parts, palette))  # noqa: B010 - Content, where its type says str only
        setattr(frame, "border_subtitle", content(self.hint, palette))  # noqa: B010 - as above

    @property
    def changed(self) -> bool:
        """Nothing is lost on leaving: each line is saved by itself."""
        return False

    # ------------------------------------------------------------------ reading

    def _changed_meanwhile(self, tables: frozenset[str]) -> None:
        if tables & WATCHES:
            self.begin(self._load, "load")

    async def _load(self) -> None:
        try:
            read = await self.console.call(read_card, self.card_id)
        except NotFound as error:
            self.console.say(str(error))
            self.dismiss(None)
            return
        first = self._read is None
        self._read = read
        if self.console.discreet and read.sheet.line.client_id != self.console.scope:
            self.dismiss(None)
            return
        self._write_border()
        self._show()
        if first and self._edit_first:
            self._begin("title")

    @property
    def _line(self) -> CardLine:
        assert self._read is not None
        return self._read.sheet.line

    def _show(self) -> None:
        if self._read is None:
            return
        lines, headings = self._rows(self._read)
        self._list.show(lines, headings=headings)
        self._show_keys()

    def _room(self) -> int:
        """Cells for a text beside its label."""
        return max(10, self._list.content_size.width - _LEAD - 6)

    def _rows(self, read: _Read) -> tuple[list[Line], list[Heading]]:
        rows = [line for part in (self._card_rows(read), self._step_rows(read.sheet), self._link_rows(read.sheet)) for line in part]
        rows += [*self._talk_rows(read.sheet), *self._other_rows(read)]
        sheet = read.sheet
        done = sum(check.done for check in sheet.checks)
        headings = [
            Heading("checks", _("Steps"), f"{done}/{len(sheet.checks)}" if sheet.checks else ""),
            Heading("links", _("Links"), str(len(sheet.links) or "")),
            Heading("comments", _("Comments"), str(len(sheet.comments) or "")),
            Heading("request", _("Request")),
            Heading("custom", _("More")),
            Heading("history", _("History")),
        ]
        return rows, headings

    def _text(
        self, row_id: str, label: str, text: str, *, role: str = "foreground", group: str = "", lines: int = _LONGEST
    ) -> list[Line]:
        """A text on as many rows as it needs; only the first bears its label and its plain id."""
        parts = [part for piece in text.split("\n") for part in wrap(piece, self._room(), lines)][:lines] or [""]
        return [
            Line(
                f"{row_id}/{number}" if number else row_id,
                part,
                lead="" if number else fit(label, _LEAD),
                title_role=role,
                group=group,
            )
            for number, part in enumerate(parts)
        ]

    def _card_rows(self, read: _Read) -> list[Line]:
        sheet, line, now, zone = read.sheet, read.sheet.line, self.now, self.zone
        no = glyph("none")
        rows = self._text("title", _("Title"), line.title)
        rows += self._text(
            "client", _("Client"), f"{glyph('bar')}{line.client_code} {sheet.client_name}", role=client_role(line.colour)
        )
        stage = stage_name(sheet.stage_name, line.stage_kind)
        if line.done_at is not None:
            stage += f" · {glyph('done')} " + _("done {when}").format(when=in_my_time(line.done_at, now, zone, is_day=False))
        board = f" · {sheet.board_name}" if sheet.board_name else ""
        rows += self._text("stage", _("Stage"), stage + board + (" · " + _("archived") if line.archived else ""))
        due, role = no, "muted"
        if line.due_at is not None:
            both = wording.due_both(line.due_at, now, zone, line.due_zone or sheet.client_zone, is_day=line.due_is_day)
            due = " ".join(part for part in (both.glyph, both.mine, f"· {both.theirs}" if both.theirs else "") if part)
            role = "muted" if line.done_at is not None else both.role if both.role != "muted" else "foreground"
            due += f" · {wording.ahead(line.due_at - now)}" if line.done_at is None else ""
        rows += self._text("due", _("Due"), due, role=role)
        rows += self._text("start", _("Start"), self._date(sheet.start), role="foreground" if sheet.start else "muted")
        if line.wait_at is not None:
            rows += self._text("wait", _("Snoozed"), _("until {when}").format(when=self._date(sheet.wait)))
        rows += self._text("estimate", _("Estimate"), self._amounts(sheet))
        rows += self._text(
            "important", _("Important"), _("yes") if line.important else _("no"), role="warning" if line.important else "muted"
        )
        rows += self._text(
            "urgency", _("Urgency"), self._urgency(read), role="error" if line.urgent and line.done_at is None else "muted"
        )
        rows += self._text("helper_id", _("Assigned to"), f"@{line.helper}" if line.helper else _("me"))
        rows += self._text(
            "waiting_for", _("Waiting for"), self._waiting(sheet), role="foreground" if line.waiting_for else "muted"
        )
        rows += self._text(
            "repeat", _("Repeats"), repeat_in_words(sheet.repeat) or no, role="foreground" if sheet.repeat else "muted"
        )
        tags = " ".join(f"#{tag}" for tag in sheet.tags)
        rows += self._text("tags", _("Tags"), tags or no, role="foreground" if tags else "muted")
        seen = _("yes") if sheet.client_visible else _("no")
        rows += self._text("client_visible", _("Client sees"), seen, role="foreground" if sheet.client_visible else "muted")
        memo = sheet.memo or _("m writes one")
        return rows + self._text("memo", _("Memo"), memo, role="foreground" if sheet.memo else "faint", lines=12)

    def _date(self, said: Said | None) -> str:
        if said is None:
            return glyph("none")
        if said.is_day:
            from datetime import date

            return f"{wording.long_day(date.fromisoformat(said.text), zones.today(self.now, said.zone))} {zones.city(said.zone)}"
        at = zones.end_of_said(said.text, said.zone)
        mine = in_my_time(at, self.now, self.zone, is_day=False)
        theirs = zones.local(at, said.zone)
        there = f" · {wording.time_of_day(theirs)} {zones.city(said.zone)}"
        return mine + (there if theirs.replace(tzinfo=None) != zones.local(at, self.zone).replace(tzinfo=None) else "")

    @staticmethod
    def _amounts(sheet: CardSheet) -> str:
        parts = []
        if sheet.line.estimate is not None:
            parts.append("~" + wording.duration(timedelta(seconds=sheet.line.estimate)))
        if sheet.worked:
            parts.append(_("worked {amount}").format(amount=wording.duration(timedelta(seconds=sheet.worked))))
        if sheet.worked and sheet.line.estimate is not None:
            rest = sheet.line.estimate - sheet.worked
            amount = wording.duration(timedelta(seconds=abs(rest)))
            parts.append(
                _("{amount} left").format(amount=amount) if rest >= 0 else _("{amount} more than estimated").format(amount=amount)
            )
        return " · ".join(parts) or glyph("none")

    @staticmethod
    def _urgency(read: _Read) -> str:
        sheet, reason = read.sheet, read.reason
        if sheet.urgency == Urgency.NO:
            return _("not urgent: pinned by hand")
        if reason is None or sheet.line.done_at is not None:
            return _("not urgent")
        return wording.why_urgent(reason.kind, reason.until, reason.remaining, reason.working)

    def _waiting(self, sheet: CardSheet) -> str:
        line = sheet.line
        parts = [line.waiting_for] if line.waiting_for else []
        if sheet.chase is not None:
            parts.append(_("ask again {when}").format(when=self._date(sheet.chase)))
        if sheet.chased:
            parts.append(ngettext("asked {count} time", "asked {count} times", sheet.chased).format(count=sheet.chased))
        return " · ".join(parts) or glyph("none")

    def _step_rows(self, sheet: CardSheet) -> list[Line]:
        rows: list[Line] = []
        name = ""
        for check in sheet.checks:
            if check.checklist != name:
                name = check.checklist
                rows.append(Line(f"list:{check.id}", name, group="checks", title_role="muted", bold=True))
            sign = f"[{glyph('done')}]" if check.done else "[ ]"
            rows += self._text(f"check:{check.id}", f"{'':>{_LEAD - 4}}{sign}", check.text, group="checks",
                               role="muted" if check.done else "foreground", lines=4)  # fmt: skip
        return [*rows, Line("check:add", _("Add a step"), lead=f"{'':>{_LEAD - 2}}+", group="checks", title_role="faint")]

    def _link_rows(self, sheet: CardSheet) -> list[Line]:
        rows = []
        for number, title, address in sheet.links:
            rows += self._text(
                f"link:{number}", "", f"{title} · {address}" if title else address, role="secondary", group="links", lines=2
            )
        return [*rows, Line("link:add", _("Add a link"), lead=f"{'':>{_LEAD - 2}}+", group="links", title_role="faint")]

    def _talk_rows(self, sheet: CardSheet) -> list[Line]:
        rows = []
        for number, at, author, text in sheet.comments:
            rows += self._text(f"comment:{number}", author, text, group="comments")
            rows.append(
                Line(
                    f"comment:{number}/at", in_my_time(at, self.now, self.zone, is_day=False), group="comments", title_role="faint"
                )
            )
        return [*rows, Line("comment:add", _("Write a comment"), lead=f"{'':>{_LEAD - 2}}+", group="comments", title_role="faint")]

    def _other_rows(self, read: _Read) -> list[Line]:
        rows: list[Line] = []
        sheet = read.sheet
        if sheet.request is not None:
            words, channel, at = sheet.request
            rows += self._text("request", wording.channel(channel) if channel else "", words, group="request")
            rows.append(Line("request/at", in_my_time(at, self.now, self.zone, is_day=False), group="request", title_role="faint"))
        for number, (name, value) in enumerate(sheet.custom):
            rows += self._text(f"custom:{number}", name, value, group="custom", lines=4)
        for number, (at, actor, title) in enumerate(read.history):
            when = in_my_time(at, self.now, self.zone, is_day=False)
            rows.append(Line(f"history:{number}", f"{_(title)} · {actor} · {when}", group="history", title_role="muted"))
        return rows

    # ------------------------------------------------------------------ the keys that are told

    def _show_keys(self) -> None:
        row = self._row()
        words: list[tuple[str, str]] = []
        if self._editing is not None:
            words = [("enter", _("save")), ("esc", _("leave it"))]
        elif row.startswith("check:") and row != "check:add":
            words = [("space", _("tick")), ("enter", _("edit")), ("J K", _("order")), ("X", _("remove")), ("n", _("add"))]
        elif row.startswith("link:") and row != "link:add":
            words = [("enter", _("open")), ("X", _("remove")), ("n", _("add"))]
        else:
            words = [
                ("enter", _("edit")),
                ("x", _("done")),
                ("t", _("timer")),
                ("d", _("due")),
                ("m", _("memo")),
                ("o", _("link")),
                ("u", _("undo")),
            ]
        parts: list[Any] = [" "]
        room = self._keys.content_size.width - 1
        for key, word in words:
            room -= width_of(key) + width_of(word) + 4
            if room >= -3:  # the blanks behind the last one may be missing
                parts += [(key, "accent"), f" {word}   "]
        self._keys.show([(parts, ())])

    def _row(self) -> str:
        """The id of the line under the cursor, without the number of its part."""
        return str(self._list.cursor_id or "").split("/", 1)[0]

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Tell the keys of this line."""
        event.stop()
        self._show_keys()

    def show_problem(self, sentence: str) -> None:
        """Say above the keys what could not be done; empty takes it away."""
        self._sentence.display = bool(sentence)
        self._sentence.show([(((f" {glyph('late')} {sentence}", "error"),), ())])

    # ------------------------------------------------------------------ changing

    def card_targets(self) -> list[int]:
        """This card."""
        return [self.card_id]

    async def _do(self, said: str, function: Any, ids: list[int], *values: Any, lines: list[CardLine] | None = None) -> bool:
        """Set a field with the check that nobody changed it since it was shown; anything else as everywhere."""
        if function is cards.wait_for:
            person, again = values
            return await self._change(waiting_for=person, chase=again)
        name = _FIELDS.get(function)
        if name is not None:
            return await self._change(**{name: values[0]})
        done = await super()._do(said, function, ids, *values, lines=lines)
        if done and function is cards.delete_cards:
            self.dismiss(None)
        return done

    async def _change(self, **values: Any) -> bool:
        """Change fields of the card; a refusal shows in the sheet."""
        self.show_problem("")
        was = {name: self._held(name) for name in values}
        try:
            await self.console.call(cards.edit_card, self.card_id, was=was, **values)
        except ChangedMeanwhile as error:
            await self._load()
            self.show_problem(self._conflict(error.field))
            self._list.put_cursor(error.field)
            return False
        except VatuiError as error:
            self.show_problem(str(error))
            return False
        return True

    @staticmethod
    def _conflict(name: str) -> str:
        return _("{field} was changed meanwhile. Look at it again.").format(field=_(_LABELS.get(name, name)))

    def _held(self, name: str) -> Any:
        """What the sheet shows in a field, as `edit_card` compares it."""
        assert self._read is not None
        sheet = self._read.sheet
        line = sheet.line
        values: dict[str, Callable[[], Any]] = {
            "title": lambda: line.title, "due": lambda: sheet.due, "start": lambda: sheet.start, "wait": lambda: sheet.wait,
            "chase": lambda: sheet.chase, "estimate": lambda: None if line.estimate is None else timedelta(seconds=line.estimate),
            "important": lambda: line.important, "urgency": lambda: sheet.urgency, "helper_id": lambda: sheet.helper_id,
            "waiting_for": lambda: line.waiting_for, "repeat": lambda: sheet.repeat, "tags": lambda: sheet.tags,
            "client_visible": lambda: sheet.client_visible,
        }  # fmt: skip
        return values[name]()

    # ------------------------------------------------------------------ keys

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Edit, open or turn round what stands on the line."""
        event.stop()
        self.run_worker(self._open_row(self._row()), group="row", exclusive=True)

    async def action_edit(self) -> None:
        """Edit the line under the cursor."""
        row = self._row()
        await self._open_row(row if row.partition(":")[0] not in ("comment", "history", "custom", "request", "link") else "title")

    async def _open_row(self, row: str) -> None:
        kind, _colon, number = row.partition(":")
        if kind in ("title", "start", "estimate", "tags", "repeat", "check") or number == "add":
            self._begin(row)
        elif kind == "client":
            await self.action_to_client()
        elif kind == "stage":
            await self._choose_stage()
        elif kind == "due":
            await self.action_due()
        elif kind == "wait":
            await self.action_snooze()
        elif kind == "important":
            await self.action_important()
        elif kind == "urgency":
            order = [Urgency.AUTO, Urgency.YES, Urgency.NO]
            await self._change(urgency=order[(order.index(self._held("urgency")) + 1) % 3])
        elif kind == "helper_id":
            from vatui.screens.choose_helper import ChooseHelper

            async def chosen(helper_id: int | None) -> None:
                if helper_id is not None:
                    await self._change(helper_id=helper_id or None)

            self.console.push_screen(ChooseHelper(), chosen)
        elif kind == "waiting_for":
            await self.action_wait()
        elif kind == "client_visible":
            await self._change(client_visible=not self._held("client_visible"))
        elif kind == "memo":
            await self.action_memo()
        elif kind == "link":
            self._open_link(int(number))

    def _open_link(self, number: int) -> None:
        assert self._read is not None
        address = next((url for link, _title, url in self._read.sheet.links if link == number), "")
        if address:
            self.console.open_url(address)
            self.console.say(_("Opened {address}").format(address=address[:44]))

    async def action_open_link(self) -> None:
        """Open the link under the cursor, else the first."""
        row = self._row()
        if row.startswith("link:") and row != "link:add":
            self._open_link(int(row[5:]))
        else:
            await super().action_open_link()

    async def _choose_stage(self) -> None:
        line = self._line
        stages = await self.console.attempt(boards.stages_of, line.client_id)
        if not stages:
            return
        rows = [Line(number, stage_name(name, kind)) for number, name, kind, *_rest in stages]

        async def chosen(stage_id: RowId | None) -> None:
            if isinstance(stage_id, int) and stage_id != line.stage_id:
                await self._do(N_("Moved: {name}"), cards.move_cards, [self.card_id], stage_id, lines=[line])
                if self.console.settings.timer_on_doing:
                    from vatui.domain import timers

                    await self.console.attempt(timers.entered, [self.card_id])

        self.console.push_screen(PickDialog(_("Move to which stage?"), rows, start=line.stage_id), chosen)

    async def action_done(self) -> None:
        """Tick the step under the cursor, else finish the card or open it again."""
        if not await self._tick():
            await super().action_done()

    async def action_tick(self) -> None:
        """Tick the step under the cursor, or take its tick away."""
        await self._tick()

    async def _tick(self) -> bool:
        row = self._row()
        if not row.startswith("check:") or row == "check:add":
            return False
        await self.console.attempt(cards.tick, int(row[6:]))
        return True

    async def action_shift(self, by: int) -> None:
        """Move the step under the cursor."""
        row = self._row()
        if row.startswith("check:") and row != "check:add":
            await self.console.attempt(cards.move_check, int(row[6:]), by)

    async def action_delete(self) -> None:
        """Remove the step or link under the cursor, else delete the card."""
        kind, _colon, number = self._row().partition(":")
        if number == "add":
            return
        if kind in ("check", "link"):
            remove = cards.remove_check if kind == "check" else cards.remove_link
            if await self._removed(remove, int(number)):
                said = _("Step removed.") if kind == "check" else _("Link removed.")
                self.console.say(said + " · " + _("u undo"), timeout=10)
        else:
            await super().action_delete()

    async def _removed(self, remove: Any, number: int) -> bool:
        try:
            await self.console.call(remove, number)
        except VatuiError as error:
            self.console.say(str(error), severity="error")
            return False
        return True

    def action_add_here(self) -> None:
        """Add a link or a comment where the cursor is among them, else a step."""
        kind = self._row().partition(":")[0]
        self._begin(f"{kind}:add" if kind in ("link", "comment") else "check:add")

    # ------------------------------------------------------------------ one line is edited

    def _begin(self, row: str) -> None:
        """Open the line in which a value is typed."""
        if self._read is None or self._editing is not None:
            return
        kind, _colon, number = row.partition(":")
        old = self._typed(kind, number)
        self._editing = (row, self._held(kind) if kind in _LABELS else old)
        labels = {"check": _("Step"), "link": _("Link"), "comment": _("Comment")}
        self._field = Field(row, labels.get(kind) or _(_LABELS[kind]), old, placeholder=_(_HINTS[kind]))
        self._list.put_cursor(row)
        self.show_problem("")
        self.run_worker(self._mount_field(self._field), group="field", exclusive=True)

    async def _mount_field(self, field: Field) -> None:
        box = self.query_one(".editing", Vertical)
        await box.remove_children()
        await box.mount(field)
        field.focus_input()
        self._show_keys()

    def _typed(self, kind: str, number: str) -> str:
        """What a line holds, as one would type it."""
        assert self._read is not None
        sheet = self._read.sheet
        if kind == "title":
            return sheet.line.title
        if kind == "start":
            return sheet.start.text.replace("T", " ") if sheet.start else ""
        if kind == "estimate":
            return wording.duration(timedelta(seconds=sheet.line.estimate)).replace(" ", "") if sheet.line.estimate else ""
        if kind == "tags":
            return " ".join(f"#{tag}" for tag in sheet.tags)
        if kind == "check" and number != "add":
            return next((check.text for check in sheet.checks if str(check.id) == number), "")
        return ""

    async def _end(self) -> None:
        self._editing = None
        self._field = None
        await self.query_one(".editing", Vertical).remove_children()
        self._list.focus()
        self._show_keys()

    def action_leave(self) -> None:
        """Leave the line that is edited, else the sheet."""
        if self._editing is not None:
            self.begin(self._end, "field")
        else:
            self.dismiss(None)

    def action_save(self) -> None:
        """Save the line that is edited."""
        if self._field is not None and not self._busy:
            self._busy = True
            self.run_worker(self._save_line(), exit_on_error=True)

    async def _save_line(self) -> None:
        field, editing = self._field, self._editing
        try:
            if field is None or editing is None:
                return
            field.clear_error()
            await self._store(editing[0], editing[1], field.value)
        except ChangedMeanwhile as error:
            # The newer value stands in the sheet now; saving once more puts the typed one in its place.
            await self._load()
            self._editing = (editing[0], self._held(error.field)) if editing else None
            if field is not None:
                field.set_error(self._conflict(error.field))
        except VatuiError as error:
            if field is not None:
                field.set_error(str(error))
        else:
            if editing[0].endswith(":add") and field.value:
                # The next one may follow at once.
                field.value = ""
            else:
                await self._end()
                self._list.action_step(1)
        finally:
            self._busy = False

    async def _store(self, row: str, old: Any, text: str) -> None:
        """Write what was typed into the line of a row."""
        kind, _colon, number = row.partition(":")
        call = self.console.call
        if number == "add":
            if kind == "check" and text:
                await call(cards.add_check, self.card_id, text, self._last_list())
            elif kind == "link" and text:
                address, _blank, title = text.partition(" ")
                await call(cards.add_link, self.card_id, address, title)
            elif kind == "comment" and text:
                await call(cards.add_comment, self.card_id, text)
            return
        if kind == "check":
            await call(cards.edit_check, int(number), text)
            return
        value = await self._parsed(kind, text)
        if value != old:
            await call(cards.edit_card, self.card_id, was={kind: old}, **{kind: value})

    def _last_list(self) -> str:
        assert self._read is not None
        checks = self._read.sheet.checks
        return checks[-1].checklist if checks else ""

    async def _parsed(self, kind: str, text: str) -> Any:
        """What was typed as the value of a field.

        Raises:
            InvalidField: it is none.
        """
        from vatui import dates

        none = not text or text.lower() in CLEAR
        assert self._read is not None
        zone = self._read.sheet.client_zone
        if kind == "tags":
            return tuple(dict.fromkeys(word.strip("#,").lower() for word in text.split() if word.strip("#,")))
        if kind == "estimate":
            amount = None if none else dates.duration(text.lstrip("~"))
            if amount is None and not none:
                raise InvalidField(kind, N_("Type a time, like 2h, 45m or 1h30."))
            return amount
        if kind == "start":
            found = None if none else await self.console.call(understood, text, reading(self.console, zone))
            if found is None and not none:
                raise InvalidField(kind, N_("Type a date, like fri 3pm or 27/11."))
            return None if found is None else found.said
        if kind == "repeat":
            if none or text.lower() in ("once", "sekali"):
                return ""
            rule = dates.recurrence(text, now=self.now, **reading(self.console, zone))
            if rule is None:
                raise InvalidField(kind, N_("Type when, like every friday or every 2 weeks."))
            from vatui.domain.recurrence import COMPLETION

            return (COMPLETION if rule.from_completion else "") + rule.rrule
        return text
