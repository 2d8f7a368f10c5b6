"""What the office wrote into the drafts: read back from every document, kept in one workbook.

报告文字.xlsx beside the reports holds the texts of a total. People may also write into the Word draft, the
web page or the workbook for the level above; what they wrote there is carried into that workbook before
anything is written anew. Of two different versions of one text both are reported and neither is taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from toolkit.collection.files import replace_file
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.reports.text_sources import SUBMISSION, TextSource, words_of_source
from toolkit.reports.texts_workbook import DRAFTED, read_texts, write_texts

REGISTER = ".texts.json"


@dataclass(frozen=True)
class Conflict:
    """Different versions of one text: name of the document → what it says."""

    text: str
    versions: Mapping[str, str]


@dataclass
class OwnTexts:
    """The texts of a total as people wrote them.

    Attributes:
        words: text id → words, with ``DRAFTED`` where sentences from the figures belong.
        taken: text id → document from which this run took it over.
        conflicts: texts with several new versions, of which none was taken.
        outdated: texts with figures in people's own words, where the figures changed since.
    """

    words: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)

    def paragraphs(self, text: str, drafted: str) -> list[str]:
        """Return the paragraphs of a text, with the sentences from the figures in their place."""
        lines = self.words.get(text, "").replace(DRAFTED, drafted).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def notes(self, form: Form, drafted: Mapping[str, str]) -> Iterator[str]:
        """Yield what the office should know, as sentences."""
        labels = {text.id: text.label for text in form.texts}
        for text, file in self.taken.items():
            yield say("texts.taken", label=labels[text], file=file)
        for one in self.conflicts:
            files = "、".join(one.versions)
            yield say("texts.conflict", label=labels[one.text], files=files, book=say("texts.file"))
        for text in self.outdated:
            yield say("texts.outdated", label=labels[text], drafted=drafted.get(text, ""))


@dataclass
class _Register:
    """What earlier runs wrote.

    Attributes:
        words: as in :class:`OwnTexts`.
        taken_at: text id → sentences from the figures when the words were taken over.
        written: kind of document → its last two versions, the newest last; each has *lines* (text id →
            paragraphs) and *drafted* (text id → sentences from the figures).
        conflicts: text id → document → words, until one of them is chosen.
        prompts: open points as they were written.
    """

    words: dict[str, str] = field(default_factory=dict)
    taken_at: dict[str, str] = field(default_factory=dict)
    written: dict[str, list[dict[str, dict[str, list[str]]]]] = field(default_factory=dict)
    conflicts: dict[str, dict[str, str]] = field(default_factory=dict)
    prompts: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> _Register:
        try:
            return cls(**json.loads(file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()


class TextKeeper:
    """The texts in one folder of reports.

    Args:
        folder: of the reports of a total.
        drafted: text id → sentences from the figures as they are now.
        note: told path and sha256 of 报告文字.xlsx before it is written.
    """

    def __init__(
        self, folder: Path, form: Form, drafted: Mapping[str, str], note: Callable[[Mapping[str, str]], None]
    ) -> None:
        self.folder, self.form, self.drafted, self.note = folder, form, drafted, note
        self.book = folder / say("texts.file")
        self._register = _Register.read(folder / REGISTER)

    def read_back(self, sources: Iterable[TextSource]) -> OwnTexts:
        """Gather what people wrote since the last run and keep it, before any document is replaced.

        Raises:
            MisuseError: 报告文字.xlsx cannot be read or written.
        """
        own = OwnTexts(words=dict(self._register.words))
        versions: dict[str, dict[str, str]] = {}
        for text, words in read_texts(self.book).items():
            if _folded(words) != _folded(own.words.get(text, "")):
                versions.setdefault(text, {})[self.book.name] = words
        for source in sources:
            for text, words in self._edited(source):
                versions.setdefault(text, {})[source.file.name] = words
        for text, found in versions.items():
            self._settle(own, text, found)
        for text, words in own.words.items():
            before, now = self._register.taken_at.get(text, ""), self.drafted.get(text, "")
            if before and before != now and DRAFTED not in words:
                own.outdated.append(text)
        self._keep(own)
        return own

    def will_write(self, kind: str, lines: Mapping[str, Sequence[str]], prompts: Iterable[str] = ()) -> None:
        """Record what a document is about to say, so that later changes in it are recognised.

        The version before stays on record: a run may be killed before the document is in its place.
        """
        version = {
            "lines": {text: list(words) for text, words in lines.items()},
            "drafted": {text: [words] for text, words in self.drafted.items()},
        }
        self._register.written[kind] = [*self._register.written.get(kind, ())[-1:], version]
        self._register.prompts = sorted({*self._register.prompts, *prompts})
        self._save()

    def _edited(self, source: TextSource) -> Iterator[tuple[str, str]]:
        """Yield the texts of a document that say something else than was written there."""
        versions = self._register.written.get(source.kind, [])
        known = {text.id for text in self.form.texts}
        for text, lines in words_of_source(source, self.form).items():
            now = _folded("\n".join(lines))
            before = [_folded("\n".join(version["lines"].get(text, ()))) for version in versions]
            if text not in known or now in before:
                continue
            if versions and any(text in version["lines"] for version in versions):
                yield text, self._without_prompts(text, lines, versions)
            elif not versions and source.kind == SUBMISSION and now and text not in self.drafted:
                yield text, "\n".join(lines)  # from before there was a register

    def _without_prompts(
        self, text: str, lines: Sequence[str], versions: Sequence[Mapping[str, Mapping[str, list[str]]]]
    ) -> str:
        """Return what is left without open points, with a mark for sentences made from the figures."""
        prompts = set(map(_folded, self._register.prompts))
        words = "\n".join(line.strip() for line in lines if line.strip() and _folded(line) not in prompts)
        for version in reversed(versions):
            (drafted,) = version["drafted"].get(text, [""])
            if drafted and drafted in words:
                return words.replace(drafted, DRAFTED)
        return words

    def _settle(self, own: OwnTexts, text: str, found: Mapping[str, str]) -> None:
        """Take the new version over, if there is one; several are a conflict."""
        different = {_folded(words): words for words in found.values()}
        if len(different) > 1:
            own.conflicts.append(Conflict(text, found))
            return
        (words,) = different.values()
        own.words.pop(text, None)
        if words.strip():
            own.words[text] = words
        own.taken[text] = next(iter(found))
        self._register.taken_at[text] = self.drafted.get(text, "")

    def _keep(self, own: OwnTexts) -> None:
        register = self._register
        register.words = dict(own.words)
        open_ones = {text: found for text, found in register.conflicts.items() if text not in own.taken}
        register.conflicts = open_ones | {one.text: dict(one.versions) for one in own.conflicts}
        write_texts(self.book, self.form, self.drafted, own.words, register.conflicts, self.note)
        self._save()

    def _save(self) -> None:
        data = json.dumps(asdict(self._register), ensure_ascii=False, indent=1)
        replace_file(self.folder / REGISTER, data.encode())


def _folded(words: str) -> str:
    """A text without blanks and line breaks, which programs change by themselves."""
    return "".join(words.split())
