"""What the mails about a hot seat say, read when sent; None where it is not so any more."""

from datetime import datetime

from config.kernel.transactions import reading
from events.models import HotSeatRequest
from events.querysets import HotSeatQuerySet
from memberships.models import Community, NotificationPreference
from memberships.selectors import wants_mail


@reading
def hot_seat_offer(
    *, hot_seat_request_id: int, community: Community, now: datetime
) -> HotSeatRequest | None:
    open_offers = _reachable(community, now=now).filter(state="OFFERED", held_until__gt=now)
    return _wanted(open_offers, request_id=hot_seat_request_id)


@reading
def hot_seat_lapse(
    *, hot_seat_request_id: int, community: Community, now: datetime
) -> HotSeatRequest | None:
    """None too for whom no place was offered, and who has asked anew."""
    lapsed = _reachable(community, now=now).filter(state="LAPSED", offered_at__isnull=False)
    request = _wanted(lapsed, request_id=hot_seat_request_id)
    if request is None:
        return None
    anew = HotSeatRequest.objects.within(community).standing().filter(event_id=request.event_id)
    return None if anew.filter(membership_id=request.membership_id).exists() else request


def _reachable(community: Community, *, now: datetime) -> HotSeatQuerySet[HotSeatRequest]:
    """Requests at events that are not over, of members who come and can sign in."""
    return HotSeatRequest.objects.within(community).filter(
        event__state__in=("SCHEDULED", "LIVE"),
        event__ends_at__gt=now,
        rsvp__state="GOING",
        membership__status="ACTIVE",
        membership__user__is_active=True,
    )


def _wanted(
    requests: HotSeatQuerySet[HotSeatRequest], *, request_id: int
) -> HotSeatRequest | None:
    related = ("event__host__user", "membership__user", "membership__community")
    request = requests.select_related(*related).filter(pk=request_id).first()
    if request is None:
        return None
    category = NotificationPreference.Category.SEATS
    return request if wants_mail(membership=request.membership, category=category) else None
