"""Trello's export: golden boards, each rule of the format, damaged files and hostile ones."""

from __future__ import annotations

import copy
import json
import math
import os
import random
import subprocess
import sys
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vatui.errors import ImportRefused
from vatui.exchange import READERS, decode, detect, read
from vatui.exchange.bundle import NOTICES, Bundle, Card, Checklist, Item
from vatui.text import clean

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = os.environ.get("VATUI_SAMPLES", "")
"""A folder with real boards; they have no licence to be kept here."""

BOARDS = ("trello_board", "trello_board_newer", "trello_2015", "trello_card")


def raw_board(name: str = "trello_board") -> dict[str, Any]:
    """A golden board, to be changed."""
    board: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_bytes())
    return board


def board_of(**card: Any) -> dict[str, Any]:
    """The smallest board that holds one card."""
    return {
        "id": "b",
        "name": "Board",
        "lists": [{"id": "l", "name": "To do", "pos": 1}],
        "cards": [{"id": "c", "name": "Card", "idList": "l", "pos": 1, **card}],
    }


def parse(value: object) -> Bundle:
    """Read a value as if it was in a file."""
    return read("trello", json.dumps(value).encode(), "board.json")


def only_card(bundle: Bundle) -> Card:
    """The one card of a bundle."""
    (card,) = bundle.cards
    return card


def losses(bundle: Bundle) -> dict[str, int]:
    """The losses by caption."""
    return {loss.what: loss.count for loss in bundle.losses}


def notices(bundle: Bundle) -> dict[str, int]:
    """The warnings by code."""
    return {notice.code: notice.count for notice in bundle.warnings}


def by_number(bundle: Bundle) -> dict[int | None, Card]:
    """The cards by their number on the board."""
    return {card.number: card for card in bundle.cards}


# --- Golden boards ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_golden(name: str) -> None:
    """A board reads as exactly what its golden file says."""
    data = (GOLDEN / f"{name}.json").read_bytes()
    assert detect(data, f"{name}.json") == "trello"
    found = json.loads(json.dumps(asdict(read("trello", data, f"{name}.json")), default=datetime.isoformat))
    assert found == json.loads((GOLDEN / f"{name}.expected.json").read_bytes())


@pytest.mark.parametrize("name", BOARDS)
def test_every_card_address_is_dropped(name: str) -> None:
    """The secret mail address of the cards is nowhere in a bundle, also where a text quotes it."""
    data = (GOLDEN / f"{name}.json").read_bytes()
    assert b"@boards.trello.com" in data
    assert "boards.trello.com" not in repr(read("trello", data, name))


def test_order_of_the_file_means_nothing() -> None:
    """Lists and cards are ordered by their position, wherever they are in the file."""
    board = raw_board()
    wanted = parse(board)
    dice = random.Random(5)
    for _round in range(20):
        for part in ("lists", "cards", "labels", "members", "checklists", "actions", "customFields"):
            dice.shuffle(board[part])
        found = parse(board)
        assert (found.cards, found.lists, found.losses, found.counts) == (
            wanted.cards,
            wanted.lists,
            wanted.losses,
            wanted.counts,
        )
        assert set(found.people) == set(wanted.people)


def test_newer_export_differs_only_where_the_board_did() -> None:
    """Of two exports, the cards that nobody touched are equal."""
    older, newer = by_number(parse(raw_board())), by_number(parse(raw_board("trello_board_newer")))
    changed = {number for number in older.keys() & newer.keys() if older[number] != newer[number]}
    assert (changed, newer.keys() - older.keys(), older.keys() - newer.keys()) == ({1, 2}, {11}, {6})


def test_samples() -> None:
    """Real boards reach the counts that were taken from them by other means."""
    if not SAMPLES:
        pytest.skip("VATUI_SAMPLES names no folder with real boards")
    folder = Path(SAMPLES)
    expected = json.loads((folder / "EXPECTED_F.json").read_bytes())
    names = {
        "cards_open": "cards_open_in_open_lists",
        "done": "dueComplete",
        "labels_nameless": "nameless_labels",
        "items": "checkItems",
        "items_done": "checkItems_complete",
        "comments": "comments_in_export",
        "comments_expected": "comments_by_badge",
        "cards_short_of_comments": "cards_with_missing_comments",
        "fields": "customFieldItems",
    }
    files = sorted((folder / "trello").glob("*.json"))
    assert files
    for file in files:
        data = file.read_bytes()
        bundle = read(detect(data, file.name), data, file.name)
        assert {names.get(key, key): count for key, count in bundle.counts.items()} == expected[f"trello/{file.name}"]
        assert "boards.trello.com" not in repr(bundle)
        check_bundle(bundle)


# --- Rules --------------------------------------------------------------------------------------------------


def test_archived_list_archives_its_cards() -> None:
    """A card in an archived list is archived, though Trello does not say so on the card."""
    board = board_of(closed=False)
    board["lists"][0]["closed"] = True
    bundle = parse(board)
    assert only_card(bundle).archived
    assert (bundle.counts["cards_archived"], bundle.counts["cards_open"]) == (1, 0)


def test_instants_are_utc_in_whole_seconds() -> None:
    """An instant of another zone becomes UTC and loses its fraction."""
    card = only_card(parse(board_of(due="2026-11-24T22:00:00.999+07:00", start="2026-11-24T01:00:00.000Z")))
    assert card.due == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert card.start == datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "due",
    [
        "2026-11-24",
        "2026-11-24T22:00:00",
        "soon",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        5,
        [],
        True,
    ],
)
def test_odd_dates_are_told_and_never_guessed(due: object) -> None:
    """A date that is no instant with a zone is left out with a warning."""
    bundle = parse(board_of(due=due))
    assert only_card(bundle).due is None
    assert notices(bundle) == {"bad_date": 1}


def test_created_from_the_id() -> None:
    """The first eight digits of an id are the second in which the card was made; other ids tell nothing."""
    ids = ["5ce2618c2f7d9f7afd435b20", "hashcard7", "000000002f7d9f7afd435b20"]
    board = board_of()
    board["cards"] = [{"id": one, "name": one, "idList": "l", "pos": at} for at, one in enumerate(ids)]
    made = [card.created_at for card in parse(board).cards]
    assert made == [datetime(2019, 5, 20, 8, 13, tzinfo=UTC), None, None]


def test_done_instant_only_of_done_cards() -> None:
    """When a card was done is what it says, else its newest mark in the history; an open card was not."""
    mark = {
        "type": "updateCard",
        "date": "2026-03-01T10:00:00Z",
        "data": {"card": {"id": "c"}, "old": {"dueComplete": False}},
    }
    later = {**mark, "date": "2026-03-05T10:00:00Z"}
    undone = {
        **mark,
        "date": "2026-03-09T10:00:00Z",
        "data": {"card": {"id": "c"}, "old": {"dueComplete": True}},
    }
    done = {**board_of(dueComplete=True), "actions": [undone, mark, later]}
    assert only_card(parse(done)).done_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    said = {**board_of(dueComplete=True, dateCompleted="2026-03-04T08:00:00Z"), "actions": [mark]}
    assert only_card(parse(said)).done_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert only_card(parse({**board_of(dueComplete=False), "actions": [mark]})).done_at is None


def test_labels() -> None:
    """A label is a tag by its name, else by the board's name for its colour, else the colour; each once."""
    labels = [
        {"id": "1", "name": "Ads, paid", "color": "red"},
        {"id": "2", "name": "", "color": "sky"},
        {"id": "3", "name": "", "color": "lime_light"},
        {"id": "4", "name": "", "color": None},
        {"id": "5", "name": "ADS, PAID", "color": None},
    ]
    board = {**board_of(idLabels=["5", "3", "2", "4", "1"]), "labels": labels, "labelNames": {"sky": "Ideas"}}
    bundle = parse(board)
    assert only_card(bundle).tags == ("ADS, PAID", "light lime", "Ideas")
    assert notices(bundle) == {"label_without_name": 1}
    assert (bundle.counts["labels"], bundle.counts["labels_nameless"]) == (5, 3)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ({"value": {"text": " two\nlines "}}, "two lines"),
        ({"value": {"number": "100.32"}}, "100.32"),
        ({"value": {"number": 7}}, "7"),
        ({"value": {"date": "2026-01-07T10:00:00.000Z"}}, "2026-01-07 10:00 UTC"),
        ({"value": {"checked": "true"}}, "yes"),
        ({"value": {"checked": "false"}}, "no"),
        ({"value": None, "idValue": "o"}, "High"),
        ({"idValue": "o"}, "High"),
        ({"idValue": "unknown"}, None),
        ({"value": {"text": ""}}, None),
        ({"value": []}, None),
        ({}, None),
    ],
)
def test_custom_field_values(item: dict[str, Any], value: str | None) -> None:
    """Every shape of a value is read as text; an empty one is no field."""
    definition = {"id": "f", "name": "Field", "options": [{"id": "o", "value": {"text": "High"}}]}
    board = {**board_of(customFieldItems=[{"idCustomField": "f", **item}]), "customFields": [definition]}
    assert only_card(parse(board)).fields == (() if value is None else (("Field", value),))


def test_checklists_belong_to_the_card_they_name() -> None:
    """Checklists are joined on their own card id and sorted; the card's list of ids does not matter."""
    checklists = [
        {"id": "2", "idCard": "c", "name": "B", "pos": 20, "checkItems": []},
        {
            "id": "1",
            "idCard": "c",
            "name": "A",
            "pos": 10,
            "checkItems": [
                {"id": "y", "name": "second", "pos": 140737488371712, "state": "complete"},
                {"id": "x", "name": "first", "pos": 140737488355328, "state": "incomplete"},
            ],
        },
        {"id": "3", "idCard": "elsewhere", "name": "C", "pos": 30, "checkItems": []},
    ]
    bundle = parse({**board_of(idChecklists=["3"]), "checklists": checklists})
    assert only_card(bundle).checklists == (
        Checklist("A", (Item("x", "first", False), Item("y", "second", True))),
        Checklist("B", ()),
    )
    assert [(notice.code, notice.samples) for notice in bundle.warnings] == [("orphan", ("C",))]


def test_missing_comments_are_a_loss() -> None:
    """What a card counts and the file does not hold is told as lost, card by card."""
    said = {
        "id": "a",
        "type": "commentCard",
        "date": "2026-01-01T00:00:00Z",
        "data": {"text": "Hi", "card": {"id": "c"}},
    }
    board = {**board_of(badges={"comments": 4, "attachments": 2, "checkItems": 3}), "actions": [said]}
    board["cards"].append({"id": "d", "name": "D", "idList": "l", "pos": 2, "badges": {"comments": 0}})
    bundle = parse(board)
    assert losses(bundle) == {
        "Comments not in the file": 3,
        "Attachments not in the file": 2,
        "Checklist items not in the file": 3,
    }
    assert (bundle.counts["comments_expected"], bundle.counts["cards_short_of_comments"]) == (4, 1)


def test_comment_author() -> None:
    """The author is who the action names, else the member with that id, else nobody."""

    def said(key: str, **who: Any) -> dict[str, Any]:
        return {
            "id": key,
            "type": "commentCard",
            "date": f"2026-01-0{key}T00:00:00Z",
            "data": {"text": key, "card": {"id": "c"}},
            **who,
        }

    board = {
        **board_of(),
        "members": [{"id": "m", "fullName": "Maya", "username": "maya"}],
        "actions": [
            said("4", memberCreator={"fullName": "No Id"}),
            said("3"),
            said("2", idMemberCreator="m"),
            said("1", memberCreator={"id": "r", "fullName": "", "username": "rini"}),
            said("1", memberCreator={"id": "r", "username": "rini"}),
            {"type": "commentCard", "data": {"text": "without an id", "card": {"id": "c"}}},
        ],
    }
    bundle = parse(board)
    assert [(c.ext_id, c.author) for c in only_card(bundle).comments] == [
        ("1", "rini"),
        ("2", "Maya"),
        ("3", ""),
        ("4", "No Id"),
    ]
    assert notices(bundle) == {"bad_part": 1, "duplicate": 1}


def test_people_who_left() -> None:
    """Somebody who left is known from the history, else counted as lost."""
    board = {
        **board_of(idMembers=["left", "unknown", "here", "here"]),
        "members": [
            {"id": "here", "fullName": "Here", "username": "here"},
            {"id": "idle", "fullName": "Idle"},
        ],
        "actions": [
            {
                "type": "addMemberToCard",
                "member": {"id": "left", "fullName": "Left", "email": "left@example.com"},
            },
            {"type": "addMemberToCard", "member": {"id": "other", "fullName": "Other"}},
        ],
    }
    bundle = parse(board)
    assert only_card(bundle).people == ("left", "here")
    assert [person.name for person in bundle.people] == ["Here", "Idle", "Left"]
    assert losses(bundle)["People who left the board"] == 1
    assert "left@example.com" not in repr(bundle)


def test_cards_that_are_not_work() -> None:
    """Templates, separators and mirrors are left out with what hangs on them; a link card is work."""
    board = board_of(cardRole="link", badges={"comments": 0})
    board["cards"] += [
        {"id": "t", "name": "T", "idList": "l", "pos": 2, "isTemplate": True, "badges": {"comments": 7}},
        {"id": "s", "name": "S", "idList": "l", "pos": 3, "cardRole": "separator"},
        {"id": "m", "name": "M", "idList": "l", "pos": 4, "cardRole": "mirror"},
    ]
    board["checklists"] = [{"id": "k", "idCard": "t", "name": "Of the template", "checkItems": []}]
    bundle = parse(board)
    assert only_card(bundle).ext_id == "c"
    assert losses(bundle) == {"Template cards": 1, "Separator cards": 1, "Mirror cards": 1}
    assert bundle.warnings == ()


def test_links() -> None:
    """Attachments are links; uploads and what is no web address are told."""
    attachments = [
        {"id": "1", "name": "Brief", "url": "https://example.com/brief", "isUpload": False, "pos": 3},
        {"id": "2", "name": "", "url": "https://trello.com/c/Abc/9-x", "pos": 2},
        {
            "id": "3",
            "name": "Photo",
            "url": "https://trello.com/1/cards/c/attachments/3",
            "isUpload": True,
            "pos": 1,
        },
        {"id": "4", "name": "Run", "url": "javascript:alert(1)"},
        {"id": "5", "name": "Gone", "url": None},
    ]
    bundle = parse(board_of(attachments=attachments, shortLink="Abc"))
    assert [(link.ext_id, link.title) for link in only_card(bundle).links] == [
        ("3", "Photo"),
        ("2", "Card"),
        ("1", "Brief"),
    ]
    assert losses(bundle) == {"Uploaded files": 1, "Links of another kind": 2}


def test_texts_are_clean() -> None:
    """Control characters, escapes, bidirectional marks and half an emoji never reach the bundle."""
    data = json.dumps(board_of(name="Pay \u202enow\x1b[31m\nplease \ud83d", desc="a\r\nb\x00c\x9b")).encode()
    card = only_card(read("trello", data, "x.json"))
    assert (card.title, card.body) == ("Pay now please", "a\nbc")


def test_positions_that_are_none_come_last() -> None:
    """A list or card without a usable position comes after the others, in the order of their ids."""
    board = board_of()
    board["lists"] = [{"id": "z", "name": "Z", "pos": "x"}, {"id": "l", "name": "L", "pos": 5}]
    board["cards"] = [
        {"id": key, "name": key, "idList": "l", "pos": pos}
        for key, pos in [("e", True), ("d", None), ("a", -1), ("f", 10**29), ("b", "2.5")]
    ]
    bundle = parse(board)
    assert [column.ext_id for column in bundle.lists] == ["l", "z"]
    assert [card.ext_id for card in bundle.cards] == ["a", "b", "d", "e", "f"]
    assert notices(bundle) == {"bad_position": 4}


def test_what_cannot_be_found_again_is_left_out() -> None:
    """Cards and lists without an id, and second ones with the same id, are told and left out."""
    board = board_of()
    board["lists"] += [{"name": "No id"}, {"id": "l", "name": "Again"}]
    board["cards"] += [{"name": "No id", "idList": "l"}, {"id": "c", "name": "Again", "idList": "l"}]
    board["cards"].append({"id": "x", "name": "Astray", "idList": "nowhere", "pos": 1})
    board["checklists"] = [
        {"id": "k", "idCard": "c", "name": "K", "checkItems": []},
        {"id": "k", "idCard": "c", "name": "K again", "checkItems": []},
    ]
    bundle = parse(board)
    assert [column.name for column in bundle.lists] == ["To do"]
    assert [(card.title, card.list_ext_id) for card in bundle.cards] == [("Card", "l"), ("Astray", "nowhere")]
    assert [checklist.name for checklist in bundle.cards[0].checklists] == ["K"]
    assert losses(bundle) == {"Cards without an id": 1}
    assert [(notice.code, notice.samples) for notice in bundle.warnings] == [
        ("bad_part", ("No id",)),
        ("duplicate", ("Again",)),
        ("unknown_list", ("Astray",)),
    ]
    assert notices(bundle)["duplicate"] == 2


# --- Damaged and hostile files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\t ", "The file is empty."),
        (b"PK\x03\x04\x00\x00", "This is not a JSON file."),
        (b"Card ID,Card Name\n1,2\n", "This is not a JSON file."),
        (b'{"lists": [], "cards": [', "The file is cut off. Export it again."),
        (b'{"lists": [], "cards": [], "name": "Boa', "The file is cut off. Export it again."),
        (b'{"lists": [],\n"cards": [],,}', "The file is damaged at line 2. Export it again."),
        (b"[" * 200_000, "The file is nested too deeply to be read."),
        (b'{"pos": ' + b"9" * 6000 + b"}", "The file holds a number that is too long."),
        (b'{"pos": NaN}', "The file holds NaN, which is not a number."),
        (b'{"pos": -Infinity}', "The file holds -Infinity, which is not a number."),
        (b"[]", "This is not a Trello board export."),
        (b'{"lists": []}', "This is not a Trello board export."),
        (b'{"lists": {}, "cards": []}', "The lists or cards of this board cannot be read."),
        (b'{"lists": [], "cards": null}', "The lists or cards of this board cannot be read."),
        (b'{"lists": [], "cards": []}', "This board has no id. Export it again from Trello."),
    ],
)
def test_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    """A file that cannot be read is refused with one sentence that says why."""
    with pytest.raises(ImportRefused) as refused:
        read("trello", data, "board.json")
    assert str(refused.value) == sentence


def test_detect_tells_the_kind_by_content() -> None:
    """The name of a file does not decide; a damaged .json file is told as damaged, any other as unknown."""
    board = (GOLDEN / "trello_board.json").read_bytes()
    assert detect(board, "anything.txt") == "trello"
    for data, name, sentence in [
        (board[:-40], "board.JSON", "The file is cut off. Export it again."),
        (board[:-40], "board.txt", "vatui cannot read this kind of file."),
        (b'{"a": 1}', "board.json", "vatui cannot read this kind of file."),
        (b"PK\x03\x04", "sheet.xlsx", "vatui cannot read this kind of file."),
    ]:
        with pytest.raises(ImportRefused) as refused:
            detect(data, name)
        assert str(refused.value) == sentence
    with pytest.raises(ImportRefused):
        read("nothing", board, "board.json")


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the bound is refused before it is decoded."""
    monkeypatch.setattr(decode, "MAX_BYTES", 3 * 1024 * 1024)
    with pytest.raises(ImportRefused, match="larger than 3 MiB"):
        decode.decode(b"\xff" * (3 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encodings(encoding: str, found: str) -> None:
    """A board reads the same in every encoding; a guess is told."""
    text = json.dumps(board_of(name="Café – naïve"), ensure_ascii=False)
    assert decode.decode(text.encode(encoding)).encoding == found
    bundle = read("trello", text.encode(encoding), "board.json")
    assert only_card(bundle).title == "Café – naïve"
    assert notices(bundle) == ({"encoding": 1} if found == "cp1252" else {})


def test_big_endian_and_line_ends() -> None:
    """UTF-16 of either order is read by its mark, and line ends become newlines."""
    assert decode.decode(b"\xfe\xff" + "a\r\nb\rc".encode("utf-16-be")).text == "a\nb\nc"


def test_equal_keys() -> None:
    """Of equal keys in an object the last one counts."""
    assert decode.json_value(b'{"a": 1, "a": 2}') == ({"a": 2}, "utf-8")


def test_odd_parts_never_stop_the_rest() -> None:
    """A card with wrong types all over is read as far as it goes, and so is the card beside it."""
    board = raw_board()
    for key in list(board["cards"][0]):
        if key not in ("id", "idList"):
            board["cards"][0][key] = {"what": ["is", "this"]}
    bundle = parse(board)
    check_bundle(bundle)
    assert len(bundle.cards) == len(parse(raw_board()).cards)
    assert by_number(bundle)[3] == by_number(parse(raw_board()))[3]
    assert notices(bundle)["bad_part"] > 3


def check_bundle(bundle: Bundle) -> None:
    """Everything that holds for every bundle."""

    def walk(value: Any) -> None:
        if isinstance(value, str):
            assert clean(value, lines=True) == value
            assert "@boards.trello.com" not in value.casefold()
        elif isinstance(value, datetime):
            assert value.utcoffset() == timedelta(0)
            assert value.microsecond == 0
        elif isinstance(value, float):
            assert math.isfinite(value)
        elif isinstance(value, tuple):
            for one in value:
                walk(one)
        elif is_dataclass(value):
            for one in fields(value):
                walk(getattr(value, one.name))

    walk(bundle)
    assert bundle.source in READERS
    assert bundle.container.ext_id
    people = [person.ext_id for person in bundle.people]
    assert len(set(people)) == len(people)
    assert len({column.ext_id for column in bundle.lists}) == len(bundle.lists)
    assert len({card.ext_id for card in bundle.cards}) == len(bundle.cards)
    assert [column.position for column in bundle.lists] == sorted(column.position for column in bundle.lists)
    for card in bundle.cards:
        assert card.ext_id
        assert card.title
        assert "\n" not in card.title
        assert card.done or card.done_at is None
        assert set(card.people) <= set(people)
        assert all(link.url.casefold().startswith(("http://", "https://")) for link in card.links)
        assert len({tag.casefold() for tag in card.tags}) == len(card.tags)
    assert all(loss.count > 0 for loss in bundle.losses)
    for notice in bundle.warnings:
        assert notice.text == NOTICES[notice.code]
        assert notice.count > 0
        assert len(notice.samples) <= 3
        assert all("\n" not in sample and len(sample) <= 60 for sample in notice.samples)
    assert bundle.counts["cards_archived"] + bundle.counts["cards_open"] == len(bundle.cards)


def check_file(data: bytes) -> None:
    """A file is read, or refused with one plain sentence."""
    try:
        bundle = read("trello", data, "board.json")
    except ImportRefused as refused:
        sentence = str(refused)
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert "{" not in sentence
    else:
        check_bundle(bundle)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            "true",
            "1e999",
            "x@boards.trello.com",
            "X@BOARDS.trello.com",
            "2026-01-01T00:00:00Z",
            "\ud83d",
            "\x1b[2J\u202e",
            10**25,
        ]
    ),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=3),
    st.dictionaries(st.sampled_from(["id", "text", "name", "value", "pos", "card"]), st.text(max_size=5), max_size=3),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every part of a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))][0 if path else 1 :]


RAW = {name: raw_board(name) for name in BOARDS}
PLACES = {name: places(board) for name, board in RAW.items()}


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A golden board with one to six parts replaced, removed, doubled or swapped with another part."""
    name = draw(st.sampled_from(BOARDS))
    board = copy.deepcopy(RAW[name])
    for _change in range(draw(st.integers(1, 6))):
        *way, key = draw(st.sampled_from(PLACES[name]))
        try:
            holder: Any = board
            for step in way:
                holder = holder[step]
            change = draw(st.sampled_from(["replace", "remove", "double", "other"]))
            if change == "remove":
                del holder[key]
            elif change == "double" and isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            elif change == "other":
                other: Any = RAW[draw(st.sampled_from(BOARDS))]
                for step in draw(st.sampled_from(PLACES[name])):
                    other = other[step]
                holder[key] = copy.deepcopy(other)
            else:
                holder[key] = draw(JUNK)
        except (LookupError, TypeError):
            continue  # an earlier change removed this part
    return json.dumps(board).encode()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=mutants())
def test_mutants(data: bytes) -> None:
    """A board with odd parts is read or refused with one sentence, and never fails."""
    check_file(data)


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(BOARDS), at=st.floats(0, 1), cut=st.booleans(), junk=st.binary(max_size=4))
def test_damaged_bytes(name: str, at: float, cut: bool, junk: bytes) -> None:
    """A file that is cut off or has broken bytes is read or refused with one sentence, and never fails."""
    data = (GOLDEN / f"{name}.json").read_bytes()
    place = int(at * len(data))
    check_file(data[:place] + junk + (b"" if cut else data[place + len(junk) :]))


@settings(max_examples=200, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are told apart or refused with one sentence, and never fail."""
    check_file(data)
    with pytest.raises(ImportRefused):
        detect(data, "board.json")


def test_reading_needs_no_network() -> None:
    """Reading a board loads nothing that could reach a network, a database or a screen."""
    code = (
        "import sys; from vatui.exchange import read;"
        f"read('trello', open({str(GOLDEN / 'trello_board.json')!r}, 'rb').read(), 'x');"
        "print(*sorted(set(sys.modules) & {'socket', 'ssl', 'http.client', 'urllib.request', 'requests',"
        " 'peewee', 'sqlite3', 'textual', 'rich'}))"
    )
    # Measuring coverage in the new process would itself load some of these.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == ""
