from datetime import datetime

from config.kernel.transactions import use_case
from events.board.models import Contribution
from events.board.policies import ensure_may_hide, ensure_may_post
from events.calendar.models.events import Event
from memberships.communities.models import Membership


@use_case
def post_contribution(
    *, event_id: int, membership: Membership, text: str, now: datetime
) -> Contribution:
    """Post in an event's discussion. Its host and members with a seat may."""
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    ensure_may_post(membership, event=event)
    return Contribution.post(event, by=membership, text=text, now=now)


@use_case
def hide_contribution(
    *, event_id: int, contribution_id: int, membership: Membership, now: datetime
) -> Contribution:
    """Hide a post from all but its author. Doing it twice is harmless."""
    posts = Contribution.objects.within(membership.community).filter(event_id=event_id)
    post = posts.select_related("event").locked().get(pk=contribution_id)
    ensure_may_hide(membership, event=post.event)
    post.hide(by=membership, now=now)
    return post
