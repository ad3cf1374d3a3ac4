from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.names.hooks import room_hosts
from events.names.models import Handle, Reveal
from events.names.querysets import HandleQuerySet
from events.names.rules import handle_label
from memberships.communities.models import Membership

Row = tuple[int, str, int, bool]


@dataclass(frozen=True, slots=True)
class DisplayNames:
    """What the people of one event are called by one reader: names, or handles where it is blind.

    `handles` is None where names are shown; else by membership. `known` are those who go by their
    names all the same: hosts, and those who have revealed themselves to the reader.
    """

    reader_id: int
    handles: Mapping[int, str] | None
    known: frozenset[int]

    def of(self, membership: Membership) -> str:
        if self.handles is None or membership.pk in self.known:
            return membership.name
        return self.handles.get(membership.pk, _("Somebody"))

    def taken_off(self, row: Model, person: str = "membership") -> str:
        """What the person in this field is called, and `forget` them."""
        name = self.of(getattr(row, person))
        forget(row, person)
        return name

    def is_host(self, membership: Membership) -> bool:
        """Whether somebody is called by name at a blind event because they host there."""
        return (
            self.handles is not None
            and membership.pk in self.known
            and membership.pk not in self.handles
        )

    @property
    def own(self) -> str:
        """The reader's own handle; empty where they have none."""
        return (self.handles or {}).get(self.reader_id, "")


def forget(row: Model, person: str) -> None:
    """Take the person in this field off the row: a page that reads it raises `ScopeMissing`."""
    field: Any = row._meta.get_field(person)
    field.delete_cached_value(row)


def display_names_of(event: Event, *, reader: Membership) -> DisplayNames:
    """Needs a tenant scope: no statement where names are shown, one where the event is blind.

    Somebody with a handle keeps it even if they become a host later: their words from before
    would tell who they were.
    """
    if not event.hides_names:
        return DisplayNames(reader_id=reader.pk, handles=None, known=frozenset())
    rows = list(_handles(event, reader=reader).union(_room_hosts(event, reader=reader)))
    handles = {pk: handle_label(word=word, number=no) for pk, word, no, _known in rows if word}
    hosts = {event.host_id, *(pk for pk, word, _no, _known in rows if not word)} - handles.keys()
    revealed = {pk for pk, word, _no, is_known in rows if word and is_known}
    return DisplayNames(reader_id=reader.pk, handles=handles, known=frozenset(hosts | revealed))


def own_handle(event: Event, *, membership: Membership) -> str:
    """The member's handle at a blind event, else empty. No statement where names are shown."""
    if not event.hides_names:
        return ""
    drawn = Handle.objects.within(membership.community).filter(event=event, membership=membership)
    handle = drawn.first()
    return handle.label if handle else ""


def _handles(event: Event, *, reader: Membership) -> QuerySet[Any, Row]:
    told = Reveal.objects.within(reader.community).mutual()
    to_reader = told.filter(giver=OuterRef("pk"), receiver__membership=reader)
    drawn = Handle.objects.within(reader.community).filter(event=event)
    known = drawn.annotate(is_known=Exists(to_reader))
    return known.values_list("membership_id", "word", "number", "is_known")


def _room_hosts(event: Event, *, reader: Membership) -> QuerySet[Any, Row]:
    """Hosts of rooms, in the columns of `_handles` but without a word."""
    hosts = room_hosts(event=event, community=reader.community).annotate(
        word=Value(""), number=Value(0), is_known=Value(value=True)
    )
    rows: QuerySet[Any, Row] = hosts.values_list("room_host_id", "word", "number", "is_known")
    return rows


@dataclass(frozen=True, slots=True)
class Other:
    """Another participant. `name` is empty until both have revealed themselves."""

    handle: Handle
    name: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class RevealPage:
    """The other participants of a blind event, for one who could reveal themselves."""

    event: Event
    own: str
    others: list[Other]
    is_open: bool


@reading
def reveal_page(*, event_id: int, membership: Membership, now: datetime) -> RevealPage:
    """For those who had a seat; DoesNotExist for others. Two statements."""
    seated = blind_handles(membership).filter(event=event_id).of_those_with_a_seat()
    mine = seated.select_related("event").get(membership=membership)
    is_open = mine.event.state == Event.State.ENDED
    return RevealPage(
        event=mine.event,
        own=mine.label,
        others=_others(mine, membership=membership, now=now) if is_open else [],
        is_open=is_open,
    )


def blind_handles(membership: Membership) -> HandleQuerySet[Handle]:
    return Handle.objects.within(membership.community).of_blind_events()


def _others(mine: Handle, *, membership: Membership, now: datetime) -> list[Other]:
    seated = blind_handles(membership).filter(event=mine.event_id).of_those_with_a_seat()
    told = Reveal.objects.within(membership.community).filter(giver=mine, receiver=OuterRef("pk"))
    met = seated.free_to_be_met_by(membership, now=now).select_related("membership__user")
    known = met.annotate(
        given_at=Subquery(told.values("given_at")), mutual_at=Subquery(told.values("mutual_at"))
    )
    others = [_other(handle) for handle in known]
    return sorted(others, key=lambda other: other.handle.label)


def _other(handle: Any) -> Other:
    name = handle.membership.name if handle.mutual_at else ""
    forget(handle, "membership")
    return Other(handle, name, is_told=handle.given_at is not None)
