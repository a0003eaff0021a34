"""The timer panel: the clock in large digits, what it runs for, and today's entries to put right (interface.md 6.10)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.containers import Horizontal

from vatui import wording, zones
from vatui.domain import entries, timers
from vatui.errors import VatuiError
from vatui.i18n import N_, _, ngettext
from vatui.screens.ask import AskLine
from vatui.screens.desk_dialog import DeskDialog
from vatui.screens.entry_form import EntryForm, lasting, moment
from vatui.themes import glyph
from vatui.values import SHAPES
from vatui.widgets.drawing import client_role
from vatui.widgets.empty import Empty
from vatui.widgets.row_list import Cell, Heading, Line, RowList
from vatui.widgets.timer_face import ClockFace, Facts, Key, KeyLine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.entries import Clip, EntryLine
    from vatui.domain.timers import Running, Sheet
    from vatui.widgets.drawing import Text

_WATCHES = frozenset({"entry", "parked", "card", "client", "owner"})
_JOINED = timedelta(hours=1)
"""The longest gap that joining fills."""
_MOST = 9
_TALL = 30


class TimerPanel(DeskDialog[None]):
    """The timer, and today's entries."""

    CSS_PATH = "timer_panel.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "stop_or_go", N_("Stop"), tooltip=N_("Stop the timer, or go on with the selected entry"), id="panel.toggle"),
        Binding("p", "pause", N_("Pause"), tooltip=N_("Pause the timer, or go on"), id="panel.pause"),
        Binding("minus", "shift(-5)", N_("Start 5 min earlier"), show=False, id="panel.earlier"),
        Binding("plus,equals_sign", "shift(5)", N_("Start 5 min later"), show=False, id="panel.later"),
        Binding("exclamation_mark", "app.interrupt", N_("Interrupted"), show=False, id="panel.interrupt"),
        Binding("m", "memo", N_("Memo"), tooltip=N_("Say what the selected entry was for"), id="panel.memo"),
        Binding("e,enter", "edit", N_("Edit"), tooltip=N_("Edit the selected entry"), id="panel.edit"),
        Binding("s", "split", N_("Split"), show=False, tooltip=N_("Cut the selected entry in two"), id="panel.split"),
        Binding("J", "join", N_("Join"), show=False, tooltip=N_("Join with the earlier entry of the same work"), id="panel.join"),
        Binding("a", "add", N_("Add time"), show=False, tooltip=N_("Enter time that was worked"), id="panel.add"),
        Binding("X,delete", "delete", N_("Discard"), tooltip=N_("Delete the selected entry, with undo"), id="panel.delete"),
        Binding("o", "confirm", N_("It is right"), show=False, tooltip=N_("The flagged entry is right"), id="panel.confirm"),
        Binding("u,ctrl+z", "app.undo", N_("Undo"), show=False, id="panel.undo"),
        Binding("U,ctrl+y", "app.redo", N_("Redo"), show=False, id="panel.redo"),
        Binding("T", "leave", N_("Close"), show=False, id="panel.leave"),
    ]

    def __init__(self) -> None:
        super().__init__(_("Timer"), hint=(_("keeps running if you quit"),))
        self.sheet: Sheet | None = None
        self._minute: datetime | None = None

    # ------------------------------------------------------------------ frame

    def compose_body(self) -> Iterable[Widget]:
        """Clock and facts, today's entries, keys."""
        with Horizontal(id="face"):
            yield ClockFace(id="clock")
            yield Facts(3, id="facts")
        yield RowList(id="entries", markable=False)
        yield KeyLine(2, id="keys")

    def first_field(self) -> Widget | None:
        """The entries."""
        return self.query_one("#entries", RowList)

    def on_mount(self) -> None:
        """Follow the desk and the clock."""
        super().on_mount()
        console = self.console
        console.changed.subscribe(self, self._desk_changed)
        self.watch(console, "now", self._clock_moved, init=False)
        self._load()

    def _desk_changed(self, tables: frozenset[str]) -> None:
        if tables & _WATCHES:
            self._load()

    @work(group="reload", exclusive=True)
    async def _load(self) -> None:
        sheet = await self.console.attempt(timers.sheet, starts_at=self._starts_at())
        if sheet is not None:
            self.sheet = sheet
            self._show()

    def _starts_at(self) -> timedelta:
        return self.console.settings.day_start

    def _clock_moved(self, now: datetime | None) -> None:
        if now is None or self.sheet is None:
            return
        if self.sheet.day.end <= now:
            self._load()
        self._show_clock(now)
        minute = now.replace(second=0)
        if minute != self._minute and self.sheet.running is not None:
            self._minute = minute
            self._show()

    # ------------------------------------------------------------------ what it shows

    def _show(self) -> None:
        sheet, now = self.sheet, self.now
        if sheet is None or not self.is_mounted:
            return
        self._show_clock(now)
        self.query_one("#facts", Facts).show(self._facts(sheet, now))
        listed = self.query_one("#entries", RowList)
        clips = [clip for clip in reversed(sheet.day.clips) if self._named(clip.line.client_id)]
        room = max(1, min(_MOST, self.app.size.height - (17 if self.app.size.height >= _TALL else 12)))
        listed.styles.height = min(len(clips) + 1, room + 1) if clips else 2
        empty = Empty(((_("Nothing was recorded today."),),), centred=False)
        heading = Heading("today", _("Today"), self._total(sheet, clips, now))
        listed.show([self._row(clip, now) for clip in clips], headings=[heading], empty=empty)
        self.query_one("#keys", KeyLine).show(self._keys(sheet.running))

    def _show_clock(self, now: datetime) -> None:
        running = None if self.sheet is None else self.sheet.running
        seconds = 0 if running is None else int(running.elapsed(now).total_seconds())
        role = "muted" if running is None else "warning" if running.paused else "foreground"
        self.query_one("#clock", ClockFace).show(seconds, role, minutes=self.console.settings.reduce_motion)

    def _named(self, client_id: int | None) -> bool:
        """Whether a client may be named: in discreet mode only the one of the scope."""
        return not self.console.discreet or client_id == self.console.scope

    def _facts(self, sheet: Sheet, now: datetime) -> list[list[Text]]:
        running = sheet.running
        if running is None:
            return [[(_("No timer is running."), "foreground*")], [_("t on an entry goes on with it.")], []]
        if not self._named(running.client_id):
            return [[(_("The timer runs for another client."), "foreground*")], [], []]
        bar = SHAPES[running.client_shape % len(SHAPES)] if running.client_shape else glyph("bar")
        role = client_role(running.client_colour)
        code = running.client_code or _("no client")
        first: list[Text] = [(bar, role), (code, f"{role}*"), " ", (running.title, "foreground*")]
        started = zones.local(running.began_at, self.zone)
        parts = [_("started {time}").format(time=wording.time_of_day(started))]
        if started.date() != zones.local(now, self.zone).date():
            parts = [_("started {day} {time}").format(day=wording.long_day(started.date()), time=wording.time_of_day(started))]
        pauses = running.pauses(now)
        if pauses >= timedelta(minutes=1):
            parts.append(_("paused {amount}").format(amount=wording.duration(pauses)))
        parts.append(_("billable") if running.billable else _("not billable"))
        if running.memo and running.memo != running.title:
            parts.append(running.memo)
        return [first, [" · ".join(parts)], self._against(sheet, running, now)]

    def _against(self, sheet: Sheet, running: Running, now: datetime) -> list[Text]:
        parts: list[Text] = []
        if running.needs_answer:
            parts.append((f"{glyph('late')} {_('Look at its start: this is very long.')}  ", "warning"))
        if running.card_id is not None:
            worked = sheet.worked
            if not running.paused:
                worked += max(now - running.started_at, timedelta(0))
            over = running.estimate is not None and worked > running.estimate
            parts.append((_("this card {amount}").format(amount=wording.duration(worked)), "warning" if over else "foreground"))
            if running.estimate is not None:
                parts.append(" " + _("of ~{estimate}").format(estimate=wording.duration(running.estimate)))
            parts.append("  ")
        if running.parked:
            text = ngettext("{count} timer put aside", "{count} timers put aside", running.parked)
            parts.append((text.format(count=running.parked), "warning"))
        return parts

    def _total(self, sheet: Sheet, clips: list[Clip], now: datetime) -> str:
        spans = [(clip.start, self._end(clip, now)) for clip in clips]
        total = sum((end - start for start, end in spans), timedelta(0))
        if not spans:
            return ""
        covered = entries.union(spans)
        text = wording.duration(total)
        return (
            text if covered == total else _("{total}, {covered} by the clock").format(total=text, covered=wording.duration(covered))
        )

    @staticmethod
    def _end(clip: Clip, now: datetime) -> datetime:
        return max(clip.start, now) if clip.line.running else clip.end

    def _row(self, clip: Clip, now: datetime) -> Line:
        line = clip.line
        start, end = zones.local(clip.start, self.zone), zones.local(clip.end, self.zone)
        until = _("now") if line.running else wording.time_of_day(end)
        cells: list[Cell] = []
        if clip.overlaps:
            cells.append(Cell(_("overlaps"), "warning"))
        if line.needs_review:
            cells.append(Cell(_("right?"), "warning"))
        if not line.billable:
            cells.append(Cell(_("not billable"), "muted"))
        length = self._end(clip, now) - clip.start
        cells.append(Cell(lasting(length), "foreground" if line.running else "muted"))
        return Line(
            line.id, line.title or _("no title"), line.client_code, line.client_colour,
            mark=glyph("late") if clip.overlaps or line.needs_review else "", mark_role="warning", cells=tuple(cells),
            group="today", lead=f"{wording.time_of_day(start)}–{until}", sign=glyph("running") if line.running else "",
            title_role="foreground" if line.title else "faint",
            bar=SHAPES[line.client_shape % len(SHAPES)] if line.client_shape else "",
        )  # fmt: skip

    def _keys(self, running: Running | None) -> list[list[Key]]:
        runs = running is not None and not running.paused
        first = [Key("t", "t", _("stop") if running else _("go on"))]
        if running is not None:
            first.append(Key("p", "p", _("pause") if runs else _("resume")))
        if runs:
            first += [Key("minus", "-", ""), Key("plus", "+", _("start ± 5 min"))]
            returns = running is not None and running.parked
            first.append(Key("exclamation_mark", "!", _("return") if returns else _("interrupted")))
        second = [
            Key("e", "e", _("edit")), Key("m", "m", _("memo")), Key("s", "s", _("split")), Key("J", "J", _("join")),
            Key("X", "X", _("discard")), Key("a", "a", _("add")), Key("escape", "esc", _("close")),
        ]  # fmt: skip
        return [first, second]

    def on_resize(self, event: object) -> None:
        """As many entries as there is room for."""
        self._fit()
        self._show()

    # ------------------------------------------------------------------ the timer

    async def action_stop_or_go(self) -> None:
        """Stop the timer, or go on with the selected entry's work."""
        if self.sheet is not None and self.sheet.running is not None:
            line = await self.console.attempt(timers.stop)
            if line is not None:
                amount = lasting(line.length(self.now))
                self.console.say(self._said(_("Timer stopped: {name} {amount}"), line, amount=amount), timeout=10)
            return
        chosen = self._chosen()
        if chosen is not None:
            memo = chosen.memo
            started = await self.console.attempt(timers.start, client_id=chosen.client_id, card_id=chosen.card_id, memo=memo)
            if started is not None:
                self.query_one("#entries", RowList).put_cursor(started.entry.id)
        else:
            self.console.say(_("No timer is running."))

    async def action_pause(self) -> None:
        """Pause, or go on."""
        await self.console.attempt(timers.pause_or_resume)

    async def action_shift(self, minutes: int) -> None:
        """Move the start of the timer."""
        shifted = await self.console.attempt(timers.shift_start, minutes)
        if shifted is not None and shifted.overlaps:
            self.console.say(_("The start lies within other recorded time."), severity="warning")

    # ------------------------------------------------------------------ the selected entry

    def _chosen(self) -> EntryLine | None:
        row = self.query_one("#entries", RowList).cursor_id
        clips = () if self.sheet is None else self.sheet.day.clips
        return next((clip.line for clip in clips if clip.line.id == row), None)

    def _said(self, text: str, line: EntryLine, **more: str) -> str:
        name = line.subject if self._named(line.client_id) else ""
        return f"{text.format(name=f'“{name[:40]}”' if name else '', **more)} · {_('u undo')}".replace("  ", " ")

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Enter or a double click edits."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Edit the selected entry."""
        line = self._chosen()
        if line is not None:
            self.app.push_screen(EntryForm(line))

    def action_add(self) -> None:
        """Enter time, from the end of the last entry until now."""
        clips = () if self.sheet is None else self.sheet.day.clips
        ended = [clip.end for clip in clips if not clip.line.running]
        runs = any(clip.line.running for clip in clips)
        self.app.push_screen(EntryForm(started_at=max(ended) if ended and not runs else None))

    def action_memo(self) -> None:
        """Say what the selected entry was for; without one, the running timer."""
        line = self._chosen()
        if line is None:
            return

        async def written(text: str | None) -> None:
            if text is not None:
                await self.console.attempt(entries.edit_entry, line.id, {"memo": line.memo}, memo=text)

        self.app.push_screen(AskLine(_("Memo"), value=line.memo), written)

    def action_split(self) -> None:
        """Cut the selected entry in two."""
        line = self._chosen()
        if line is None:
            return
        start, end = zones.local(line.started_at, self.zone), zones.local(line.end(self.now), self.zone)
        hint = _("between {start} and {end}").format(start=wording.time_of_day(start), end=wording.time_of_day(end))

        async def told(text: str | None) -> None:
            if text is None:
                return
            try:
                first, _second = await self.console.call(entries.split, line.id, moment(self.console, text, "at"))
            except VatuiError as error:
                self.console.say(str(error), severity="error")
                return
            self.console.say(self._said(_("Split: {name}"), first), timeout=10)

        self.app.push_screen(AskLine(_("Split at"), hint), told)

    async def action_join(self) -> None:
        """Join the selected entry with the one before it of the same work; a pause between becomes worked time."""
        line = self._chosen()
        clips = () if self.sheet is None else self.sheet.day.clips
        if line is None:
            return
        before = [
            clip.line for clip in clips
            if (clip.line.client_id, clip.line.card_id) == (line.client_id, line.card_id)
            and (clip.line.started_at, clip.line.id) < (line.started_at, line.id)
        ]  # fmt: skip
        if not before:
            self.console.say(_("There is no earlier entry of the same work today."))
            return
        other = before[-1]
        gap = max(line.started_at - other.end(self.now), timedelta(0))
        whole = await self.console.attempt(entries.join, other.id, line.id, max_gap=_JOINED)
        if whole is not None:
            text = _("Joined: {name}, {amount} between counted") if gap else _("Joined: {name}")
            self.query_one("#entries", RowList).put_cursor(whole.id)
            self.console.say(self._said(text, whole, amount=lasting(gap)), timeout=10)

    async def action_delete(self) -> None:
        """Delete the selected entry."""
        line = self._chosen()
        if line is None:
            return
        try:
            await self.console.call(entries.delete, line.id)
        except VatuiError as error:
            self.console.say(str(error), severity="error")
            return
        self.console.say(self._said(_("Deleted: {name} {amount}"), line, amount=lasting(line.length(self.now))), timeout=10)

    async def action_confirm(self) -> None:
        """The flagged entry is right as it is."""
        line = self._chosen()
        if line is not None and line.needs_review:
            await self.console.attempt(entries.edit_entry, line.id, needs_review=False)
