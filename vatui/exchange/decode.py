"""Bytes to text and to JSON values, within bounds (formats-work.md section 1, reliability.md section 4)."""

from __future__ import annotations

import codecs
import json
from typing import Final

from vatui.errors import ImportRefused
from vatui.i18n import N_
from vatui.records import record

MAX_BYTES: Final = 64 * 1024 * 1024
"""Largest file that is read: 64 MiB."""

MAX_DIGITS: Final = 30
"""Longest whole number in a JSON file; the longest that any tool writes has 19 digits."""


@record
class Decoded:
    """A text, and the name of the encoding it was in: utf-8, utf-16 or cp1252."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Decode a file: UTF-8 with or without a mark, UTF-16 with a mark, else Windows-1252.

    Line ends become newlines. Bytes that mean nothing become U+FFFD.

    Raises:
        ImportRefused: the file is empty or larger than `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused(N_("The file is larger than {limit} MiB."), limit=MAX_BYTES // (1024 * 1024))
    if not data.strip():
        raise ImportRefused(N_("The file is empty."))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = data.decode("utf-16", errors="replace"), "utf-16"
    else:
        try:
            text, encoding = data.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            text, encoding = data.decode("cp1252", errors="replace"), "cp1252"
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def json_value(data: bytes) -> tuple[object, str]:
    """Read a JSON file from anywhere: bounded size, depth and numbers; the last of equal keys counts.

    Strings may hold lone surrogates (Trello cuts long names inside an emoji); `vatui.text.clean` drops them.

    Returns:
        The value, and the name of the encoding.

    Raises:
        ImportRefused: it is not JSON, is cut off, or is beyond a bound.
    """
    decoded = decode(data)
    text = decoded.text
    if not text.lstrip().startswith(("{", "[")):
        raise ImportRefused(N_("This is not a JSON file."))
    try:
        return json.loads(text, parse_int=_whole, parse_constant=_no_constant), decoded.encoding
    except json.JSONDecodeError as reason:
        if not text[reason.pos :].strip() or reason.msg.startswith("Unterminated string"):
            raise ImportRefused(N_("The file is cut off. Export it again.")) from None
        raise ImportRefused(N_("The file is damaged at line {line}. Export it again."), line=reason.lineno) from None
    except RecursionError:
        raise ImportRefused(N_("The file is nested too deeply to be read.")) from None


def _whole(digits: str) -> int:
    """A whole number of sane length; Python itself fails, or takes minutes, with thousands of digits."""
    if len(digits) > MAX_DIGITS:
        raise ImportRefused(N_("The file holds a number that is too long."))
    return int(digits)


def _no_constant(name: str) -> float:
    """NaN and Infinity are not JSON, though Python reads them."""
    raise ImportRefused(N_("The file holds {name}, which is not a number."), name=name)
