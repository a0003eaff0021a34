"""One line that says everything: a card, a request, a time entry or a note (domain.md W2, interface.md 5).

Pure: what is known of clients, people, stages and tags is handed in, and what was understood is handed back
with the places in the text it was understood from. Nothing leaves the title unless a part shows it, so a text
that is not understood is a title, never an error.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from vatui import dates, zones
from vatui.records import record
from vatui.text import searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vatui.dates import Order, Recurrence, Understood

PartKind = Literal[
    "client", "kind", "due", "start", "wait", "mark", "estimate", "tag", "person", "stage", "template",
    "repeat", "channel", "memo", "when", "length", "literal",
]  # fmt: skip
"""What a part of a text is; ``kind`` is a sign without a client, ``when`` and ``length`` are of a time
entry."""


@record
class KnownClient:
    """A client that can be written.

    Attributes:
        id: its key.
        code: such as ``ACME``.
        name: its full name.
        zone: its IANA zone.
    """

    id: int
    code: str
    name: str
    zone: str


@record
class KnownPerson:
    """A helper that can be written after ``@``.

    Attributes:
        id: its key.
        name: the full name.
    """

    id: int
    name: str


@record
class KnownStage:
    """A stage of a client's board that can be written after ``^``.

    Attributes:
        id: its key.
        name: what it is called there.
        kind: what it means, a value of :class:`vatui.values.StageKind`; can be written too.
    """

    id: int
    name: str
    kind: str


@record
class Known:
    """What a text can mean at the moment.

    Attributes:
        now: the present instant, aware.
        language: ``en`` or ``id``; both are always read.
        order: of day and month in 3/4.
        my_zone: the IANA zone of the person who types.
        clients: all that can be written.
        people: the helpers.
        tags: those there are.
        stages: by client.
        templates: the names that can follow ``/``; anything else after it stays text.
        scope_client_id: the client that is meant when none is written.
        dates_in: whose zone a date is in that names none.
    """

    now: datetime
    my_zone: str
    language: str = "en"
    order: Order = "dmy"
    clients: tuple[KnownClient, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    tags: frozenset[str] = frozenset()
    stages: Mapping[int, tuple[KnownStage, ...]] = field(default_factory=dict)
    templates: frozenset[str] = frozenset()
    scope_client_id: int | None = None
    dates_in: Literal["client", "mine"] = "client"


@record
class Part:
    """A place in the text that was understood.

    Attributes:
        start: where it begins.
        end: where it ends; half-open.
        kind: what it is.
        text: the text there.
    """

    start: int
    end: int
    kind: PartKind
    text: str


@record
class Worked:
    """When a time entry was worked (domain.md T1).

    Attributes:
        start: aware UTC.
        end: aware UTC, later than ``start`` unless there is a gap.
        zone: the zone it was said in, the one of the person who types.
        note: ``first`` or ``gap`` if clocks changed at one of its ends; a gap is to be refused with the time
            it became (T1.3).
        assumed: no time was said, only another day: it was put at 09:00.
    """

    start: datetime
    end: datetime
    zone: str
    note: Literal["first", "gap"] | None = None
    assumed: bool = False

    @property
    def duration(self) -> timedelta:
        """The real time between both instants."""
        return self.end - self.start


@record
class Capture:
    """What a text says.

    Attributes:
        kind: what it makes.
        client_id: the client that was written, else the scope; None if a name was written that is no
            client's.
        client_guess: the clients nearest to such a name, or all that begin with it; the best first.
        title: what no part shows; the words of a request and of a note, as they were typed.
        memo: what followed ``//``.
        due: the day or minute it is due; that of ``repeat`` if no other was said.
        start: not before.
        wait: waiting until.
        important: ``!`` or ``!!``.
        urgency: ``yes`` if pinned by ``!!`` or ``!u``, else ``auto``; a value of
            :class:`vatui.values.Urgency`.
        estimate: the time it will take.
        tags: in the order they were written, as they are known.
        new_tags: those of them that there are not yet.
        helper_id: who it is delegated to.
        person_client_id: the client written after ``@``.
        stage_id: where it goes.
        template: the workflow it begins with.
        repeat: how it comes again.
        channel: of a request: wa, em, sl, ph, sms, tg, te, zm, form, or what was typed.
        checklist: the lines that followed.
        entry: of a time entry, None if no time was said.
        parts: what was understood where, in the order of the text.
    """

    kind: Literal["card", "request", "entry", "note"]
    client_id: int | None
    title: str
    client_guess: tuple[int, ...] = ()
    memo: str = ""
    due: Understood | None = None
    start: Understood | None = None
    wait: Understood | None = None
    important: bool = False
    urgency: Literal["auto", "yes", "no"] = "auto"
    estimate: timedelta | None = None
    tags: tuple[str, ...] = ()
    new_tags: tuple[str, ...] = ()
    helper_id: int | None = None
    person_client_id: int | None = None
    stage_id: int | None = None
    template: str | None = None
    repeat: Recurrence | None = None
    channel: str | None = None
    checklist: tuple[str, ...] = ()
    entry: Worked | None = None
    parts: tuple[Part, ...] = ()


_KINDS: Final[dict[str, Literal["card", "request", "entry", "note"]]] = {
    ":": "card", ">": "request", "+": "entry", "=": "note",
}  # fmt: skip
_NO_CLIENT: Final = frozenset(
    {
        *("re", "fw", "fwd", "ps", "nb", "cc", "fyi", "ref", "note", "todo", "to do", "idea"),
        *("catatan", "tugas", "ide", "perihal", "due", "start", "wait", "tenggat", "mulai", "tunggu"),
    }
)
"""Words people put before a colon: the beginning of a name is not meant by them."""

_SIGN: Final = re.compile(r"[:>+=]")
_BARE_SIGN: Final = re.compile(r"\s*(?P<sign>[:>+=])(?=\s|$)")
_HEAD: Final = 80
"""A client's name and sign are within this many characters."""

_TOKEN: Final = re.compile(r"\S+")
_BULLET: Final = re.compile(r"\s*(?:[-*•–]\s+|[0-9]{1,3}[.)]\s+)?(?:\[[ xX]?\]\s+)?")
_TAG: Final = re.compile(r"#(?P<name>[^\W\d_][\w-]*)")
_NAME: Final = re.compile(r"[@^/]\w[\w.'’&-]*")
_KEYED: Final = re.compile(r"(?P<key>due|tenggat|start|mulai|wait|tunggu):", re.IGNORECASE)
_KEYS: Final[dict[str, Literal["due", "start", "wait"]]] = {
    "due": "due", "tenggat": "due", "start": "start", "mulai": "start", "wait": "wait", "tunggu": "wait",
}  # fmt: skip
_VIA: Final = re.compile(r"(?P<lead>\s+)(?P<via>(?:via|lewat)\s+(?P<channel>[^\s\"]{1,12}))\s*$", re.IGNORECASE)
_VIA_QUOTED: Final = re.compile(r"\"(?P<words>(?:via|lewat)\s+[^\s\"]{1,12})\"\s*$", re.IGNORECASE)
_CHANNELS: Final = {
    "wa": "wa", "whatsapp": "wa", "em": "em", "email": "em", "e-mail": "em", "mail": "em", "surel": "em",
    "sl": "sl", "slack": "sl", "ph": "ph", "phone": "ph", "tel": "ph", "telp": "ph", "telepon": "ph",
    "sms": "sms", "tg": "tg", "telegram": "tg", "te": "te", "teams": "te", "zm": "zm", "zoom": "zm",
    "form": "form", "formulir": "form",
}  # fmt: skip
_ESCAPED: Final = re.compile(r"\\([\"\\])")
_LITERAL: Final = "\x00"
"""Stands in the reader's copy of a text for a character that means only itself."""

_QUOTES: Final = 8
"""So many quotations of a line are looked into; the marks of more stay in the title."""

_DAY_STARTS: Final = time(9)
"""When work on another day begins if only its length was said."""


def _folded(text: str) -> str:
    """A name as it can be written in one word: no case, no accents, letters and digits only."""
    return "".join(letter for letter in searchable(text) if letter.isalnum())


def _first_line_end(text: str) -> int:
    """Where the first line with words ends."""
    end = text.find("\n", len(text) - len(text.lstrip()))
    return len(text) if end < 0 else end


# The client


def _find_client(name: str, clients: Iterable[KnownClient]) -> tuple[int | None, tuple[int, ...]]:
    """The client of a code, a full name or the unique start of one; else those that could be meant."""
    wanted = " ".join(searchable(name).split())
    if not wanted:
        return None, ()
    named = [(client, searchable(client.code), " ".join(searchable(client.name).split())) for client in clients]
    for at in (1, 2):
        for entry in named:
            if entry[at] == wanted:
                return entry[0].id, ()
    if wanted in _NO_CLIENT:
        return None, ()
    begun = tuple(client.id for client, code, full in named if code.startswith(wanted) or full.startswith(wanted))
    if len(begun) == 1 and len(wanted) > 1:
        return begun[0], ()
    if begun:
        return None, begun
    near: dict[int, float] = {}
    for client, code, full in named:
        for text in (code, full, *full.split()):
            ratio = difflib.SequenceMatcher(None, wanted, text).ratio()
            if ratio >= 0.7 and ratio > near.get(client.id, 0):
                near[client.id] = ratio
    return None, tuple(sorted(near, key=lambda key: -near[key])[:3])


@record
class _Head:
    """What the beginning of a text says."""

    kind: Literal["card", "request", "entry", "note"]
    client_id: int | None
    guess: tuple[int, ...]
    end: int
    part: Part | None


def _read_head(text: str, known: Known) -> _Head:
    bare = _BARE_SIGN.match(text)
    if bare:
        start, end = bare.span("sign")
        return _Head(_KINDS[bare["sign"]], known.scope_client_id, (), end, Part(start, end, "kind", text[start:end]))
    line = text[: _first_line_end(text)]
    guess: tuple[int, ...] = ()
    for match in _SIGN.finditer(line, 0, _HEAD):
        at, name = match.start(), line[: match.start()]
        after = line[at + 1 : at + 2]
        spaced = not after or after.isspace()
        if '"' in name or "\\" in name or after in (":", ">", "+", "=", "/") or not name.strip():
            break
        if name[-1].isspace() and not spaced:
            continue  # "acme +3d"
        client_id, near = _find_client(name, known.clients)
        if client_id is not None:
            start = len(name) - len(name.lstrip())
            return _Head(_KINDS[match[0]], client_id, (), at + 1, Part(start, at + 1, "client", line[start : at + 1]))
        if near and spaced and not name[-1].isspace() and not guess and len(name.split()) < 4:
            guess = near
    return _Head("card", None if guess else known.scope_client_id, guess, 0, None)


# Literal text


@dataclass(slots=True)
class _Sheet:
    """A text while it is read: which characters are taken by which part, and what the others stand for."""

    text: str
    copy: list[str]
    """The text with literal characters and parts blotted out."""
    shown: list[str]
    """What each character adds to the title."""
    parts: list[Part] = field(default_factory=list)

    def take(self, start: int, end: int, kind: PartKind) -> None:
        """Give a place to a part, but for what other parts have taken before."""
        first: int | None = None
        last = start
        for at in range(start, end + 1):
            if at == end or (self.copy[at] == " " and not self.text[at].isspace()):
                if first is not None:
                    self.parts.append(Part(first, last, kind, self.text[first:last]))
                first = None
            elif not self.text[at].isspace():
                first = at if first is None else first
                last = at + 1
        for at in range(start, end):
            self.copy[at], self.shown[at] = " ", " "

    def blot(self, start: int, end: int) -> None:
        """Make a place literal."""
        for at in range(start, end):
            if not self.text[at].isspace():
                self.copy[at] = _LITERAL

    @property
    def read(self) -> str:
        return "".join(self.copy)

    @property
    def title(self) -> str:
        return " ".join("".join(self.shown).split())


def _quote_end(text: str, start: int) -> int | None:
    """Where a quotation that begins at ``start`` ends, past its closing mark; None if it is only a mark.

    Its marks touch its words on the inside and nothing but punctuation on the outside, as in print.
    """
    at = start + 1
    if text[at : at + 1] in ("", '"') or text[at].isspace():
        return None
    while at < len(text) and text[at] != "\n":
        if text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\"):
            at += 2
            continue
        after = text[at + 1 : at + 2]
        if text[at] == '"' and not text[at - 1].isspace() and (after in ".,;:!?)" or after.isspace()):
            return at + 1
        at += 1
    return None


def _sheet(text: str, start: int, known: Known, *, nested: bool) -> _Sheet:
    """Mark what is literal, and the memo, from ``start`` to the end of the line."""
    end = max(start, _first_line_end(text))
    sheet = _Sheet(text, list(text[:end].replace("\t", " ")), list(text[:end]))
    for at in range(start):
        sheet.copy[at] = sheet.shown[at] = " "
    at, quotes = start, 0
    while at < end:
        letter = text[at]
        begins = at == start or text[at - 1].isspace()
        if letter == "\\" and at + 1 < end and not text[at + 1].isspace() and not text[at + 1].isalnum():
            sheet.blot(at, at + 2)
            sheet.shown[at] = ""
            sheet.parts.append(Part(at, at + 2, "literal", text[at : at + 2]))
            at += 2
        elif letter == '"' and begins and (close := _quote_end(text, at)):
            sheet.blot(at, close)
            quotes += 1
            if nested or (quotes <= _QUOTES and _hides_something(text, at, close, known)):
                _drop_marks(sheet, at, close)
            at = close
        elif letter == "/" and begins and text[at : at + 2] == "//" and text[at + 2 : at + 3] != "/":
            sheet.take(at, end, "memo")
            break
        elif begins and (keyed := _KEYED.match(text, at)) and (close := _quoted_date(text, keyed.end(), known)):
            at = close
        else:
            at += 1
    return sheet


def _quoted_date(text: str, start: int, known: Known) -> int | None:
    """Where a date in quotation marks ends; None if there is none."""
    end = _quote_end(text, start) if text[start : start + 1] == '"' else None
    return end if end and _date(text[start + 1 : end - 1], known, known.my_zone) else None


def _hides_something(text: str, start: int, end: int, known: Known) -> bool:
    """Whether without its marks something in a quotation would be read; if not, they belong to the title."""
    inside = _ESCAPED.sub(r"\1", text[start + 1 : end - 1]).ljust(end - start - 2)
    bare = f"{text[:start]} {inside} {text[end:]}"
    return any(part.start < end and part.end > start and part.kind != "literal" for part in _parse(bare, known, nested=True).parts)


def _drop_marks(sheet: _Sheet, start: int, end: int) -> None:
    """Leave the marks of a quotation, and the escapes in it, out of the title."""
    sheet.parts.append(Part(start, end, "literal", sheet.text[start:end]))
    sheet.shown[start] = sheet.shown[end - 1] = ""
    at = start + 1
    while at < end - 1:
        escape = sheet.text[at] == "\\" and sheet.text[at + 1] in '"\\'
        if escape:
            sheet.shown[at] = ""
        at += 2 if escape else 1


# Marks


def _starting(wanted: str, names: Iterable[tuple[str, int]]) -> int | None:
    """The key of a name, or of the only one that starts so; names are folded here."""
    folded = [(_folded(name), key) for name, key in names]
    exact = {key for name, key in folded if name == wanted}
    begun = exact or {key for name, key in folded if name.startswith(wanted)}
    return begun.pop() if wanted and len(begun) == 1 else None


def _read_marks(sheet: _Sheet, capture: Capture, known: Known) -> Capture:
    """Read the words that begin with a sign, wherever they stand."""
    line = sheet.read
    tokens = list(_TOKEN.finditer(line))
    for index, token in enumerate(tokens):
        word = token[0]
        if word[0] not in "!#@~^/" or _LITERAL in word or (word[0] in "@^/" and not _NAME.fullmatch(word)):
            continue
        found: Capture | None = None
        kind: PartKind = "mark"
        end = token.end()
        if word in ("!", "!!", "!u", "!U"):
            found = replace(
                capture,
                important=capture.important or word[1:] in ("", "!"),
                urgency="auto" if word == "!" and capture.urgency == "auto" else "yes",
            )
        elif word[0] == "#":
            kind, found = "tag", _tag(word, capture, known)
        elif word[0] == "@":
            kind, found = "person", _person(_folded(word), capture, known)
        elif word[0] == "~" and capture.estimate is None:
            kind = "estimate"
            for last in reversed(tokens[index : index + 4]):
                length = dates.duration(line[token.start() + 1 : last.end()])
                if length is not None:
                    found, end = replace(capture, estimate=length), last.end()
                    break
        elif word[0] == "^" and capture.client_id is not None and capture.stage_id is None:
            stages = known.stages.get(capture.client_id, ())
            stage = _starting(_folded(word), ((stage.name, stage.id) for stage in stages))
            if stage is None:
                stage = next((stage.id for stage in stages if stage.kind == _folded(word)), None)
            kind, found = "stage", None if stage is None else replace(capture, stage_id=stage)
        elif word[0] == "/" and capture.template is None:
            names = sorted(known.templates)
            number = _starting(_folded(word), ((name, number) for number, name in enumerate(names)))
            kind, found = (
                "template",
                None if number is None or "/" in word[1:] else replace(capture, template=names[number]),
            )
        if found is not None:
            capture = found
            sheet.take(token.start(), end, kind)
    return capture


def _tag(word: str, capture: Capture, known: Known) -> Capture | None:
    match = _TAG.fullmatch(word)
    if match is None:
        return None
    folded = searchable(match["name"])
    name = next((tag for tag in (*sorted(known.tags), *capture.new_tags) if searchable(tag) == folded), None)
    new = () if name is not None else (match["name"],)
    name = match["name"] if name is None else name
    tags = capture.tags if name in capture.tags else (*capture.tags, name)
    return replace(capture, tags=tags, new_tags=capture.new_tags + new)


def _person(wanted: str, capture: Capture, known: Known) -> Capture | None:
    person = _starting(wanted, ((person.name, person.id) for person in known.people))
    if person is not None:
        return replace(capture, helper_id=person) if capture.helper_id in (None, person) else None
    names = [(name, client.id) for client in known.clients for name in (client.code, client.name)]
    client = _starting(wanted, names)
    if client is None or capture.person_client_id not in (None, client):
        return None
    return replace(capture, person_client_id=client)


# Dates of work


def _date(text: str, known: Known, zone: str) -> Understood | None:
    return dates.understand(text, now=known.now, zone=zone, language=known.language, order=known.order, mine=known.my_zone)


def _read_keyed(sheet: _Sheet, capture: Capture, known: Known, zone: str) -> Capture:
    """Read ``due:``, ``start:`` and ``wait:`` with the longest date that follows, wherever they stand."""
    line = sheet.read
    for token in _TOKEN.finditer(line):
        keyed = _KEYED.match(line, token.start())
        if keyed is None:
            continue
        key = _KEYS[keyed["key"].lower()]
        if (capture.due if key == "due" else capture.start if key == "start" else capture.wait) is not None:
            continue
        at = keyed.end()
        found: Understood | None = None
        end = at
        if line[at : at + 1] == '"':
            end = _quote_end(line, at) or at
            found = _date(line[at + 1 : end - 1], known, zone) if end > at else None
        else:
            for last in reversed(list(islice(_TOKEN.finditer(line, at), 6))):
                found, end = _date(line[at : last.end()], known, zone), last.end()
                if found is not None:
                    break
        if found is None:
            continue
        if key == "due":
            capture = replace(capture, due=found)
        elif key == "start":
            capture = replace(capture, start=found)
        else:
            capture = replace(capture, wait=found)
        sheet.take(token.start(), end, key)
        line = sheet.read
    return capture


def _read_endings(sheet: _Sheet, capture: Capture, known: Known, zone: str) -> Capture:
    """Read “every …” and a bare date at the end, unless nothing else would be left."""
    line = sheet.read
    repeated = dates.trailing_recurrence(
        line, now=known.now, zone=zone, language=known.language, order=known.order, mine=known.my_zone
    )
    if repeated is not None and line[: repeated[0]].strip():
        capture = replace(capture, repeat=repeated[1])
        _take_ending(sheet, repeated[0], "repeat")
        line = sheet.read
    if capture.due is None:
        ending = dates.trailing(line, now=known.now, zone=zone, language=known.language, order=known.order, mine=known.my_zone)
        if ending is not None and line[: ending[0]].strip(" ,"):
            capture = replace(capture, due=ending[1])
            _take_ending(sheet, ending[0], "due")
    if capture.due is None and capture.repeat is not None:
        capture = replace(capture, due=capture.repeat.first)
    return capture


def _take_ending(sheet: _Sheet, start: int, kind: PartKind) -> None:
    """Take all from ``start`` on, and a comma that leads to it."""
    before = len(sheet.read[:start].rstrip())
    if before and sheet.copy[before - 1] == ",":
        start = before - 1
    sheet.take(start, len(sheet.copy), kind)


# Time entries


_Amount = tuple[int, int, "tuple[time, time] | None", "timedelta | None"]
_STILL_A_DATE: Final = frozenset(("ago", "lalu", "yang", "yg", "lagi"))


def _amount(line: str, *, front: bool) -> _Amount | None:
    """A range of times or a length at the beginning or the end of a line: where it is, and what it says."""
    tokens = list(_TOKEN.finditer(line))
    for count in range(min(4, len(tokens)), 0, -1):
        few = tokens[:count] if front else tokens[-count:]
        if front and len(tokens) > count and tokens[count][0].lower() in _STILL_A_DATE:
            continue
        start, end = few[0].start(), few[-1].end()
        spans, length = dates.clock_range(line[start:end]), dates.duration(line[start:end])
        if spans or length:
            return start, end, spans, length
    return None


def _past(text: str, known: Known) -> Understood | None:
    return dates.understand(
        text,
        now=known.now,
        zone=known.my_zone,
        language=known.language,
        order=known.order,
        mine=known.my_zone,
        past=True,
    )


def _past_ending(line: str, known: Known) -> tuple[int, Understood] | None:
    return dates.trailing(
        line,
        now=known.now,
        zone=known.my_zone,
        language=known.language,
        order=known.order,
        mine=known.my_zone,
        past=True,
    )


def _past_beginning(line: str, known: Known) -> tuple[int, Understood] | None:
    """The longest time that was at the beginning of a line; a short word such as “sun” is none there."""
    tokens = list(_TOKEN.finditer(line))
    for count in range(min(5, len(tokens)), 0, -1):
        text = line[tokens[0].start() : tokens[count - 1].end()]
        found = _past(text, known) if count > 1 or len(text) > 3 else None
        if found is not None:
            return tokens[count - 1].end(), found
    return None


def _read_entry(sheet: _Sheet, capture: Capture, known: Known) -> Capture:
    """Read when something was worked, at the beginning or at the end of the line."""
    line = sheet.read
    when: Understood | None = None
    amount = _amount(line, front=True)
    begun = None if amount else _past_beginning(line, known)
    if begun:
        amount = _amount(" " * begun[0] + line[begun[0] :], front=True)
        if amount:
            when = _take_when(sheet, 0, begun[0], begun[1], amount)
    elif amount and (begun := _past_beginning(" " * amount[1] + line[amount[1] :], known)):
        when = _take_when(sheet, amount[1], begun[0], begun[1], amount)
    amount = amount or _amount(line, front=False)
    if amount is None and (ending := _past_ending(line, known)):
        amount = _amount(line[: ending[0]], front=False)
    if amount is None:
        return capture
    start, end, spans, length = amount
    sheet.take(start, end, "when" if spans else "length")
    if when is None and (ending := _past_ending(sheet.read, known)) and not (spans and not ending[1].said.is_day):
        when = ending[1]
        _take_ending(sheet, ending[0], "when")
    return replace(capture, entry=_worked(spans, length, when, known))


def _take_when(sheet: _Sheet, start: int, end: int, found: Understood, amount: _Amount) -> Understood | None:
    """Take a time that was, unless both it and the range beside it say an hour."""
    if amount[2] and not found.said.is_day:
        return None
    sheet.take(start, end, "when")
    return found


def _worked(spans: tuple[time, time] | None, length: timedelta | None, when: Understood | None, known: Known) -> Worked:
    zone = known.my_zone
    today = zones.today(known.now, zone)
    day = date.fromisoformat(when.said.text[:10]) if when else today
    if spans is not None:
        start = zones.resolve(datetime.combine(day, spans[0]), zone)
        if when is None and start.instant > known.now:
            day -= timedelta(1)  # the latest such time that was
            start = zones.resolve(datetime.combine(day, spans[0]), zone)
        over = timedelta(1) if spans[1] <= spans[0] else timedelta(0)
        end = zones.resolve(datetime.combine(day + over, spans[1]), zone)
        kinds = (start.kind, end.kind)
        note: Literal["first", "gap"] | None = "gap" if "gap" in kinds else "first" if "first" in kinds else None
        return Worked(start.instant, max(end.instant, start.instant), zone, note)
    length = length or timedelta(0)
    if when is not None and not when.said.is_day:
        return Worked(when.instant, when.instant + length, zone, when.note)
    if day == today:
        return Worked(known.now - length, known.now, zone)
    start = zones.resolve(datetime.combine(day, _DAY_STARTS), zone)
    return Worked(start.instant, start.instant + length, zone, assumed=True)


# The whole text


def parse(text: str, known: Known) -> Capture:
    """Read one item: a line, and lines after it as its checklist; a request and a note keep all their lines.

    Args:
        text: what was typed, made safe by :func:`vatui.text.clean` before.
        known: what it can mean.
    """
    return _parse(text, known, nested=False)


def _parse(text: str, known: Known, *, nested: bool) -> Capture:
    head = _read_head(text, known)
    capture = Capture(head.kind, head.client_id, "", head.guess)
    if head.kind in ("request", "note"):
        return _verbatim(text, head, capture)
    sheet = _sheet(text, head.end, known, nested=nested)
    memo = next((part.text[2:].strip() for part in sheet.parts if part.kind == "memo"), "")
    if head.part:
        sheet.parts.append(head.part)
    if head.kind == "entry":
        for token in _TOKEN.finditer(sheet.read):
            tagged = _tag(token[0], capture, known)
            if tagged is not None:
                capture = tagged
                sheet.take(token.start(), token.end(), "tag")
        capture = _read_entry(sheet, capture, known)
    else:
        client = next((client for client in known.clients if client.id == head.client_id), None)
        zone = client.zone if client and known.dates_in == "client" else known.my_zone
        capture = _read_keyed(sheet, capture, known, zone)
        capture = _read_marks(sheet, capture, known)
        capture = _read_endings(sheet, capture, known, zone)
    lines = text[_first_line_end(text) :].split("\n")
    return replace(
        capture,
        title=sheet.title,
        memo=memo,
        checklist=tuple(words for words in (_without_bullet(line) for line in lines) if words),
        parts=tuple(sorted(sheet.parts, key=lambda part: part.start)),
    )


def _verbatim(text: str, head: _Head, capture: Capture) -> Capture:
    """A request without its channel, a note as it is."""
    parts = [head.part] if head.part else []
    body = text[head.end :]
    words, channel = body, None
    if head.kind == "request":
        via, quoted = _VIA.search(body), _VIA_QUOTED.search(body)
        if quoted:
            words = body[: quoted.start()] + quoted["words"]
            at, end = head.end + quoted.start(), head.end + quoted.end()
            parts.append(Part(at, at + len(text[at:end].rstrip()), "literal", text[at:end].rstrip()))
        elif via and body[: via.start()].strip():
            words = body[: via.start()]
            channel = _CHANNELS.get(via["channel"].lower(), via["channel"])
            at, end = head.end + via.start("via"), head.end + via.end("via")
            parts.append(Part(at, end, "channel", text[at:end]))
    return replace(capture, title=words.strip(), channel=channel, parts=tuple(parts))


def _without_bullet(line: str) -> str:
    match = _BULLET.match(line)
    return line[match.end() :].strip() if match else line.strip()


def split_items(text: str) -> list[str]:
    """Take a pasted text apart: each line is an item, indented lines below it are its checklist.

    Blank lines are left out, and so are bullets, boxes and numbers before the items.
    """
    lines = [line.expandtabs(4) for line in text.split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    items: list[str] = []
    for line in lines:
        words = _without_bullet(line)
        if not words:
            continue
        if items and len(line) - len(line.lstrip()) > margin:
            items[-1] += "\n  " + words
        else:
            items.append(words)
    return items


def literal(text: str, part: Part) -> str:
    """The text with one part quoted, so that it is plain text; for backspace on a chip."""
    lead = len(part.text) - len(part.text.lstrip(", "))
    start = part.start + lead
    words = text[start : part.end].replace("\\", "\\\\").replace('"', '\\"')
    after = text[part.end :]
    space = " " if after and not after[0].isspace() else ""
    return f'{text[:start]}"{words}"{space}{after}'
