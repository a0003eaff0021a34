"""Which keys a room's footer shows, and in which order, where that is not the order of their classes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import ActiveBinding


def shown_first(active: dict[str, ActiveBinding], ids: Sequence[str]) -> dict[str, ActiveBinding]:
    """The same keys with those of some ids before the others, and shown; only the first key of an id is.

    Args:
        active: keys that can be pressed now.
        ids: of the bindings to show, in their order; what cannot be pressed now is passed over.
    """
    place = {name: number for number, name in enumerate(ids)}
    first: dict[str, tuple[int, str]] = {}
    for key, one in active.items():
        name = one.binding.id or ""
        if name in place and name not in first:
            first[name] = (place[name], key)
    keys = [key for _number, key in sorted(first.values())]
    ordered = {key: active[key]._replace(binding=replace(active[key].binding, show=True)) for key in keys}
    return ordered | {key: one for key, one in active.items() if key not in ordered}
