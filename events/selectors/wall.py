from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from config.kernel.markdown import render
from config.kernel.transactions import reading
from events.models import Contribution, Event, Rsvp
from events.policies import may_hide, may_post, seats_of
from events.selectors.people import name_of
from memberships.models import Membership

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class ShownContribution:
    """A post as its reader sees it; a hidden one reaches nobody but its author."""

    id: int
    author: str
    html: SafeString
    posted_at: datetime
    is_mine: bool
    is_hidden: bool
    may_be_hidden: bool


@dataclass(frozen=True, slots=True)
class Wall:
    event_id: int
    contributions: list[ShownContribution]
    may_post: bool
    may_hide: bool


@dataclass(frozen=True, slots=True)
class WallPage:
    """A wall on a page of its own, where a post that does not fit is put right."""

    event: Event
    wall: Wall


@reading
def wall_page(*, event_id: int, membership: Membership) -> WallPage:
    events = Event.objects.within(membership.community).published()
    event = events.get(pk=event_id)
    rsvp = seats_of(membership).filter(event=event).first()
    return WallPage(event=event, wall=wall_of(event=event, membership=membership, rsvp=rsvp))


def wall_of(*, event: Event, membership: Membership, rsvp: Rsvp | None) -> Wall:
    """The wall of an event, in one statement: the newest two hundred posts, newest last.

    Inside a door. `rsvp` is the reader's own claim on the event, if any.
    """
    hides = may_hide(membership, event)
    posts = Contribution.objects.within(membership.community)
    newest = posts.on_wall(event.pk, reader=membership).reverse()[:SHOWN_AT_MOST]
    shown = [_shown(post, reader=membership, hides=hides) for post in newest]
    return Wall(
        event_id=event.pk,
        contributions=shown[::-1],
        may_post=may_post(membership, event, rsvp=rsvp),
        may_hide=hides,
    )


def _shown(post: Contribution, *, reader: Membership, hides: bool) -> ShownContribution:
    is_hidden = post.hidden_at is not None
    return ShownContribution(
        id=post.pk,
        author=name_of(post.membership),
        html=render(post.text),
        posted_at=post.posted_at,
        is_mine=post.membership_id == reader.pk,
        is_hidden=is_hidden,
        may_be_hidden=hides and not is_hidden,
    )
