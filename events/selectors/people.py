from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _

from events.models import Event, Handle, Reveal, SisterRoom
from events.rules.handles import handle_label
from memberships.models import Membership

Row = tuple[int, str, int, bool]


def name_of(membership: Membership) -> str:
    """What others see; the membership knows its user."""
    return membership.user.name or _("A former member")


@dataclass(frozen=True, slots=True)
class Faces:
    """What the people of one event are called by one reader: names, or handles where it is blind.

    `handles` is None where names are shown; else by membership. `known` are those who go by their
    names all the same: hosts, and who has revealed themselves to the reader.
    """

    reader_id: int
    handles: Mapping[int, str] | None
    known: frozenset[int]

    def of(self, membership: Membership) -> str:
        if self.handles is None or membership.pk in self.known:
            return name_of(membership)
        return self.handles.get(membership.pk, _("Somebody"))

    def is_host(self, membership: Membership) -> bool:
        """Whether a name among handles needs the word beside it that tells why."""
        return (
            self.handles is not None
            and membership.pk in self.known
            and membership.pk not in self.handles
        )

    @property
    def own(self) -> str:
        """The reader's own handle; empty where they have none."""
        return (self.handles or {}).get(self.reader_id, "")


def faces_of(event: Event, *, reader: Membership) -> Faces:
    """Inside a door: no statement where names are shown, one where the event is blind.

    Whoever has a handle goes by it, even if they are made a host later: their words from before
    would tell who they were.
    """
    if not event.hides_names:
        return Faces(reader_id=reader.pk, handles=None, known=frozenset())
    rows = list(_handles(event, reader=reader).union(_room_hosts(event, reader=reader)))
    handles = {pk: handle_label(word=word, number=no) for pk, word, no, _known in rows if word}
    hosts = {event.host_id, *(pk for pk, word, _no, _known in rows if not word)} - handles.keys()
    revealed = {pk for pk, word, _no, is_known in rows if word and is_known}
    return Faces(reader_id=reader.pk, handles=handles, known=frozenset(hosts | revealed))


def own_handle(event: Event, *, membership: Membership) -> Handle | None:
    """What the member is called there; no statement where names are shown."""
    if not event.hides_names:
        return None
    handles = Handle.objects.within(membership.community).filter(event=event)
    return handles.filter(membership=membership).first()


def _handles(event: Event, *, reader: Membership) -> QuerySet[Any, Row]:
    told = Reveal.objects.within(reader.community).mutual()
    to_reader = told.filter(giver=OuterRef("pk"), receiver__membership=reader)
    drawn = Handle.objects.within(reader.community).filter(event=event)
    known = drawn.annotate(is_known=Exists(to_reader))
    return known.values_list("membership_id", "word", "number", "is_known")


def _room_hosts(event: Event, *, reader: Membership) -> QuerySet[Any, Row]:
    """In the shape of handles, without a word."""
    rooms = SisterRoom.objects.within(reader.community).confirmed().filter(event=event)
    shaped = rooms.annotate(word=Value(""), number=Value(0), is_known=Value(value=True))
    return shaped.values_list("room_host_id", "word", "number", "is_known")
