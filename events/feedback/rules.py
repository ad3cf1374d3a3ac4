"""What a piece and an answer may be, until when, and who answers whose piece.

A deal is a matching, found by augmenting paths: where a piece finds no free reader, readers swap
until one is free. So two who must not meet never do, and everyone gets as much as possible.
The source of chance is passed in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

PIECE_TITLE_MAX_LENGTH = 120
PIECE_TEXT_MAX_LENGTH = 8000
QUESTION_MAX_LENGTH = 280
ANSWER_MAX_LENGTH = 4000
ANSWERS_UNTIL_AFTER = timedelta(hours=72)  # after the end
PIECES_EACH = 2
PIECES_AFTER_A_LOSS = 3
PIECES_AT_MOST = 4
Pair = tuple[int, int]  # who answers, and whose piece


@dataclass(frozen=True, slots=True)
class Draft:
    """What a member brings: a title, markdown, and what readers should answer."""

    title: str
    text: str
    question: str = ""

    @property
    def is_fit(self) -> bool:
        has_words = bool(self.title.strip() and self.text.strip())
        return (
            has_words
            and len(self.title) <= PIECE_TITLE_MAX_LENGTH
            and len(self.text) <= PIECE_TEXT_MAX_LENGTH
            and len(self.question) <= QUESTION_MAX_LENGTH
        )


def is_fit_answer(text: str) -> bool:
    return len(text.strip()) > 0 and len(text) <= ANSWER_MAX_LENGTH


@dataclass(frozen=True, slots=True)
class Table:
    """Those who brought a piece, those who answer, what was dealt and who must not meet.

    All by membership; `apart` holds pairs in either order.
    """

    authors: frozenset[int]
    reviewers: frozenset[int]
    apart: frozenset[frozenset[int]] = frozenset()
    dealt: frozenset[Pair] = frozenset()

    def may_be_dealt(self, reviewer: int, author: int) -> bool:
        """Never one's own, never a piece of someone kept apart, never twice."""
        is_known = (reviewer, author) in self.dealt
        return reviewer != author and not is_known and {reviewer, author} not in self.apart

    def load(self) -> Counter[int]:
        """How many pieces each was given."""
        return Counter(reviewer for reviewer, _author in self.dealt)

    def readers(self) -> Counter[int]:
        """How many each piece was given to, by author."""
        return Counter(author for _reviewer, author in self.dealt)


def deal(table: Table, *, rng: Random, most: int = PIECES_EACH) -> list[Pair]:
    """New pairs, in random order: each piece to two readers, none with more than `most` pieces.

    As many as possible, and evenly: all have one before any has two, where possible. What was
    dealt before stays, so dealing again adds nothing.
    """
    hand = _Hand(table, rng)
    for readers in range(1, PIECES_EACH + 1):
        for load in range(1, most + 1):
            hand.go_round(readers=readers, load=load)
    pairs = list(hand.pairs())
    rng.shuffle(pairs)
    return pairs


def deal_late(table: Table, *, author: int, rng: Random) -> list[Pair]:
    """For a piece that comes after the deal: deal evenly, then give its author two to answer."""
    pairs = deal(table, rng=rng)
    table = replace(table, dealt=table.dealt | set(pairs))
    owed = max(PIECES_EACH - table.load()[author], 0)
    return pairs + [(author, whose) for whose in least_read(table, author, rng=rng)[:owed]]


def least_read(table: Table, reviewer: int, *, rng: Random) -> list[int]:
    """The authors whose piece this reviewer may still be given, least read first."""
    allowed = [author for author in sorted(table.authors) if table.may_be_dealt(reviewer, author)]
    rng.shuffle(allowed)
    return sorted(allowed, key=table.readers().__getitem__)


class _Hand:
    """A deal in the making. What was dealt before counts, but is not changed."""

    def __init__(self, table: Table, rng: Random) -> None:
        self.load, self.readers = table.load(), table.readers()
        self.given: defaultdict[int, set[int]] = defaultdict(set)
        self.authors = sorted(table.authors)
        rng.shuffle(self.authors)
        self.choices: dict[int, list[int]] = {}
        for author in self.authors:
            reviewers = sorted(table.reviewers)
            rng.shuffle(reviewers)
            self.choices[author] = [one for one in reviewers if table.may_be_dealt(one, author)]

    def go_round(self, *, readers: int, load: int) -> None:
        """Bring each piece nearer to so many readers, while none is given more than `load`."""
        for author in self.authors:
            if self.readers[author] < readers and self._reach(author, load=load, asked=set()):
                self.readers[author] += 1

    def pairs(self) -> Iterator[Pair]:
        for author, reviewers in self.given.items():
            for reviewer in sorted(reviewers):
                yield reviewer, author

    def _reach(self, author: int, *, load: int, asked: set[int]) -> bool:
        """Give this piece one more reader, who may first hand another piece on."""
        for reviewer in self.choices[author]:
            if reviewer in asked or reviewer in self.given[author]:
                continue
            asked.add(reviewer)
            if self.load[reviewer] < load or self._hand_on(reviewer, load=load, asked=asked):
                self.given[author].add(reviewer)
                self.load[reviewer] += 1
                return True
        return False

    def _hand_on(self, reviewer: int, *, load: int, asked: set[int]) -> bool:
        """Give one of the pieces that this reader was just given to another."""
        theirs = [author for author in self.authors if reviewer in self.given[author]]
        for author in theirs:
            if self._reach(author, load=load, asked=asked):
                self.given[author].discard(reviewer)
                self.load[reviewer] -= 1
                return True
        return False
