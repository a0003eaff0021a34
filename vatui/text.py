"""Text from people and files, made safe once on the way in."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\u2028\u2029]")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-Z\\-_])")
_SPACES = re.compile(r"[ \t\n]+")


def clean(text: str, *, lines: bool = False, limit: int = 100_000) -> str:
    """Make a text safe for a terminal, a database and a document.

    Whole terminal escape sequences go first, then C0 controls but newline and tab, DEL, C1, bidirectional controls and lone
    surrogates; what is left is NFC. reliability.md section 4.2.

    Args:
        text: what was typed, pasted or read.
        lines: keep newlines; otherwise every run of white space is one space.
        limit: longest result, in characters.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSAFE.sub("", _ESCAPES.sub("", text))
    text = unicodedata.normalize("NFC", text)
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")[:limit]
    return _SPACES.sub(" ", text).strip()[:limit]


def searchable(text: str) -> str:
    """A text folded for searching: compatibility form, no accents, no case."""
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
