"""Columns that hold an instant, a day or a member of an enum as plain text, equal in both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from vatui.models.base import peewee

if TYPE_CHECKING:
    from enum import StrEnum


class UtcField(peewee.TextField):
    """An instant as ``2025-03-03T09:00:00Z``: fixed width, so that text order is time order.

    Takes and gives aware datetimes in UTC with whole seconds; a naive one raises ``ValueError``.
    """

    def db_value(self, value: Any) -> Any:
        """Instant to text."""
        if value is None or isinstance(value, str):
            return value
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError(f"{self.name} needs an aware instant")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def python_value(self, value: Any) -> Any:
        """Text to instant."""
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value)


class DayField(peewee.TextField):
    """A day as ISO text."""

    def db_value(self, value: Any) -> Any:
        """Day to text."""
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: Any) -> Any:
        """Text to day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class EnumField(peewee.TextField):
    """A member of a ``StrEnum`` as its value."""

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        self.kind = kind
        super().__init__(**options)

    def db_value(self, value: Any) -> Any:
        """Member to text; an unknown one raises ``ValueError``."""
        return None if value is None else self.kind(value).value

    def python_value(self, value: Any) -> Any:
        """Text to member."""
        return None if value is None else self.kind(value)
