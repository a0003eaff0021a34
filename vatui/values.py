"""Plain values that every layer speaks: frozen, pure, no imports from the program but its errors' texts."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from vatui.records import record


class ClientState(StrEnum):
    """Where a client stands."""

    PROSPECT = "prospect"
    ONBOARDING = "onboarding"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class StageKind(StrEnum):
    """What a stage of a board means, whatever it is called."""

    INBOX = "inbox"
    READY = "ready"
    DOING = "doing"
    WAITING = "waiting"
    REVIEW = "review"
    APPROVAL = "approval"
    DONE = "done"


class Urgency(StrEnum):
    """Whether a card is urgent: counted, or pinned by hand (domain.md W4)."""

    AUTO = "auto"
    YES = "yes"
    NO = "no"


class RequestState(StrEnum):
    """What became of a request (domain.md W10)."""

    OPEN = "open"
    CARD = "card"
    ANSWERED = "answered"
    DECLINED = "declined"


class ParkedKind(StrEnum):
    """Why a timer was put aside: a pause, or an interruption."""

    PAUSE = "pause"
    INTERRUPT = "interrupt"


@record
class Said:
    """A date of work as it was said (domain.md W3).

    Attributes:
        text: an ISO day ``2026-11-27`` or an ISO wall minute ``2026-11-27T15:00``.
        zone: the IANA zone in which it was said.
    """

    text: str
    zone: str

    @property
    def is_day(self) -> bool:
        """Whether a whole day was said, which is over at that zone's midnight."""
        return "T" not in self.text


CLIENT_COLOURS: Final = 8
"""How many client colours there are; they are numbered from 1."""

SHAPES: Final = ("▌", "▐", "█", "▎", "▊", "▍", "▋", "▉")
"""The bars that tell clients apart where there is no colour."""

CURRENCY_DIGITS: Final = {
    "JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "PYG": 0, "UGX": 0, "XAF": 0, "XOF": 0, "RWF": 0,
    "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3, "IQD": 3, "LYD": 3,
}  # fmt: skip
"""Digits of the minor unit where they are not two (ISO 4217)."""
