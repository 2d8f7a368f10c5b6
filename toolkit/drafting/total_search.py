"""Which rows or columns a total most likely sums, from where it stands among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.drafting.recognition_words import is_of_which, numbering_style, perhaps_totals_in, total_word

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A total and its parts, by position; ``why``: code of the reason why that is not sure."""

    at: int
    parts: tuple[int, ...]
    why: str = ""


def totals_among(paths: Sequence[Path]) -> list[Total]:
    """Totals among headings that are printed one after the other."""
    return _Family(paths).totals()


class _Family:
    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self.level = [_level(path) for path in paths]
        self.known: dict[int, Total] = {}

    def totals(self) -> list[Total]:
        found = [self.total(at) for at, level in enumerate(self.level) if level is not None]
        maybe = [at for at, path in enumerate(self.paths) if perhaps_totals_in(path)]
        found += [Total(at, self._others(at), "unsure_word") for at in maybe]
        return [total for total in found if total.parts]

    def total(self, at: int) -> Total:
        """The parts of one total; those inside it are found first."""
        if at not in self.known:
            self.known[at] = Total(at, ())  # a total is no part of its own parts
            self.known[at] = self._found(at)
        return self.known[at]

    def _found(self, at: int) -> Total:
        path, level = self.paths[at], self.level[at]
        assert level is not None
        suffix = path[level + 1 :]
        if suffix:
            return self._over_several(at, level, suffix)
        family = self._family(path[:level])
        candidates, why = self._candidates(at, family)
        named = [n for n in candidates if any(map(is_of_which, self.paths[n][level:]))]
        if named:
            why = why or "of_which"
            candidates = [n for n in candidates if n not in named]
        parts = self._covering(at, candidates, family)
        return Total(at, parts, why or ("one_part" if len(parts) < 2 else ""))

    def _over_several(self, at: int, level: int, suffix: Path) -> Total:
        """A total over several columns: each sums its like under the other heads."""
        prefix = self.paths[at][:level]
        parts = tuple(
            n
            for n, path in enumerate(self.paths)
            if n != at and path[:level] == prefix and path[level + 1 :] == suffix and self.level[n] is None
        )
        return Total(at, parts, "one_part" if len(parts) < 2 else "")

    def _family(self, prefix: Path) -> list[int]:
        return [n for n, path in enumerate(self.paths) if path[: len(prefix)] == prefix]

    def _candidates(self, at: int, family: list[int]) -> tuple[list[int], str]:
        """What stands on the side of the total where its parts are."""
        depth = len(self.paths[at])
        peers = [n for n in family if self.level[n] is not None and len(self.paths[n]) == depth]
        same = [n for n in peers if self._word(n) == self._word(at)]
        leading = peers[0] == family[0]
        before, after = [n for n in family if n < at], [n for n in family if n > at]
        if leading and at == same[0] and after:
            following = next((n for n in same if n > at), None)
            mine = (
                after
                if following is None or self._word(at) == "total"
                else [n for n in after if n < following]
            )
            return mine, "two_totals" if following is not None and self._word(at) == "total" else ""
        if leading and self._word(at) == "subtotal":
            following = next((n for n in peers if n > at), None)
            return [n for n in after if following is None or n < following], ""
        previous = max((n for n in same if n < at), default=None)
        if self._word(at) == "subtotal" and previous is not None:
            before = [n for n in before if n > previous]
        return before, "two_totals" if leading and at != peers[0] and self._word(at) == "total" else ""

    def _word(self, at: int) -> str:
        level = self.level[at]
        return total_word(self.paths[at][level]) if level is not None else ""

    def _covering(self, at: int, candidates: list[int], family: list[int]) -> tuple[int, ...]:
        """Candidates without the parts of other totals among them."""
        inner = [n for n in candidates if self.level[n] is not None and n != at]
        covered = {part for n in inner for part in self.total(n).parts if at not in self.total(n).parts}
        return tuple(n for n in candidates if n not in covered)

    def _others(self, at: int) -> tuple[int, ...]:
        return tuple(n for n in range(len(self.paths)) if n != at)


def parts_of_lines(paths: Sequence[Path]) -> list[tuple[int, int]]:
    """Lines that name a part of the line above (其中), each with that line, by position."""
    found = []
    for at, path in enumerate(paths):
        above = next((n for n in reversed(range(at)) if not is_of_which(paths[n][-1])), None)
        if is_of_which(path[-1]) and above is not None and paths[above][:-1] == path[:-1]:
            found.append((at, above))
    return found


def numbered_sums(paths: Sequence[Path]) -> list[Total]:
    """Lines that may sum those numbered below them: 一、 and then 1. 2. 3. as lines of their own."""
    below: dict[int, list[int]] = {}
    open_lines: list[tuple[str, int]] = []
    for at, path in enumerate(paths):
        style = numbering_style(path[-1])
        if open_lines and paths[open_lines[-1][1]][:-1] != path[:-1]:
            open_lines = []
        if not style or any(map(total_word, path)):
            continue
        if style in [known for known, _ in open_lines]:
            while open_lines[-1][0] != style:
                open_lines.pop()
            open_lines.pop()
        if open_lines:
            below.setdefault(open_lines[-1][1], []).append(at)
        open_lines.append((style, at))
    return [Total(at, tuple(parts), "numbered") for at, parts in below.items() if len(parts) > 1]


def _level(path: Path) -> int | None:
    """The innermost level at which a heading is a total."""
    return next((n for n in reversed(range(len(path))) if total_word(path[n])), None)
