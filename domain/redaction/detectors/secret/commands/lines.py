"""Finds the passwords in command lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from domain.redaction.detectors.secret.commands.arguments import Argument, arguments_after
from domain.redaction.detectors.secret.commands.programs import PROGRAMS, Program
from domain.redaction.detectors.secret.commands.usage import Usage
from domain.redaction.pattern import Pattern
from domain.redaction.text import Span, Text

_PROGRAM = Pattern(r"[0-9A-Za-z](?<![\w.-].)[\w+-]*(?:\.[\w+-]+)*")
_EXTENSIONS = (".exe", ".py", ".pl", ".sh", ".rb", ".bat", ".cmd")
_ESCAPED_LETTERS = ("n", "r", "t")
# RE2 patterns for what stands between the first words of a command, and after them.
_BETWEEN, _BEHIND = r"[ \"',\\]+", r"[ \"',:\n\\]"
# For each name of a program: the words after the name, such as `login` of `docker login`, and their usages.
_Usages = Sequence[tuple[list[str], list[Usage]]]
_MOST_OPERANDS = 8
# A command within an argument (`sh -c '…'`), and one within that.
_DEEPEST = 2


class CommandLines:
    """Finds the passwords of programs in command lines."""

    def __init__(self, programs: Sequence[Program] = PROGRAMS) -> None:
        self.rows: list[Usage] = []
        # By the program's name.
        self._programs: defaultdict[str, list[tuple[list[str], list[Usage]]]] = defaultdict(list)
        self._beginnings: list[tuple[str, list[Usage]]] = []
        keywords: list[str] = []
        for program in programs:
            usages = [Usage(each) for each in program.usages.split("; ")]
            self.rows += usages
            for written in program.names.split("|"):
                name, *words = written.split()
                if name.endswith("*"):
                    self._beginnings.append((name.removesuffix("*"), usages))
                else:
                    self._programs[name].append((words, usages))
                if not program.keyword:
                    keywords.append("".join((_BETWEEN.join(written.split()), r"(?:\.[a-z]+)?", _BEHIND)))
            keywords += [program.keyword] if program.keyword else []
        self.keywords = tuple(dict.fromkeys(keywords))

    def find(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the spans of passwords."""
        yield from self._between(text, 0, len(text.folded), _DEEPEST)

    def _between(self, text: Text, start: int, end: int, depth: int) -> Iterator[Span]:
        folded = text.folded
        for match in _PROGRAM.finditer(folded, start, end):
            if match.start() < start or not (
                usages := self._usages_of(match[0], folded[match.start() - 1 : match.start()])
            ):
                continue
            last = min(end, text.value_at(match.start()).end)
            arguments = list(arguments_after(folded, match.end(), last))
            if not arguments:
                continue
            found = set(self._passwords(usages, arguments))
            for argument in arguments:
                if depth and " " in argument.text:
                    found.update(self._between(text, argument.start, argument.end, depth - 1))
            # `USER/PASSWORD` and `USER/PASSWORD@HOST` begin alike, and the shorter one is right.
            yield from sorted(dict(sorted(found, reverse=True)).items())
            # All programs among the arguments have been seen.
            start = arguments[-1].end

    def _usages_of(self, name: str, before: str) -> _Usages:
        """Return the usages of a program. A letter after a backslash may belong to an escape."""
        found = self._named(name)
        if not found and before == "\\" and name.startswith(_ESCAPED_LETTERS):
            found = self._named(name[1:])
        return found

    def _named(self, name: str) -> _Usages:
        name = name.lower()
        for extension in _EXTENSIONS:
            name = name.removesuffix(extension)
        found = self._programs.get(name, [])
        others: _Usages = [([], usages) for beginning, usages in self._beginnings if name.startswith(beginning)]
        return [*found, *others] if others else found

    def _passwords(self, usages: _Usages, arguments: Sequence[Argument]) -> Iterator[Span]:
        """Yield the passwords of a program, and of other programs among its arguments."""
        known = _Known()
        yield from known.add(usages, arguments)
        for place, argument in enumerate(arguments):
            yield from known.values(argument, arguments[place + 1 : place + 1 + _MOST_OPERANDS])
            name = argument.text.rpartition("/")[2]
            if not argument.text.startswith("-") and (others := self._named(name)):
                yield from known.add(others, arguments[place + 1 :])


class _Known:
    """The usages of the programs that were read so far on a command line."""

    def __init__(self) -> None:
        self._by_trigger: defaultdict[str, list[Usage]] = defaultdict(list)
        self._glued: list[tuple[str, Usage]] = []
        self._anywhere: list[Usage] = []
        self._seen: set[int] = set()

    def add(self, usages: _Usages, arguments: Sequence[Argument]) -> Iterator[Span]:
        """Add a program's usages, and yield the passwords among its first arguments."""
        for words, of_words in usages:
            if [argument.text for argument in arguments[: len(words)]] != words:
                continue
            for usage in of_words:
                if usage.is_from_first:
                    yield from usage.values(arguments[len(words) :][:_MOST_OPERANDS])
                elif id(usage) not in self._seen:
                    self._seen.add(id(usage))
                    self._add(usage)

    def _add(self, usage: Usage) -> None:
        if not usage.triggers:
            self._anywhere.append(usage)
        for trigger in usage.triggers:
            if usage.is_glued:
                self._glued.append((trigger, usage))
            else:
                self._by_trigger[trigger].append(usage)

    def values(self, argument: Argument, following: Sequence[Argument]) -> Iterator[Span]:
        """Yield the passwords in an argument, or in those after it."""
        written = argument.text
        flag, sign, _ = written.partition("=")
        for usage in self._by_trigger.get(flag, ()):
            found = list(usage.values((argument,), len(flag) + 1) if sign else usage.values(following))
            yield from found
            if found:
                break
        letter = written[: len("-u")]
        for usage in self._by_trigger.get(letter, ()):
            if usage.may_be_glued and len(written) > len(letter):
                yield from usage.values((argument,), len(letter))
        for trigger, usage in self._glued:
            if written.startswith(trigger):
                yield from usage.values((argument,), len(trigger))
        for usage in self._anywhere:
            yield from usage.values((argument,))
