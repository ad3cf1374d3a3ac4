"""Segments, claims and sister rooms, and who must be kept apart there."""

from datetime import datetime
from typing import Self

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Model, OuterRef, Q

from config.kernel.models import CommunityQuerySet, M_co
from events.seats import hooks
from events.seats.rules import FIRST_TO_ACCEPT_WITHIN, LIMITED_BOOKING_BEFORE, UNRECONCILED_AFTER
from memberships.communities.models import Membership
from memberships.separations.models import Separation, is_apart
from memberships.separations.querysets import SeparationQuerySet

SEATED = ("GOING", "OFFERED")


def separations_with_attendees(
    *, event: str, host: str, now: datetime
) -> SeparationQuerySet[Separation]:
    """Separations that protect somebody who hosts an event or a room of it, or has a seat in one.

    `event` and `host` are columns of the outer query.
    """
    seated = Q(
        protected__rsvps__event=OuterRef(event),
        protected__rsvps__state__in=SEATED,
        protected__rsvps__segment__kind="INTIMATE",
    )
    hosting_a_room = Q(
        protected__sister_rooms__event=OuterRef(event), protected__sister_rooms__state="CONFIRMED"
    )
    there = seated | Q(protected=OuterRef(host)) | hosting_a_room
    return Separation.objects.active(now).filter(there)


def hosted_by(membership: Membership) -> Q:
    """A condition on events: this member hosts it, or a room of it."""
    rooms = Q(sister_rooms__room_host=membership, sister_rooms__state="CONFIRMED")
    return Q(host=membership) | rooms


class SegmentQuerySet(CommunityQuerySet[M_co]):
    def with_restrictions_for(self, membership: Membership, *, now: datetime) -> Self:
        """With `is_restrained`: whether this member would meet somebody they are kept from.

        And `is_booking_delayed`: whether seats of theirs stayed empty lately, and it is too early
        for them to book another. The statement is the same for every member, so that nobody can
        tell by how long the answer takes.
        """
        kept_from = separations_with_attendees(event="event_id", host="event__host_id", now=now)
        would_meet = Q(Exists(kept_from.filter(restrained=membership)), kind="INTIMATE")
        limited = Q(hooks.is_booking_delayed(membership=membership, now=now))
        is_early = Q(kind="INTIMATE", event__starts_at__gt=now + LIMITED_BOOKING_BEFORE)
        return self.annotate(
            is_restrained=ExpressionWrapper(would_meet, output_field=BooleanField()),
            is_booking_delayed=ExpressionWrapper(limited & is_early, output_field=BooleanField()),
        )


class RsvpQuerySet(CommunityQuerySet[M_co]):
    def live(self) -> Self:
        """Claims that have not ended: going, waiting or offered."""
        return self.exclude(state="RELEASED")

    def going(self) -> Self:
        return self.filter(state="GOING")

    def void_offers(self, now: datetime) -> Self:
        """Offers whose time is over: they no longer count, even if the clock is late."""
        return self.filter(state="OFFERED", held_until__lte=now)

    def given_back_since(self, moment: datetime) -> Self:
        """Seats that members gave back after this moment, the latest first."""
        theirs = self.filter(state="RELEASED", release_reason="GIVEN_BACK", released_at__gt=moment)
        return theirs.exclude(confirmed_at=None).order_by("-released_at", "-pk")

    def had_a_room_seat_between(self, moment: datetime, *, until: datetime) -> Self:
        """Seats in rooms, at events that began in this time."""
        began = Q(event__starts_at__gt=moment, event__starts_at__lte=until)
        return self.going().filter(began, segment__kind="INTIMATE")

    def of_active_members(self) -> Self:
        return self.filter(membership__status="ACTIVE")

    def waitlist(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state="WAITING").order_by("priority", "joined_at", "id")

    def not_kept_apart_there(self, now: datetime) -> Self:
        """Claims whose members would meet nobody there that they are kept apart from."""
        kept_from = separations_with_attendees(event="event_id", host="event__host_id", now=now)
        would_meet = Exists(kept_from.filter(restrained=OuterRef("membership_id")))
        return self.exclude(would_meet, segment__kind="INTIMATE")

    def eligible_waitlist(self, now: datetime) -> Self:
        """Waiting claims that could be given a seat now, in order."""
        return self.waitlist().of_active_members().not_kept_apart_there(now)

    def with_offerable_seat(self, now: datetime) -> Self:
        """Claims on segments with a free seat, early enough before the start to offer it."""
        ahead = Q(event__state="SCHEDULED", event__starts_at__gt=now + FIRST_TO_ACCEPT_WITHIN)
        return self.filter(ahead, segment__taken__lt=F("segment__capacity"))

    def not_apart_from(self, reader: Model, *, now: datetime) -> Self:
        """Without claims of members who are kept apart from the reader."""
        return self.exclude(is_apart(reader, author="membership_id", now=now))

    def lock_intentions(self) -> int:
        """Lock declared intentions, as at the start: an edit then keeps what it said before."""
        return self.going().filter(intention_state="DECLARED").update(intention_state="LOCKED")

    def cut_offers(self, *, at: datetime) -> None:
        """End offers of a seat no later than `at`: none outlasts the start."""
        self.filter(state="OFFERED", held_until__gt=at).update(held_until=at)

    def with_open_intention(self) -> Self:
        """Seats whose member has not said yet what came of the intention."""
        return self.going().filter(intention_state__in=("DECLARED", "LOCKED"))

    def with_overdue_intention(self, now: datetime) -> Self:
        """Open intentions of events that ended 72 hours ago."""
        over = Q(event__state="ENDED", event__ends_at__lte=now - UNRECONCILED_AFTER)
        return self.with_open_intention().filter(over)

    def with_unused_carry_over(self, membership: Model) -> Self:
        """The seat whose intention this member carries over to their next RSVP."""
        made_since = self.model._default_manager.filter(
            membership=OuterRef("membership"), joined_at__gte=OuterRef("intention_settled_at")
        )
        used = made_since.exclude(state="RELEASED").exclude(intention="")
        carried = self.filter(membership=membership, intention_state="CARRIED_OVER")
        return carried.exclude(Exists(used)).order_by("-intention_settled_at")


class SisterRoomQuerySet(CommunityQuerySet[M_co]):
    def confirmed(self) -> Self:
        return self.filter(state="CONFIRMED")

    def proposed(self) -> Self:
        """Sister rooms that nobody has confirmed or refused."""
        return self.filter(state="PROPOSED")
