"""What takes seconds to work out for a whole collection, and is asked for by several documents of one run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from toolkit.collection.standing import Snapshot

Result = TypeVar("Result")


def kept_with_snapshot(work: Callable[[Snapshot], Result]) -> Callable[[Snapshot], Result]:
    """Work something out once for a snapshot, and keep it with that."""
    name = f"_{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def kept(stock: Snapshot) -> Result:
        results = vars(stock)
        if name not in results:
            results[name] = work(stock)
        return cast(Result, results[name])

    return kept
