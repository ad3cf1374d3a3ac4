from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from config.kernel.markdown import render
from config.kernel.prepared_queries import prepared
from config.kernel.transactions import reading
from events.board.models import Contribution
from events.board.policies import may_hide, may_post
from events.board.querysets import ContributionQuerySet
from events.calendar.models.events import Event
from events.names.selectors import DisplayNames, display_names_of
from events.seats.models.rsvps import Rsvp
from events.seats.policies import seats_of
from memberships.communities.models import Community, Membership

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class ShownContribution:
    """A post and what its author is called; the post itself does not know who that is."""

    post: Contribution
    author: str
    is_by_host: bool
    html: SafeString


@dataclass(frozen=True, slots=True)
class Board:
    event_id: int
    contributions: list[ShownContribution]
    may_post: bool
    may_hide: bool
    signed_as: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A discussion on a page of its own, where a post that does not fit is put right."""

    event: Event
    board: Board


@reading
def board_page(*, event_id: int, membership: Membership, now: datetime) -> BoardPage:
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    rsvp = seats_of(membership).filter(event=event).first()
    names = display_names_of(event, reader=membership)
    board = board_of(event=event, membership=membership, rsvp=rsvp, names=names, now=now)
    return BoardPage(event=event, board=board)


def board_of(
    *,
    event: Event,
    membership: Membership,
    rsvp: Rsvp | None,
    names: DisplayNames,
    now: datetime,
) -> Board:
    """The discussion of an event, in one statement: the newest two hundred posts, newest last.

    Two who are kept apart do not read each other; those who may hide a post read them all.
    `rsvp` is the reader's own claim on the event, if any. Needs a tenant scope.
    """
    hides = may_hide(membership, event)
    newest = _newest_posts(
        community=membership.community, event=event, reader=membership, now=now, reads_all=hides
    )
    return Board(
        event_id=event.pk,
        contributions=[_shown(post, names=names) for post in reversed(newest)],
        may_post=may_post(membership, event, rsvp=rsvp),
        may_hide=hides,
        signed_as=names.own,
    )


@prepared
def _newest_posts(
    *, community: Community, event: Event, reader: Membership, now: datetime, reads_all: bool
) -> ContributionQuerySet[Contribution]:
    on_board = Contribution.objects.within(community).on_board(event.pk, reader=reader)
    read = on_board if reads_all else on_board.not_apart_from(reader, now=now)
    return read.reverse()[:SHOWN_AT_MOST]


def _shown(post: Contribution, *, names: DisplayNames) -> ShownContribution:
    is_by_host = names.is_host(post.membership)
    author = names.taken_off(post)
    return ShownContribution(post, author, is_by_host=is_by_host, html=render(post.text))
