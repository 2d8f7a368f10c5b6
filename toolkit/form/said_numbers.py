"""Numbers that a text states after certain words, found by formulas and by Python alike.

A formula has no patterns, only exact words. So the spellings of a few words of ``statements.csv`` are
replaced by one mark each, and the number is taken where the marks stand around it and nothing else does:
``共收到政府信息公开申请23件，``. Where several numbers are stated so, or anything else stands there,
none is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.form.datafile import Line, read_csv
from toolkit.form.literals import INVISIBLE, literal, spelled_out
from toolkit.form.merging import merged_lines
from toolkit.form.settings_schema import SHIPPED

STATEMENTS = "statements.csv"
STATEMENT_COLUMNS = ("id", "kind", "topic", "anchor", "phrase", "readings", "labels", "tolerance")
STATEMENT_KEY = ("id", "kind", "phrase")
STEPS = ("folded", "plain", "marked", "digits", "lead", "start", "written", "number")
"""What is worked out one after the other, each in a cell of its own on the hidden sheet."""
LONGEST = 9
"""Characters of a number, separators included."""
_VERB, _NOUN, _COUNTER = "▶", "◀", "件"
_DIGITS = "0123456789"
_WIDE = tuple(zip("０１２３４５６７８９", _DIGITS, strict=True))
_ENDS, _COMMAS = ";；!！?？\n", ",:："
_FOLDING = (
    *((character, "") for character in INVISIBLE if character != "\n"),
    *_WIDE,
    *((character, "。") for character in _ENDS),
    *((character, "，") for character in _COMMAS),
)
_BEFORE, _AFTER = "。，", "。，、"
_NAMED = re.compile(r"\{(\w+)\}")

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SaidNumber:
    """A number that a text states, e.g. how many requests were received.

    Attributes:
        text: id of the text in which it is looked for.
        verbs, nouns, counters: spellings of what stands around the number.
        dropped: words that may stand between, and before the verb.
        earlier: words that speak of another year: behind them nothing is found.
        years: what stands behind the number of a year; the report's own is dropped, too.
    """

    id: str
    text: str
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    counters: tuple[str, ...]
    dropped: tuple[str, ...]
    earlier: tuple[str, ...]
    years: tuple[str, ...]

    def sentence(self, number: int) -> str:
        """Words that state it."""
        return f"{self.verbs[0]}{self.nouns[-1]}{number}{self.counters[0]}。"

    @property
    def _dropping(self) -> Pairs:
        return [(word, "") for word in self.dropped]

    @property
    def _marking(self) -> Pairs:
        kinds = ((self.nouns, _NOUN), (self.verbs, _VERB), (self.counters, _COUNTER))
        return [(word, mark) for words, mark in kinds for word in words]

    @property
    def _other_year(self) -> str:
        return f"0000{self.years[-1]}"

    # --- in Python ------------------------------------------------------------------------------

    def number(self, words: str, year: int) -> int | None:
        """The number that a text states; ``None`` where it states none, or not surely one."""
        found = self.values(words, year)[-1]
        return found if isinstance(found, int) else None

    def values(self, words: str, year: int) -> tuple[str | int, ...]:
        """What each of ``STEPS`` comes to."""
        folded = _replaced(words, _FOLDING)
        years = [(f"{year or ''}{word}", "") for word in self.years]
        plain = _replaced(folded, [*years, *self._dropping])
        marked = _replaced(plain, self._marking)
        digits = _replaced(marked, [(digit, "0") for digit in _DIGITS[1:]])
        leads = {2: digits.count(f"{_VERB}{_NOUN}0"), 1: digits.count(f"{_VERB}0")}
        lead = next((size for size, count in leads.items() if count), 0) if sum(leads.values()) == 1 else 0
        start = digits.index(f"{_VERB}{_NOUN}0" if lead == 2 else f"{_VERB}0") + lead if lead else -1
        written = marked[start : f"{marked}{_COUNTER}".index(_COUNTER, start)] if lead else ""
        number: str | int = ""
        if written and self._fits(marked, digits, lead, start, written):
            number = int(written.replace("，", ""))
        return folded, plain, marked, digits, lead, start + 1, written, number

    def _fits(self, marked: str, digits: str, lead: int, start: int, written: str) -> bool:
        behind = start + len(written)
        rest = marked[behind + 1 :]
        after = rest[:1] if lead == 2 else rest[1:2]
        commas = written.count("，")
        return (
            not written.translate(dict.fromkeys(map(ord, _DIGITS + "，")))
            and len(written) <= LONGEST
            and (not commas or (commas == 1 and 4 < len(written) < 8 and written[-4] == "，"))
            and f"。{marked}"[start - lead] in _BEFORE
            and marked[behind : behind + 1] == _COUNTER
            and (lead == 2 or rest[:1] == _NOUN)
            and (not after or after in _AFTER)
            and self._other_year not in digits[: start + 1]
            and not any(word in marked[: start + 1] for word in self.earlier)
        )

    # --- as formulas ----------------------------------------------------------------------------

    def formulas(self, text: str, year: str, cells: Sequence[str]) -> Iterator[str]:
        """The same as formulas, without ``=``.

        Args:
            text, cells: references to the cell of the text, and to one for each of ``STEPS``.
            year: a formula of the year of the report, or of an empty text.
        """
        folded, plain, marked, digits, lead, start, written, _ = cells
        yield f'IFERROR({_replacing(text, _FOLDING)},"")'
        for word in self.years:
            folded = f'SUBSTITUTE({folded},{year}&{literal(word)},"")'
        yield _replacing(folded, self._dropping)
        yield _replacing(plain, self._marking)
        yield _replacing(marked, [(digit, "0") for digit in _DIGITS[1:]])
        long, short = literal(f"{_VERB}{_NOUN}0"), literal(f"{_VERB}0")
        counts = [f'(LEN({digits})-LEN(SUBSTITUTE({digits},{mark},"")))' for mark in (long, short)]
        yield f"IF({counts[0]}*2+{counts[1]}*3=6,IF({counts[0]}=3,2,1),0)"
        yield f"IF({lead}=0,0,IF({lead}=2,FIND({long},{digits})+2,FIND({short},{digits})+1))"
        end = f"FIND({literal(_COUNTER)},{marked}&{literal(_COUNTER)},{start})"
        yield f'IF({lead}=0,"",MID({marked},{start},{end}-{start}))'
        tests = ",".join(self._tests(marked, digits, lead, start, written))
        yield f'IF({written}="","",IF(AND({tests}),VALUE(SUBSTITUTE({written},"，","")),""))'

    def _tests(self, marked: str, digits: str, lead: str, start: str, written: str) -> Iterator[str]:
        behind = f"{start}+LEN({written})"
        after = f"MID({marked},{behind}+3-{lead},1)"
        commas = f'(LEN({written})-LEN(SUBSTITUTE({written},"，","")))'
        bare = f'SUBSTITUTE(SUBSTITUTE(MID({digits},{start},LEN({written})),"0",""),"，","")'
        yield f"LEN({bare})=0"
        yield f"LEN({written})<={LONGEST}"
        separated = _is_in(f"LEFT(RIGHT({written},4),1)", "，")
        yield f"OR({commas}=0,AND({commas}=1,LEN({written})>4,LEN({written})<8,{separated}))"
        yield _is_in(f"MID({literal('。')}&{marked},{start}-{lead},1)", _BEFORE)
        yield _is_in(f"MID({marked}&{literal(' ')},{behind},1)", _COUNTER)
        second = f'MID({marked}&"  ",{behind}+1,1)'
        yield f"OR({lead}=2,{_is_in(second, _NOUN)})"
        yield f"OR(LEN({after})=0,{_is_in(after, _AFTER)})"
        yield f"ISERROR(FIND({literal(self._other_year)},LEFT({digits},{start})))"
        for word in self.earlier:
            yield f"ISERROR(FIND({literal(word)},LEFT({marked},{start})))"


def _is_in(one: str, characters: str) -> str:
    """Formula: whether a character is one of these; programs differ in what ``=`` holds for equal."""
    return f"ISNUMBER(FIND({one},{literal(characters)}))"


def _replaced(words: str, pairs: Pairs) -> str:
    for old, new in pairs:
        words = words.replace(old, new)
    return words


def _replacing(at: str, pairs: Pairs) -> str:
    for old, new in pairs:
        at = f"SUBSTITUTE({at},{spelled_out(old)},{literal(new)})"
    return at


# --- from the data of an edition --------------------------------------------------------------------


def said_numbers_of(folders: Sequence[Path], texts: Iterable[str]) -> list[SaidNumber]:
    """The numbers that formulas look for, of an edition whose data lie in these folders.

    A line ``live`` names the text and two words, ``{verb}{noun}``; lines ``spelling`` how words are spelled.

    Raises:
        EditionError: it names a text or a word that there is not.
    """
    lines = _lines(folders)
    spelled: dict[str, tuple[str, ...]] = {}
    for line in (line for line in lines if line["kind"] == "spelling"):
        spelled[line["id"]] = (*spelled.get(line["id"], ()), *filter(None, line["phrase"].split("|")))
    found: list[SaidNumber] = []
    known = set(texts)
    for line in (line for line in lines if line["kind"] == "live"):
        named = _NAMED.findall(line["phrase"])
        wanted = [*named, "counter", "between", "earlier", "year"]
        strangers = [name for name in wanted if name not in spelled]
        strangers += [line["topic"]] if line["topic"] not in known else []
        if strangers or len(named) != 2:
            raise line.refuse("edition.unknown_name", name=strangers[0] if strangers else line["phrase"])
        # Longer words first: they hold shorter ones.
        verbs, nouns, *others = (tuple(sorted(spelled[n], key=len, reverse=True)) for n in wanted)
        counters, between, earlier, years = others
        found.append(SaidNumber(line["id"], line["topic"], verbs, nouns, counters, between, earlier, years))
    return found


def _lines(folders: Sequence[Path]) -> list[Line]:
    layers = []
    for folder in folders:
        if (folder / STATEMENTS).is_file():
            layers.append(read_csv(folder, STATEMENTS, STATEMENT_COLUMNS, STATEMENT_KEY))
    found = []
    for line in merged_lines(layers, STATEMENT_KEY) if layers else []:
        if line["kind"] == "as_in":
            found += _lines([SHIPPED / line["phrase"]])
        else:
            found.append(line)
    return found
