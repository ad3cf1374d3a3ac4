"""The deal: never one's own, never two who must not meet, and as much as there can be."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.feedback.rules import Table, deal, deal_late, least_read


def table(count, apart=(), dealt=()):
    people = frozenset(range(count))
    pairs = frozenset(frozenset(pair) for pair in apart)
    return Table(authors=people, reviewers=people, apart=pairs, dealt=frozenset(dealt))


@st.composite
def tables(draw, most=6):
    count = draw(st.integers(0, most))
    pairs = list(combinations(range(count), 2))
    return table(count, draw(st.sets(st.sampled_from(pairs))) if pairs else ())


def loads(pairs):
    return Counter(reviewer for reviewer, _author in pairs)


def readers(pairs):
    return Counter(author for _reviewer, author in pairs)


def is_sound(at, pairs, *, most=2):
    return (
        all(at.may_be_dealt(*pair) for pair in pairs)
        and len(set(pairs)) == len(pairs)
        and max((at.load() + loads(pairs)).values(), default=0) <= most
        and all((at.readers() + readers(pairs))[author] <= 2 for author in readers(pairs))
    )


def best(at):
    """By trying all: the most pairs, the most pieces read, the most people who have one."""
    states = {((0,) * len(at.reviewers), 0)}
    for author in sorted(at.authors):
        allowed = [reviewer for reviewer in at.reviewers if at.may_be_dealt(reviewer, author)]
        choices = [set(some) for size in range(3) for some in combinations(allowed, size)]
        states = {
            (after, read + bool(chosen))
            for load, read in states
            for chosen in choices
            if max(after := tuple(n + (i in chosen) for i, n in enumerate(load)), default=0) <= 2
        }
    return (
        max(sum(load) for load, _read in states),
        max(read for _load, read in states),
        max(sum(map(bool, load)) for load, _read in states),
    )


@settings(max_examples=200, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_no_deal_is_better_than_the_deal(at, rng):
    pairs = deal(at, rng=rng)

    assert is_sound(at, pairs)
    assert (len(pairs), len(readers(pairs)), len(loads(pairs))) == best(at)


@settings(max_examples=100, deadline=None)
@given(st.integers(3, 40), st.randoms(use_true_random=False))
def test_from_three_on_everybody_gives_two_and_gets_two(count, rng):
    pairs = deal(table(count), rng=rng)

    assert set(loads(pairs).values()) == set(readers(pairs).values()) == {2}
    assert len(pairs) == 2 * count


@pytest.mark.parametrize(("count", "dealt"), [(0, []), (1, []), (2, [(0, 1), (1, 0)])])
def test_few_pieces(count, dealt):
    assert sorted(deal(table(count), rng=Random(1))) == dealt


def test_two_who_must_not_meet_get_nothing_from_each_other():
    assert deal(table(2, [(0, 1)]), rng=Random(1)) == []


@settings(max_examples=100, deadline=None)
@given(tables(most=9), st.data(), st.randoms(use_true_random=False))
def test_what_is_given_back_is_dealt_anew(at, data, rng):
    """Three at most, what was dealt before stays, and the one who left is left out."""
    first = deal(at, rng=rng)
    gone = data.draw(st.sampled_from([*sorted(at.authors), -1]))
    left = Table(
        authors=at.authors - {gone},
        reviewers=at.reviewers - {gone},
        apart=at.apart,
        dealt=frozenset(pair for pair in first if gone not in pair),
    )

    new = deal(left, rng=rng, most=3)

    assert is_sound(left, new, most=3)
    assert gone not in loads(new)
    assert gone not in readers(new)
    again = Table(left.authors, left.reviewers, left.apart, left.dealt | set(new))
    assert deal(again, rng=rng, most=3) == []


@settings(max_examples=100, deadline=None)
@given(tables(most=8), st.randoms(use_true_random=False))
def test_who_comes_late_is_given_two_and_read_where_hands_are_free(at, rng):
    late = len(at.authors)
    first = deal(at, rng=rng)
    people = at.authors | {late}
    then = Table(people, people, at.apart, frozenset(first))

    new = deal_late(then, author=late, rng=rng)

    assert all(then.may_be_dealt(*pair) for pair in new)
    assert loads(new)[late] == min(2, len(at.authors))
    counted = then.load() + loads(new)
    assert max(counted.values(), default=0) <= 2


def test_least_read_come_first():
    at = table(4, apart=[(0, 3)], dealt=[(2, 1), (3, 1), (3, 2)])

    assert least_read(at, 0, rng=Random(1)) == [2, 1]


def test_chance_decides_among_equals():
    """No pattern to guess by: over many deals everybody answers everybody."""
    seen = {pair for seed in range(60) for pair in deal(table(5), rng=Random(seed))}

    assert len(seen) == 20


def test_the_same_chance_deals_the_same():
    assert deal(table(7), rng=Random(3)) == deal(table(7), rng=Random(3))
