"""Who may. Each raises PermissionDenied (403), or a Refusal (422) where the words help."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from events.models import Event, Rsvp, WrapUp
from events.querysets import RsvpQuerySet
from events.rules.day import readers_of_answer
from memberships.models import Community, Membership


class NotAHost(Refusal):
    """Whoever shall host is neither an instructor nor an owner, or does not belong any more."""


def may_host(membership: Membership) -> bool:
    """Whom an event can be given to: active instructors and owners."""
    is_active = membership.status == Membership.Status.ACTIVE
    return is_active and (membership.is_instructor or membership.is_owner)


def ensure_may_host(membership: Membership) -> None:
    if not may_host(membership):
        raise NotAHost(_("Only instructors and owners host events."), field="host")


def may_run(membership: Membership, event: Event) -> bool:
    """Open the room, see the host's words, mark attendance: host, instructors and owners."""
    is_host = event.host_id == membership.pk
    return is_host or membership.is_instructor or membership.is_owner


def may_hide(membership: Membership, event: Event) -> bool:
    return may_run(membership, event) or membership.is_moderator


def may_post(membership: Membership, event: Event, *, rsvp: Rsvp | None) -> bool:
    """Write on an event's wall: its host, and who has a seat; not once it is cancelled."""
    is_open = event.state not in (Event.State.DRAFT, Event.State.CANCELLED)
    return is_open and _is_of_the_party(membership, event, rsvp=rsvp)


def ensure_may_run(membership: Membership, *, event: Event) -> None:
    if not may_run(membership, event):
        raise PermissionDenied


def ensure_may_enter(membership: Membership, *, event: Event, rsvp: Rsvp | None) -> None:
    """The room is for those with a seat and those who run it or a room of it."""
    if rsvp is None and not (may_run(membership, event) or _hosts_a_room(membership, event)):
        raise PermissionDenied


def _hosts_a_room(membership: Membership, event: Event) -> bool:
    return event.sister_rooms.confirmed().filter(room_host=membership).exists()


def ensure_may_hide(membership: Membership, *, event: Event) -> None:
    if not may_hide(membership, event):
        raise PermissionDenied


def ensure_may_post(membership: Membership, *, event: Event) -> None:
    rsvp = seats_of(membership).filter(event=event).first()
    if not _is_of_the_party(membership, event, rsvp=rsvp):
        raise PermissionDenied


def _is_of_the_party(membership: Membership, event: Event, *, rsvp: Rsvp | None) -> bool:
    has_seat = rsvp is not None and rsvp.state == Rsvp.State.GOING
    return has_seat or event.host_id == membership.pk


def ensure_has_seat(rsvp: Rsvp | None) -> Rsvp:
    """Who has no seat has no card, no check-in and no promise: they are not there."""
    if rsvp is None:
        raise Rsvp.DoesNotExist
    return rsvp


def seats_of(membership: Membership) -> RsvpQuerySet[Rsvp]:
    return Rsvp.objects.within(membership.community).going().filter(membership=membership)


def seat_in_room(membership: Membership, *, event: Event) -> Rsvp | None:
    """The member's intimate seat at an event."""
    return seats_of(membership).filter(event=event, segment__kind="INTIMATE").first()


def seat_held_fast(*, event_id: int, membership: Membership) -> Rsvp:
    """The member's own seat at an event, locked; missing where they have none."""
    published = Event.objects.within(membership.community).published()
    event = published.select_related("revision").get(pk=event_id)
    rsvp = ensure_has_seat(seats_of(membership).filter(event=event).locked().first())
    rsvp.event, rsvp.membership = event, membership
    return rsvp


@dataclass(frozen=True, slots=True)
class Staff:
    """The active moderators and owners of a community, by membership."""

    moderators: frozenset[int]
    owners: frozenset[int]

    def readers(self, *, host_id: int, teller_id: int) -> set[int]:
        """Who may read a safety answer that this member gave after that host's event."""
        return readers_of_answer(
            moderators=self.moderators, owners=self.owners, involved={host_id, teller_id}
        )

    def readers_of(self, answer: WrapUp) -> set[int]:
        return self.readers(host_id=answer.event.host_id, teller_id=answer.membership_id)


def staff_of(community: Community) -> Staff:
    """One read of who may be asked to look after people."""
    rows = Membership.objects.within(community).active().values_list("pk", "roles")
    trusted = list(rows.filter(roles__overlap=["MODERATOR", "OWNER"]))
    return Staff(
        moderators=frozenset(pk for pk, roles in trusted if "MODERATOR" in roles),
        owners=frozenset(pk for pk, roles in trusted if "OWNER" in roles),
    )


def ensure_may_read(membership: Membership, *, answer: WrapUp, staff: Staff) -> None:
    """Moderators who are not involved; for a moderator who is, the answer is not there."""
    if membership.pk in staff.readers_of(answer):
        return
    if membership.is_moderator:
        raise WrapUp.DoesNotExist
    raise PermissionDenied
