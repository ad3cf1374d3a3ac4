from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.facts import SEAT_PROMOTED, SEAT_RELEASED
from events.models import Rsvp, Segment
from memberships.facts import MEMBERSHIP_ENDED, MEMBERSHIP_PAUSED, MEMBERSHIP_SUSPENDED


@reacts_to(MEMBERSHIP_ENDED, MEMBERSHIP_PAUSED, MEMBERSHIP_SUSPENDED)
def free_seats_of_who_stepped_back(fact: Fact) -> None:
    """Whoever cannot come gives way to the line, at every event that has not begun."""
    now = fact.happened_at
    claims = Rsvp.objects.within(fact.home).live().filter(membership_id=fact.subject_id)
    ahead = claims.filter(event__starts_at__gt=now).exclude(membership__status="ACTIVE")
    mine = list(ahead.select_related("segment", "event").order_by("segment_id"))
    # All counters in one order, so that two such reactions never wait for each other.
    counters = Segment.objects.within(fact.home).filter(rsvps__in=mine)
    list(counters.order_by("pk").locked())
    for rsvp in mine:
        _release(rsvp, fact=fact)


def _release(rsvp: Rsvp, *, fact: Fact) -> None:
    was, now, event_id = rsvp.state, fact.happened_at, rsvp.event_id
    heir = rsvp.release(now=now)
    facts.record(SEAT_RELEASED, about=rsvp, by=None, now=now, event_id=event_id, was=was)
    if heir is not None:
        facts.record(SEAT_PROMOTED, about=heir, by=None, now=now, event_id=event_id)
