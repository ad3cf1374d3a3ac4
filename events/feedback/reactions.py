"""Deals pieces when an event begins, and deals again what is given back."""

from secrets import SystemRandom

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.facts import EVENT_WENT_LIVE
from events.calendar.models.events import Event
from events.feedback.models import Feedback
from events.feedback.querysets import FeedbackQuerySet
from events.seats.facts import SEAT_RELEASED
from events.seats.models.rsvps import Rsvp
from memberships.communities.facts import MEMBERSHIP_ENDED, MEMBERSHIP_PAUSED, MEMBERSHIP_SUSPENDED
from memberships.communities.models import Membership
from memberships.separations.facts import SEPARATION_MADE
from memberships.separations.models import Separation

CHANCE = SystemRandom()


@reacts_to(EVENT_WENT_LIVE, name="events.deal_pieces")
def deal_pieces(fact: Fact) -> None:
    events = Event.objects.within(fact.home).with_pieces()
    if event := events.locked().filter(pk=fact.subject_id).first():
        Feedback.deal(event, rng=CHANCE, by=None, now=fact.happened_at)


@reacts_to(SEAT_RELEASED, name="events.deal_anew_what_a_seat_leaves")
def deal_anew_what_a_seat_leaves(fact: Fact) -> None:
    if fact.data["was"] != Rsvp.State.GOING:
        return
    rsvp = Rsvp.objects.within(fact.home).get(pk=fact.subject_id)
    rows = Feedback.objects.within(fact.home).filter(event=rsvp.event_id)
    _deal_anew(rows.involving(rsvp.membership_id), fact=fact)


@reacts_to(
    MEMBERSHIP_ENDED,
    MEMBERSHIP_PAUSED,
    MEMBERSHIP_SUSPENDED,
    name="events.deal_anew_what_a_member_leaves",
)
def deal_anew_what_a_member_leaves(fact: Fact) -> None:
    """The seats ahead are freed elsewhere; this is for events that have begun."""
    gone = Membership.objects.within(fact.home).exclude(status="ACTIVE")
    if gone.filter(pk=fact.subject_id).exists():
        rows = Feedback.objects.within(fact.home).involving(fact.subject_id)
        _deal_anew(rows, fact=fact)


@reacts_to(SEPARATION_MADE, name="events.deal_anew_between_two_kept_apart")
def deal_anew_between_two_kept_apart(fact: Fact) -> None:
    """Pieces of each other that they did not answer go to others. Nobody is told why."""
    two = Separation.objects.within(fact.home).get(pk=fact.subject_id)
    rows = Feedback.objects.within(fact.home)
    _deal_anew(rows.between(two.protected_id, two.restrained_id), fact=fact)


def _deal_anew(rows: FeedbackQuerySet[Feedback], *, fact: Fact) -> None:
    """Take back what was not answered; while the event is on, deal it to others."""
    affected = rows.unanswered().values("event")
    events = Event.objects.within(fact.home).filter(pk__in=affected)
    for event in events.order_by("pk").locked():
        has_some = Feedback.take_back(rows.filter(event=event))
        if has_some and event.is_scheduled_or_live and fact.happened_at < event.ends_at:
            Feedback.deal_anew(event, rng=CHANCE, by=None, now=fact.happened_at)
