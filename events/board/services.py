from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.board.facts import CONTRIBUTION_HIDDEN, CONTRIBUTION_POSTED
from events.board.models import Contribution
from events.board.policies import ensure_may_hide, ensure_may_post
from events.calendar.models.events import Event
from memberships.communities.models import Membership


@use_case
def post_contribution(
    *, event_id: int, membership: Membership, text: str, now: datetime
) -> Contribution:
    """Post in an event's discussion, by its host and by who has a seat."""
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    ensure_may_post(membership, event=event)
    post = Contribution.post(event, by=membership, text=text, now=now)
    facts.record(CONTRIBUTION_POSTED, about=post, by=membership, now=now, event_id=event_id)
    return post


@use_case
def hide_contribution(
    *, event_id: int, contribution_id: int, membership: Membership, now: datetime
) -> Contribution:
    """Hide a post; its author still sees it. Again is no matter."""
    posts = Contribution.objects.within(membership.community).filter(event_id=event_id)
    post = posts.select_related("event").locked().get(pk=contribution_id)
    ensure_may_hide(membership, event=post.event)
    if post.hide(by=membership, now=now):
        facts.record(CONTRIBUTION_HIDDEN, about=post, by=membership, now=now, event_id=event_id)
    return post
