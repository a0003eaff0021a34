"""What the command line writes: lines, tables and JSON, each made safe for a terminal on the way out."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from vatui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

_GAP = "  "
_NARROWEST = 12
"""No column is cut shorter than this, in cells."""


def say(text: str = "") -> None:
    """Write lines to standard output."""
    _write(sys.stdout, text)


def talk(text: str) -> None:
    """Write lines to standard error."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    _put(stream, clean(text, lines=True, limit=10_000_000))


def _put(stream: TextIO, safe: str) -> None:
    # A terminal or pipe that speaks no UTF-8 gets a question mark for what it cannot show.
    encoding = stream.encoding or "utf-8"
    stream.write(safe.encode(encoding, "replace").decode(encoding, "replace") + "\n")


def data(value: Any) -> None:
    """Write a value as JSON to standard output, its texts made safe."""
    import json

    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    sys.stdout.write(json.dumps(_safe(value), ensure_ascii=encoding != "utf8", indent=2) + "\n")


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, lines=True, limit=10_000_000)
    if isinstance(value, dict):
        return {key: _safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(item) for item in value]
    return value


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.category(letter) in ("Mn", "Me", "Cf") for letter in text)


def cut(text: str, width: int) -> str:
    """A text that takes at most so many cells, with ``…`` where it was cut."""
    if cells(text) <= width:
        return text
    kept = ""
    for letter in text:
        if cells(kept + letter) > width - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, plain: bool, right: Sequence[int] = ()) -> None:
    """Write a table: aligned by cells under a head, or plain with a tab between two fields and no head.

    The last column is cut where a terminal ends; a file or a pipe gets it whole.

    Args:
        head: what stands over the columns.
        rows: the fields of each row, as many as there are columns.
        plain: for programs and screen readers.
        right: which columns are aligned to the right, from 0.
    """
    safe = [[clean(field) for field in row] for row in rows]
    if plain:
        for row in safe:
            _put(sys.stdout, "\t".join(row))
        return
    if not safe:
        return
    lines = [[clean(name) for name in head], *safe]
    widths = [max(cells(line[place]) for line in lines) for place in range(len(head))]
    room = _room() - sum(widths[:-1]) - len(_GAP) * (len(head) - 1)
    for line in lines:
        fields = [_padded(field, width, place in right) for place, (field, width) in enumerate(zip(line, widths, strict=True))]
        if _room():
            fields[-1] = cut(fields[-1].rstrip(), max(room, _NARROWEST))
        say(_GAP.join(fields).rstrip())


def _room() -> int:
    """The width of the terminal, 0 if there is none."""
    if not sys.stdout.isatty():
        return 0
    import shutil

    return shutil.get_terminal_size().columns


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def facts(pairs: Sequence[tuple[str, str]], *, plain: bool) -> None:
    """Write what is known about one thing, a line each; what is empty is left out.

    Args:
        pairs: names and values; a value of several lines is indented.
        plain: with a tab between the two, and newlines as blanks.
    """
    shown = [(clean(name), clean(value, lines=True)) for name, value in pairs if clean(value)]
    width = max((cells(name) for name, _ in shown), default=0)
    for name, value in shown:
        if plain:
            say(f"{name}\t{clean(value)}")
            continue
        first, *rest = value.split("\n")
        say(f"{_padded(name, width, right=False)}{_GAP}{first}")
        for line in rest:
            say(f"{' ' * width}{_GAP}{line}")
