"""The questions about a request: what was replied, which card it becomes or joins, until when it sleeps (domain.md W10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vatui import wording, zones
from vatui.capture_grammar import parse
from vatui.domain import capture, cards
from vatui.errors import InvalidField
from vatui.i18n import N_, _
from vatui.records import record
from vatui.screens.ask_date import AskDate
from vatui.screens.date_words import for_me, reading, said_in_words
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.themes import glyph
from vatui.values import StageKind
from vatui.widgets.dialog import Answer
from vatui.widgets.field import Field
from vatui.widgets.lines import Lines
from vatui.widgets.picker import PickDialog
from vatui.widgets.row_list import Cell, Line
from vatui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from textual.widget import Widget

    from vatui.capture_grammar import Capture, Known
    from vatui.domain.cards import CardLine
    from vatui.domain.requests import RequestLine
    from vatui.widgets.drawing import Text
    from vatui.widgets.lines import Row

NOW = ("", "now", "sekarang")
"""What is typed for the present instant."""


@record
class ReplyNote:
    """What was written back.

    Attributes:
        text: the words; may be empty.
        at: when; none for now.
    """

    text: str
    at: datetime | None


class ReplyDialog(DeskDialog[ReplyNote]):
    """Note a reply, or a refusal: through which channel, when, and the words, all of which may be left as they are.

    Nothing is sent: it is noted that it was.

    Args:
        request: which.
        declines: whether it is a refusal.
    """

    DEFAULT_CSS = """
    ReplyDialog { Lines.asked { height: 2; } Lines.label { height: 1; } }
    """

    def __init__(self, request: RequestLine, *, declines: bool = False) -> None:
        other = (Answer("silent", _("Not a request")),) if declines else ()
        super().__init__(
            _("Decline") if declines else _("Reply"), main=_("Note the refusal") if declines else _("Note the reply"), other=other
        )
        self.request = request
        self.declines = declines
        self._channel = Field("channel", _("Through"), wording.channel(request.channel) if request.channel else "")
        self._when = Field("when", _("When"), placeholder=_("now, or 20:15, or 10 min ago"))
        self._text = TextBox(id="reply")

    def compose_body(self) -> Iterable[Widget]:
        """What was asked, channel, instant, words."""
        request = self.request
        who = " · ".join(part for part in (request.client_code, request.sender) if part)
        yield Lines([(((f"{who}  " if who else "", "muted"), (request.title, "foreground*")), ()), ((), ())], height=2)
        yield self._channel
        yield self._when
        label = _("What you wrote; may stay empty. ctrl+s notes it.")
        yield Lines([((("  " + label, "muted"),), ())])
        yield self._text

    def first_field(self) -> Widget | None:
        """The words."""
        return self._text

    @property
    def changed(self) -> bool:
        """Whether words would be lost."""
        return bool(self._text.text.strip())

    async def submit(self) -> ReplyNote:
        """What was noted; a channel other than the request's begins the words."""
        text = clean(self._text.text, lines=True)
        channel = self._channel.value
        if channel and channel.lower() not in (wording.channel(self.request.channel).lower(), self.request.channel.lower()):
            text = f"{channel}: {text}" if text else channel
        return ReplyNote(text, await self._instant())

    async def _instant(self) -> datetime | None:
        said = self._when.value
        if said.lower() in NOW:
            return None
        found = await self.console.call(_in_the_past, said, reading(self.console, self.zone))
        if found is None:
            raise InvalidField("when", N_("Type a time, like 20:15 or 10 min ago."))
        if found > self.now:
            raise InvalidField("when", N_("A reply cannot lie in the future."))
        if found < self.request.received_at:
            raise InvalidField("when", N_("The request came in after that."))
        return found

    async def answered(self, key: str) -> None:
        """It is not a request at all: nothing was written back."""
        self.dismiss(ReplyNote("", None))


def _in_the_past(desk: Any, text: str, options: dict[str, Any]) -> datetime | None:
    """The latest such time that was; a day alone is no instant."""
    from vatui import dates

    found = dates.understand(text, now=desk.now(), past=True, **options)
    return None if found is None or found.said.is_day else found.instant


class AskMore(DeskDialog[str]):
    """Ask what the client wrote now; the result is None when it was left."""

    def __init__(self, request: RequestLine) -> None:
        super().__init__(_("They wrote again"), main=_("Add"))
        self.request = request
        self._text = TextBox(id="more")

    def compose_body(self) -> Iterable[Widget]:
        """What was asked before, and a box."""
        yield Lines([(((self.request.title, "foreground*"),), ()), ((), ())], height=2)
        label = _("Their words; the clock starts anew if you had asked back.")
        yield Lines([(((label, "muted"),), ())])
        yield self._text

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self._text

    @property
    def changed(self) -> bool:
        """Whether words would be lost."""
        return bool(self._text.text.strip())

    async def submit(self) -> str:
        """The words."""
        return clean(self._text.text, lines=True)


class AskSnooze(AskDate):
    """Ask until when a request is hidden.

    Args:
        request: which.
    """

    def __init__(self, request: RequestLine) -> None:
        super().__init__((), "wait")
        self.request = request

    def _about(self) -> str:
        return f"{self.request.client_code} {self.request.title}".strip()

    def _present(self) -> str:
        return _("Its clock runs on meanwhile.")


class MakeCard(DeskDialog[capture.Saved]):
    """Make a card of a request on one line, which is read like a capture; the words stay with the card.

    Args:
        request: which.
    """

    DEFAULT_CSS = """
    MakeCard { Lines.read { height: 4; } }
    """

    def __init__(self, request: RequestLine) -> None:
        super().__init__(_("Make a card"), main=_("Make the card"))
        self.request = request
        first = next((line.strip() for line in request.words.split("\n") if line.strip()), "")
        self._field = Field("line", _("Card"), first, placeholder=_("what is to be done, fri 3pm ~2h #tag"))
        self._read = Lines(height=4)
        self._known: Known | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The line, and how it is read."""
        yield self._field
        yield Lines([((), ())])
        yield self._read

    def on_mount(self) -> None:
        """Read what can be meant."""
        super().on_mount()
        self.begin(self._look, "read")

    async def _what(self) -> Known:
        if self._known is None:
            settings = self.console.settings
            names = {kind: wording.stage_kind(kind) for kind in StageKind}
            self._known = await self.console.call(
                capture.known,
                self.request.client_id,
                order=settings.date_order,
                dates_in=settings.capture_dates_in,
                stage_names=names,
            )
        return self._known

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read it back."""
        event.stop()
        self.begin(self._look, "read")

    async def _look(self) -> None:
        known = await self._what()
        found, shown = await self.console.call(_read, self._field.value, known)
        self._read.show(self._back(found, shown))

    def _back(self, found: Capture, shown: capture.Preview) -> list[Row]:
        client = shown.client
        title: list[Text] = ["  ", (found.title or _("(no title)"), "foreground*" if found.title else "muted")]
        parts: list[str] = []
        if found.estimate is not None:
            parts.append("~" + wording.duration(found.estimate))
        parts += [f"#{tag}" for tag in found.tags]
        if found.urgency == "yes":
            parts.append(glyph("first"))
        elif found.important:
            parts.append(glyph("important"))
        rows: list[Row] = [(title, (("  ".join(parts), "muted"), "  "))]
        if found.due is not None:
            mine, right = for_me(found.due, self.now, self.head.mine)
            rows.append((["  ", _("Due"), "  ", (said_in_words(found.due, self.now), "foreground"), "  = ", *mine], [*right, "  "]))
        if client is None:
            sentence = _("Say whose it is, like acme: at the beginning.")
            rows.append((((f"  {glyph('soon')} {sentence}", "warning"),), ()))
        elif shown.stage_kind is not None:
            stage = shown.stage or wording.stage_kind(shown.stage_kind)
            rows.append((["  ", _("Lands in"), "  ", (f"{client.code} · {stage}", "foreground")], ()))
        return rows

    async def submit(self) -> capture.Saved:
        """Make it."""
        known = await self._what()
        text = self._field.value
        if not text:
            raise InvalidField("line", N_("A card needs a title."))
        return await self.console.call(_make, self.request.id, text, known)


def _read(desk: Any, text: str, known: Known) -> tuple[Capture, capture.Preview]:
    found = parse(text, known)
    return found, capture.preview(desk, found, known)


def _make(desk: Any, request_id: int, text: str, known: Known) -> capture.Saved:
    return capture.card_of_request(desk, request_id, parse(text, known), text)


class ChooseCard(PickDialog):
    """Choose the card that a request joins.

    Args:
        found: the cards to choose from.
        now: the present instant.
        zone: mine.
    """

    MOST: ClassVar[int] = 1_000
    """Cards to choose from; the ones that are due first."""

    def __init__(self, found: Sequence[CardLine], now: datetime, zone: str) -> None:
        lines = [_choice(line, now, zone) for line in found]
        super().__init__(
            _("Add to which card?"), lines, words={line.id: line.code for line in found}, placeholder=_("title or code")
        )


def _choice(line: CardLine, now: datetime, zone: str) -> Line:
    when = wording.due_short(line.due_at, now, zone, is_day=line.due_is_day, due_zone=line.due_zone or "")
    return Line(line.id, line.title, line.client_code, line.colour, cells=(Cell(line.code), Cell(when.text, when.role)))


def open_cards(desk: Any, client_id: int | None, limit: int) -> list[CardLine]:
    """The open cards of a client, or of all where none is known, the ones due first."""
    whose, values = ("", [False]) if client_id is None else (" AND c.client_id = ?", [False, client_id])
    where, tail = f"c.archived = ? AND c.done_at IS NULL{whose}", f"ORDER BY c.due_rank, c.id LIMIT {int(limit)}"
    return cards.card_lines(desk, where, values, tail=tail)


def received(request: RequestLine, now: datetime, mine: str, theirs: str) -> str:
    """When a request came in, in their time, and in mine where that is another."""
    zone = theirs or mine
    there, here = zones.local(request.received_at, zone), zones.local(request.received_at, mine)
    today = zones.today(now, zone)
    day = "" if there.date() == today else f"{wording.long_day(there.date(), today)} "
    said = f"{day}{wording.time_of_day(there)} {zones.city(zone)}"
    same = there.replace(tzinfo=None) == here.replace(tzinfo=None)
    return said if same else _("{theirs} = {mine} for you").format(theirs=said, mine=wording.time_of_day(here))
