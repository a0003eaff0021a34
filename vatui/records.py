"""Records: frozen, slotted dataclasses whose methods are compiled when they are first used.

`dataclasses` compiles six functions for every class, 0.8 ms each class; a shell command loads forty of them and uses eight.
"""

from __future__ import annotations

import dataclasses
import operator
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(cls: type[T]) -> type[T]:
    """Make a class what ``@dataclass(frozen=True, slots=True)`` makes it, without its cost at import."""
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _first_init
    made.__repr__, made.__eq__, made.__hash__ = _repr, _eq, _hash
    made.__setattr__, made.__delattr__ = _frozen, _frozen
    made.__getstate__, made.__setstate__ = _getstate, _setstate
    return made  # type: ignore[no-any-return]  # the class itself


def _first_init(self: Any, *arguments: Any, **keywords: Any) -> None:
    made: Any = next(cls for cls in type(self).__mro__ if cls.__dict__.get("__init__") is _first_init)
    made.__init__ = _compiled(made)
    made.__init__(self, *arguments, **keywords)


def _compiled(cls: Any) -> Callable[..., None]:
    """The constructor, as ``dataclasses`` would write it."""
    given: dict[str, Any] = {"_set": object.__setattr__, "_none": dataclasses.MISSING}
    head, body, keyword_only = [], [], False
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        default = ""
        if field.default is not dataclasses.MISSING:
            given[f"_d_{name}"] = field.default
            default = f"=_d_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            given[f"_f_{name}"] = field.default_factory
            default, value = "=_none", f"_f_{name}() if {name} is _none else {name}"
        if field.kw_only and not keyword_only:
            head.append("*")
            keyword_only = True
        if field.init:
            head.append(f"{name}{default}")
        elif default:
            value = f"_d_{name}" if field.default is not dataclasses.MISSING else f"_f_{name}()"
        if field.init or default:
            body.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    exec(f"def __init__(self, {', '.join(head)}):\n" + ("\n".join(body) or " pass"), given)
    made = given["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made  # type: ignore[no-any-return]  # as compiled


_compared: dict[type, Callable[[Any], Any]] = {}


def _values(self: Any) -> Any:
    """What is compared, read at once."""
    cls = type(self)
    read = _compared.get(cls)
    if read is None:
        names = [part.name for part in dataclasses.fields(cls) if part.compare]
        read = _compared[cls] = operator.attrgetter(*names) if names else lambda _record: ()
    return read(self)


def _repr(self: Any) -> str:
    shown = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in dataclasses.fields(self) if part.repr)
    return f"{type(self).__qualname__}({shown})"


def _eq(self: Any, other: object) -> Any:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash((type(self), _values(self)))


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, part.name) for part in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for part, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, part.name, value)


def _frozen(_self: Any, name: str, *_value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")
