"""The guide says what the program does: every key and screen is in it, and what it shows as an example is really read so."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest
from textual.screen import Screen

from tests.architecture.rules import ROOT
from tests.architecture.test_bindings import classes, keys
from tools import pictures
from vatui import capture_grammar, dates
from vatui.capture_grammar import Known, KnownClient, KnownPerson, KnownStage
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.domain.demo import make_demo
from vatui.settings import Settings
from vatui.widgets.footer import key_name

if TYPE_CHECKING:
    from pathlib import Path

DOCS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
GUIDE = ROOT / "docs" / "guide.md"
NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""The moment of which the guide's table of dates speaks."""

KNOWN = Known(
    now=NOW,
    my_zone="Asia/Jakarta",
    clients=(
        KnownClient(1, "ACM", "Acme Studio", "America/New_York"),
        KnownClient(2, "KOP", "Kopi Nusantara", "Asia/Jakarta"),
    ),
    people=(KnownPerson(7, "Dita Sari"),),
    stages={1: (KnownStage(11, "To do", "ready"), KnownStage(12, "", "doing"))},
)

SCREENS = {
    "ActivityScreen": "## Activity and undo",
    "AskDate": "`d` asks for a date",
    "AskLine": "",
    "AskMore": "They wrote again",
    "AskSnooze": "hide it; the clock runs on",
    "AskWaiting": "`w` notes for whom the card waits",
    "BackupsScreen": "## Backups",
    "BoardsScreen": "## Boards",
    "CaptureScreen": "## Capture",
    "CardScreen": "## Card",
    "ChooseCard": "put the words on a card there is",
    "ChooseClient": "`c` narrows every room to one client",
    "ChooseHelper": "`a` hands it to a helper",
    "ClientForm": "![The form of a client]",
    "ClientsScreen": "## Clients",
    "Confirm": "What cannot be undone",
    "ConfirmRestore": "put a backup in place of the desk",
    "ContactForm": "contacts",
    "EntryForm": "Edit the selected entry",
    "FirstRunScreen": "## The first minute",
    "ForgottenTimer": "Back after a crash or a long silence",
    "GoScreen": "`g` and a letter goes anywhere",
    "ImportPreview": "shows what would come",
    "ImportScreen": "## Bring data in",
    "InboxScreen": "## Inbox",
    "KeysScreen": "`?` shows the keys of the screen",
    "MakeCard": "`enter` makes a card of it",
    "ManageBoard": "`B` manages boards and stages",
    "MatrixScreen": "## Matrix",
    "MemoScreen": "`m` writes the memo",
    "NoteForm": "Note: note something about the client",
    "PaletteScreen": "finds every command",
    "PickDialog": "",
    "ReplyDialog": "`r` notes what you replied",
    "SearchScreen": "Search everything",
    "SettingsScreen": "## Settings",
    "StageForm": "name, meaning and limit of the stage",
    "StateForm": "Pause, end or activate the client",
    "TimerPanel": "## Timer",
    "TodayScreen": "## Today",
    "ZonesScreen": "## Zones",
}
"""By screen what the guide says of it; nothing for what other screens ask with."""

PARTS = {"CardRoom", "DeskDialog", "DeskScreen", "Dialog", "RoomScreen"}
"""What screens are made of."""

ELSEWHERE = re.compile(r"(?<![\w~.])/(?:tmp|work|home|root)\b\S*")
"""A folder of the computer on which something was written."""

KINDS = {"card": "card", "request": "request", "time": "entry", "note": "note"}
"""The guide's word for what a line becomes, and the program's."""


@cache
def guide() -> str:
    """The text of the guide."""
    return GUIDE.read_text(encoding="utf-8")


def rows(head: str) -> list[list[str]]:
    """The cells of the table in the guide that begins with a head."""
    start = guide().index(f"\n| {head} |") + 1
    lines = guide()[start : guide().index("\n\n", start)].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def links(path: Path) -> list[str]:
    """What a document points at, without web addresses."""
    found = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    return [link for link in found if not link.startswith(("http:", "https:"))]


def anchor(heading: str) -> str:
    """How a heading is pointed at."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_key_is_in_the_guide() -> None:
    """Each command of each part of the console has a row with its keys and its name."""
    written: dict[str, set[frozenset[str]]] = {}
    for shown, name in re.findall(r"^\| ((?:`\S+` ?)+) \|.*\| `([a-z_.]+)` \|$", guide(), flags=re.MULTILINE):
        written.setdefault(name, set()).add(frozenset(re.findall(r"`(\S+)`", shown)))
    declared: dict[tuple[str, str], set[str]] = {}
    for key in keys():
        where = f"{key.owner.__module__}.{key.owner.__name__}"
        declared.setdefault((where, key.binding.id or ""), set()).add(key_name(key.binding.key))
    missing = [
        f"{where}: {name} {sorted(shown)}"
        for (where, name), shown in sorted(declared.items())
        if frozenset(shown) not in written.get(name, set())
    ]
    assert missing == []
    assert sorted(set(written) - {name for _where, name in declared}) == []


def test_every_screen_is_in_the_guide() -> None:
    """Each room, page and dialog has its place."""
    found = {kind.__name__ for kind in classes() if issubclass(kind, Screen)} - PARTS
    assert found == set(SCREENS)
    assert {name: words for name, words in SCREENS.items() if words.lower() not in guide().lower()} == {}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every file, picture and heading that a document points at is there."""
    broken = []
    for link in links(path):
        file, _hash, heading = link.partition("#")
        target = path.parent / file if file else path
        if not target.is_file():
            broken.append(link)
        elif heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), flags=re.MULTILINE)
            if heading not in {anchor(one) for one in headings}:
                broken.append(link)
    assert broken == []


def test_every_picture_is_shown() -> None:
    """The pictures that are drawn, those that lie there and those that documents show are the same."""
    drawn = {f"{picture.name}.svg" for picture in pictures.PICTURES}
    there = {path.name for path in pictures.FOLDER.iterdir()}
    shown = {link.rpartition("/")[2] for path in DOCS for link in links(path) if link.endswith(".svg")}
    assert there == drawn
    assert shown == drawn


def test_pictures_hold_nothing_from_elsewhere() -> None:
    """A picture loads nothing and names no computer."""
    names = set()
    for path in pictures.FOLDER.glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        names |= (
            set(re.findall(r"https?://[^\"'\s<)]+", text))
            | set(re.findall(r"@font-face|url\([^#)][^)]*\)", text))
            | set(ELSEWHERE.findall(text))
        )
    assert names <= {"http://www.w3.org/2000/svg"}


@pytest.mark.slow
async def test_a_picture_is_drawn_the_same_twice(tmp_path: Path) -> None:
    """The pictures change only when the console does."""
    picture = next(one for one in pictures.PICTURES if one.name == "capture")
    drawn = []
    for name in ("one", "two"):
        desk = Desk.open(str(tmp_path / f"{name}.db"), clock=FrozenClock(pictures.NOW), actor="sari")
        make_demo(desk)
        drawn.append(await pictures.draw(picture, desk))
        desk.close()
    assert "newsletter" in drawn[0]
    assert drawn[0] == drawn[1]


def understood(text: str) -> str | None:
    """A date as the guide writes it."""
    found = dates.understand(text, now=NOW, zone="America/New_York", mine="Asia/Jakarta")
    if found is None:
        return None
    zone = "" if found.said.zone == "America/New_York" else f" {found.said.zone}"
    return found.said.text.replace("T", " ") + zone


def test_dates_of_the_guide_are_understood() -> None:
    """Each date of the table means what stands beside it, in both languages."""
    table = rows("English | Indonesian | Means")
    assert len(table) > 15
    wrong = [
        (phrase, means, understood(phrase.strip("`")))
        for english, indonesian, means in table
        for phrase in (english, indonesian)
        if understood(phrase.strip("`")) != means
    ]
    assert wrong == []


def test_lines_of_the_guide_become_what_it_says() -> None:
    """Each line of the table of capture is of the kind beside it, and for a client."""
    table = rows("Line | Becomes")
    assert {kind for _line, kind in table} == set(KINDS)
    for line, kind in table:
        capture = capture_grammar.parse(line.strip("`"), KNOWN)
        assert (capture.kind, capture.client_id is not None) == (KINDS[kind], True), line


PART_OF = {
    "client": "client", "due": "due", "not before": "start", "zone": "due", "important": "mark", "length": "estimate", "tag": "tag",
    "stage": "stage", "repeat": "repeat", "channel": "channel", "memo": "memo", "plain": "literal",
}  # fmt: skip
"""By the beginning of a row what is understood in its examples."""


def test_parts_of_the_guide_are_understood() -> None:
    """Each example of the table of parts is understood as what its row says, in both languages."""
    table = rows("Part | English | Indonesian")
    assert len(table) == len(PART_OF)
    for (part, *languages), (begins, kind) in zip(table, PART_OF.items(), strict=True):
        assert part.startswith(begins)
        for example in (one for cell in languages for one in re.findall(r"`([^`]+)`", cell)):
            line = f"{example} Draft" if kind == "client" else f"acme{'>' if kind == 'channel' else ':'} Draft {example}"
            found = {one.kind for one in capture_grammar.parse(line, KNOWN).parts} - ({"client"} if kind != "client" else set())
            expected = {"person"} if example.startswith("@") else {"wait"} if example.startswith(("wait:", "tunggu:")) else {kind}
            assert found == expected, line


def test_settings_of_the_guide_exist() -> None:
    """Each setting that the guide sets or names is one, and so is each command that it gives a key."""
    names = {one.name for one in fields(Settings)}
    ids = {key.binding.id for key in keys()}
    told = re.findall(r"vatui config ([a-z_.]+)", guide()) + re.findall(r"settings? `([a-z_.]+)`", guide())
    assert len(told) > 5
    assert [one for one in told if one.partition(".")[0] not in names] == []
    commands = [one.removeprefix("keys.") for one in told if one.startswith("keys.")] + re.findall(
        r'^"([a-z_.]+)" = ', guide(), re.M
    )
    assert commands
    assert [one for one in commands if one not in ids] == []


def test_no_document_speaks_of_this_computer() -> None:
    """Documents name no folder of whoever wrote them."""
    found: list[str] = []
    for path in DOCS:
        found += ELSEWHERE.findall(path.read_text(encoding="utf-8"))
    assert found == []
