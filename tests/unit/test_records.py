"""Records behave as the frozen, slotted dataclasses that they stand for."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui.records import record


@record
class Point:
    """With a default and a made default."""

    x: int
    y: int = 2
    tags: tuple[str, ...] = ()
    bag: list[int] = field(default_factory=list, compare=False)


@record
class Named(Point):
    """Inherits, and checks."""

    name: str = "here"

    def __post_init__(self) -> None:
        """Refuse an empty name."""
        if not self.name:
            raise ValueError("a name is needed")


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """What a record must not differ from."""

    x: int
    y: int = 2
    tags: tuple[str, ...] = ()


@record
class Twin:
    """The same as a record."""

    x: int
    y: int = 2
    tags: tuple[str, ...] = ()


@given(x=st.integers(), y=st.integers(), tags=st.lists(st.text(max_size=3), max_size=3).map(tuple))
def test_a_record_is_what_a_frozen_dataclass_is(x: int, y: int, tags: tuple[str, ...]) -> None:
    """Fields, words, equality and hash are those of the dataclass."""
    plain, twin = Plain(x, y, tags), Twin(x, y, tags)
    assert dataclasses.astuple(plain) == dataclasses.astuple(twin)
    assert repr(plain) == repr(twin).replace("Twin", "Plain")
    assert twin == Twin(x, y, tags)
    assert hash(twin) == hash(Twin(x, y, tags))
    assert (twin == Twin(x + 1, y, tags)) is False
    assert dataclasses.replace(twin, y=7) == Twin(x, 7, tags)


def test_it_is_frozen_and_has_no_other_attributes() -> None:
    """Nothing can be set, deleted or added."""
    point = Point(1)
    for name in ("x", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(point, name, 5)
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert not hasattr(point, "__dict__")


def test_defaults_are_made_anew_each_time() -> None:
    """A list that is a default is not shared."""
    one, two = Point(1), Point(1)
    one.bag.append(3)
    assert two.bag == []


def test_wrong_arguments_are_refused() -> None:
    """Too few, too many and unknown ones raise as usual."""
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]  # that is what is tested
    with pytest.raises(TypeError):
        Point(1, 2, (), [], 5)  # type: ignore[call-arg]  # the same
    with pytest.raises(TypeError):
        Point(1, z=3)  # type: ignore[call-arg]  # the same


def test_it_is_inherited() -> None:
    """A record of a record takes both their fields, its own check runs, and it equals no other class."""
    named = Named(1, 3, name="there")
    assert (named.x, named.y, named.name) == (1, 3, "there")
    assert named != Point(1, 3)
    with pytest.raises(ValueError, match="name"):
        Named(1, name="")


def test_it_is_copied_and_pickled() -> None:
    """Copies are equal."""
    named = Named(1, tags=("a",))
    assert copy.copy(named) == copy.deepcopy(named) == pickle.loads(pickle.dumps(named)) == named


def test_it_can_be_matched() -> None:
    """Patterns take its fields by place."""
    match Point(4, 5):
        case Point(x, y):
            assert (x, y) == (4, 5)
