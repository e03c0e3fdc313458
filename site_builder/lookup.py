"""Tables that are filled as they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lookup(dict[K, V]):
    """What a function makes of each key, made when it is first asked for; as for `str.translate`.

    >>> doubled = Lookup(lambda code: 2 * chr(code))
    >>> "aba".translate(doubled), sorted(doubled)
    ('aabbaa', [97, 98])
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make

    def __missing__(self, key: K) -> V:
        value = self[key] = self._make(key)
        return value
