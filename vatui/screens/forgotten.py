"""The question after a crash or a long silence: the timer went on, was all of it work?

domain.md T1.9 and T1.10.

Public:
    ask_about_timer(console)        asks if there is reason to; true when it was answered or nothing had to be asked
    Presence(console)               .touch() at every key, .tick(now) once a second
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from vatui import wording, zones
from vatui.domain import timers
from vatui.errors import VatuiError
from vatui.i18n import _
from vatui.screens.choose_client import ChooseClient
from vatui.screens.desk_dialog import DeskDialog
from vatui.screens.entry_form import moment, time_text
from vatui.themes import glyph
from vatui.values import SHAPES
from vatui.widgets.drawing import client_role
from vatui.widgets.field import Field
from vatui.widgets.row_list import Cell, Line, RowList
from vatui.widgets.timer_face import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from textual.widget import Widget

    from vatui.app import VatuiApp
    from vatui.domain.timers import Forgotten
    from vatui.widgets.drawing import Text

_BEAT = timedelta(seconds=60)
"""How often the console notes that it is alive."""
_AGAIN = timedelta(minutes=15)
"""After how long a question that was left open comes again, where no time is set."""


class Presence:
    """Whether somebody is at this console: notes it in the desk once a minute, and asks after a silence.

    While a question is open, the last touch is not noted, so that it is asked again even after a crash.

    Args:
        console: the app.
    """

    def __init__(self, console: VatuiApp) -> None:
        self._console = console
        self._touched: datetime | None = None
        self._beaten: datetime | None = None
        self._asked: datetime | None = None
        self._asking = False
        self._limit: timedelta | None = None
        self.open = True
        """Whether the question may still have to be asked; noting touches begins when it is answered."""

    def touch(self) -> None:
        """A key was pressed, or the mouse used."""
        now = self._console.desk.now()
        before, self._touched = self._touched, now
        silence = timedelta(hours=self._console.settings.long_timer_hours)
        if silence and before is not None and now - before > silence and not self.open:
            self.open, self._limit = True, silence
            self.ask()

    def ask(self) -> None:
        """Ask about the timer, if there is reason to and the question is not on the screen already."""
        if not self._asking:
            self._asking, self._asked = True, self._console.desk.now()
            self._console.run_worker(self._ask(), group="forgotten")

    async def _ask(self) -> None:
        try:
            self.open = not await ask_about_timer(self._console, self._limit)
        finally:
            self._asking = False

    def tick(self, now: datetime) -> None:
        """A second passed: beat once a minute, and ask again what was left open."""
        again = timedelta(minutes=self._console.settings.idle_minutes) or _AGAIN
        if self.open and self._asked is not None and now - self._asked > again:
            self.ask()
        if self._beaten is None or not timedelta(0) <= now - self._beaten < _BEAT:
            self._beaten = now
            self._console.run_worker(self._beat(), group="beat")

    async def _beat(self) -> None:
        def beat(desk: Any, touched: datetime | None) -> None:
            desk.beat(touched)

        try:
            await self._console.call(beat, None if self.open else self._touched)
        except VatuiError:  # the look at the desk that comes every second says what is wrong
            return


async def ask_about_timer(console: VatuiApp, limit: timedelta | None = None) -> bool:
    """Ask about the running timer if nobody touched the console for longer than a limit.

    Args:
        console: the app.
        limit: how long; none: ``idle_minutes`` of the settings, where zero means never.

    Returns:
        Whether it is settled: nothing had to be asked, or an answer was given. Left open, nothing changes.
    """
    idle = timedelta(minutes=console.settings.idle_minutes) if limit is None else limit
    if not idle:
        return True
    found = await console.attempt(timers.forgotten, idle)
    if found is None:
        return True
    answered = await console.push_screen_wait(ForgottenTimer(found))
    return bool(answered)


class ForgottenTimer(DeskDialog[bool]):
    """Ask what the silence was; true when it was answered.

    Args:
        found: the timer and its gap.
    """

    def __init__(self, found: Forgotten) -> None:
        elapsed = found.gap + (found.last_touched - found.entry.started_at)
        super().__init__(_("Timer ran {amount}. When did you stop?").format(amount=wording.duration(elapsed)))
        self.found = found
        self.elapsed = elapsed
        self._field = Field("at", _("Stopped at"), placeholder="17:40")

    def compose_body(self) -> Iterable[Widget]:
        """Whose timer, the answers, and a time to type."""
        yield Facts(2, id="facts")
        yield RowList(id="answers", markable=False)
        yield self._field

    def first_field(self) -> Widget | None:
        """The answers."""
        return self.query_one("#answers", RowList)

    def on_mount(self) -> None:
        """Say what there is to choose from."""
        super().on_mount()
        listed = self.query_one("#answers", RowList)
        answers = self._answers()
        listed.styles.height = len(answers)
        listed.styles.margin = (0, 0) if self.has_class("-tight") else (1, 0)
        listed.show([Line(key, text, cells=(Cell(tail, "muted"),)) for key, text, tail in answers])
        self.query_one("#facts", Facts).show(self._facts())

    def _facts(self) -> list[list[Text]]:
        line = self.found.entry
        started = zones.local(line.started_at, self.zone)
        text = _("started {day} {time}").format(day=wording.long_day(started.date()), time=wording.time_of_day(started))
        if self.console.discreet and line.client_id != self.console.scope:
            return [[(_("The timer runs for another client."), "foreground*")], [text]]
        role = client_role(line.client_colour)
        bar = SHAPES[line.client_shape % len(SHAPES)] if line.client_shape else glyph("bar")
        return [[(bar, role), (line.client_code or _("no client"), f"{role}*"), " ", (line.title, "foreground*")], [text]]

    def _answers(self) -> list[tuple[str, str, str]]:
        found = self.found
        last = time_text(self.console, found.last_touched)
        worked = wording.duration(found.last_touched - found.entry.started_at)
        gap = wording.duration(found.gap)
        rest = _("{amount} stay").format(amount=worked)
        return [
            ("keep", _("Keep all: I was working"), wording.duration(self.elapsed)),
            ("stop", _("I stopped at {time}, the last key").format(time=last), rest),
            ("drop", _("I was away from {time}, and go on now").format(time=last), rest),
            ("give", _("From {time} I worked for another client").format(time=last), gap),
            ("discard", _("Discard all of it"), _("u undo")),
        ]

    async def on_row_list_selected(self, event: RowList.Selected) -> None:
        """An answer was chosen."""
        event.stop()
        found = self.found
        entry_id, since = found.entry.id, found.last_touched
        if event.row_id == "keep":
            await self._settle(timers.keep_all)
        elif event.row_id == "stop":
            await self._settle(timers.stop_at, entry_id, since)
        elif event.row_id == "drop":
            await self._settle(timers.drop_gap, entry_id, since)
        elif event.row_id == "discard":
            await self._settle(timers.discard, entry_id)
        else:
            self.app.push_screen(ChooseClient(_("Who was it for?"), with_all=False), self._give)

    async def _give(self, client_id: int | None) -> None:
        if client_id:
            await self._settle(timers.give_gap, self.found.entry.id, self.found.last_touched, client_id=client_id)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """A time was typed: the timer ended then."""
        event.stop()
        self.run_worker(self._stopped_at(event.field.value), exclusive=True)

    async def _stopped_at(self, text: str) -> None:
        try:
            at = moment(self.console, text, "at")
        except VatuiError as error:
            self.show_error("at", str(error))
            return
        await self._settle(timers.stop_at, self.found.entry.id, at)

    def action_leave(self) -> None:
        """Leave it open: it is asked again."""
        self.dismiss(False)

    async def _settle(self, answer: Callable[..., Any], *values: Any, **more: Any) -> None:
        try:
            await self.console.call(answer, *values, **more)
            if answer is not timers.keep_all:
                await self.console.call(timers.keep_all)  # it was answered: the silence is over
                self.console.say(_("The timer was put right.") + " · " + _("u undo"), timeout=10)
        except VatuiError as error:
            self.show_problem(str(error))
            return
        self.dismiss(True)
