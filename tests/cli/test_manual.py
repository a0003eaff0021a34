"""The manual and the program say the same: verbs, options and the keys of JSON."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import click
import pytest

from tests.architecture.rules import ROOT
from vatui.cli.verbs import MODULES, root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Done

    Run = Callable[..., Done]

MANUAL = ROOT / "docs" / "cli.md"
BOARD = ROOT / "tests" / "exchange" / "golden" / "trello_board.json"

CALLS: dict[str, list[list[str]]] = {
    "today": [["today"]],
    "add": [["add", "acme: Draft fri 3pm #new ~2h"], ["add", "acm+ 45m captions"], ["add", "akme: hello"]],
    "client add": [["client", "add", "Nordlys", "--zone", "oslo"], ["client", "show", "ACM"]],
    "client list": [["client", "list"]],
    "client show": [["client", "show", "ACM"]],
    "client edit": [["client", "edit", "ACM", "--promise", "2h"]],
    "board list": [["board", "list"]],
    "board show": [["board", "show", "ACM", "--done"], ["board", "show", "KOP", "--done"]],
    "card list": [["card", "list", "--all"]],
    "card show": [["card", "show", "ACM-1"], ["card", "show", "ACM-4"]],
    "card move": [["card", "move", "ACM-1", "ACM-2", "doing"]],
    "card done": [["card", "done", "ACM-1"]],
    "card edit": [["card", "edit", "ACM-1", "--due", "friday"]],
    "start": [["start", "KOP"]],
    "stop": [["stop"]],
    "pause": [["pause"]],
    "resume": [["resume"]],
    "status": [["status"]],
    "log": [["log"]],
    "request list": [["request", "list"], ["request", "list", "--group", "owed"], ["request", "list", "--group", "closed"]],
    "request show": [["request", "show", "1"], ["request", "show", "3"]],
    "request done": [["request", "done", "1"]],
    "undo": [["undo"]],
    "redo": [["redo"]],
    "activity": [["activity", "-n", "100"]],
    "import": [
        ["import", str(BOARD), "-c", "ACM"],
        ["import", str(BOARD), "-c", "KOP", "--apply"],
        ["import", str(BOARD), "-c", "ACM"],
    ],
    "when": [["when", "friday", "3pm", "-c", "ACM"], ["when", "every", "friday"]],
    "doctor": [["doctor"]],
    "config": [["config"]],
    "backup": [["backup"]],
    "backup --list": [["backup", "--list"]],
}
"""How each documented answer is called for; several calls together show every key."""


@cache
def sections() -> dict[str, str]:
    """The manual's text by verb."""
    parts = re.split(r"^### `vatui ([^`]*)`$", MANUAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def documented(text: str, head: str) -> dict[str, str]:
    """First and second column of the table that begins with a head."""
    rows = re.findall(r"^\| `([^`]+)` \|([^|]*)\|", _table(text, head), flags=re.MULTILINE)
    return {name: kind.strip() for name, kind in rows}


def _table(text: str, head: str) -> str:
    found = re.search(rf"^\| {head} \|.*?(?=\n\n|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every verb with its whole name."""
    context = click.Context(root)
    for name in MODULES:
        command = root.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            for inner, verb in command.commands.items():
                yield f"{name} {inner}", verb
        else:
            yield name, command


@cache
def shapes() -> dict[str, dict[str, str]]:
    """The keys of what occurs in many answers, by its name."""
    text = MANUAL.read_text(encoding="utf-8")
    parts = re.split(r"^#### `([a-z]+)`$", text, flags=re.MULTILINE)
    return {name: documented(part.split("\n## ")[0], "Key") for name, part in zip(parts[1::2], parts[2::2], strict=True)}


def shape_of(value: dict[str, Any]) -> str:
    """The shape that has exactly these keys, or nothing."""
    return next((name for name, keys in shapes().items() if {key for key in keys if key.isidentifier()} == set(value)), "")


def paths(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The keys of a JSON value, as the manual writes them, with what they hold; those of a shape as ``shape:key``."""
    if isinstance(value, dict):
        shape = shape_of(value)
        if prefix:
            yield prefix, shape or "object"
        for key, inner in value.items():
            yield from paths(inner, f"{shape}:{key}" if shape else f"{prefix}.{key}" if prefix else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{prefix}[]")
    else:
        kinds = {bool: "yes/no", int: "number", str: "text", type(None): "null", float: "number"}
        yield prefix, kinds[type(value)]


def test_manual_names_every_verb_and_no_other() -> None:
    """Every verb has its section, and every section its verb."""
    assert {name.split(" --")[0] for name in sections()} == {name for name, _command in commands()}


@pytest.mark.parametrize("name", sorted({name for name, _command in commands()}))
def test_manual_names_every_option(name: str) -> None:
    """The options of a verb are those of its section."""
    command = dict(commands())[name]
    real = {
        opt
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for opt in (*parameter.opts, *parameter.secondary_opts)
        if opt.startswith("--")
    }
    named = {option for row in documented(sections()[name], "Option") for option in re.findall(r"--[a-z-]+", row)}
    assert named == real


def test_manual_names_the_options_before_the_verb() -> None:
    """What stands before the verb is in the manual."""
    text = MANUAL.read_text(encoding="utf-8").split("### ")[0]
    for parameter in root.params:
        assert f"`{parameter.opts[0]}" in text


@pytest.mark.parametrize("name", sorted(CALLS))
def test_manual_names_every_key(vatui: Run, filled: str, name: str) -> None:
    """The keys of an answer are those of its section, and each holds what the section says."""
    if name == "redo":
        vatui("undo")
    if name == "resume":
        vatui("pause")
    if name == "backup --list":
        vatui("backup")
    keys = documented(sections()[name], "Key")
    base = re.search(r"^Everything of an? \[`([a-z]+)`\]", sections()[name], flags=re.MULTILINE)
    known = {f"{shape}:{key}": kind for shape, table in shapes().items() for key, kind in table.items()}
    every = {**keys, **(shapes()[base[1]] if base else {}), **known}
    assert keys or base
    seen: set[str] = set()
    for call in CALLS[name]:
        done = vatui(*call, "--json")
        assert done.status == 0, done.err
        for path, kind in paths(done.json):
            path = re.sub(r"^counts\..*", "counts.*", path)
            seen.add(path)
            if kind == "object" and path not in every:
                continue
            assert path in every, path
            assert kind in every[path].split(" or "), (path, kind, every[path])
    assert set(keys) - seen == set()
