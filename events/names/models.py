import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.constraints import AppendOnly
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.calendar.models.events import Event
from events.names.facts import (
    HANDLE_RESOLVED,
    REVEAL_GIVEN,
    REVEAL_MADE_MUTUAL,
    REVEAL_TAKEN_BACK,
)
from events.names.querysets import HandleQuerySet, RevealQuerySet
from events.names.rules import (
    MOST_DRAWS,
    REASON_MAX_LENGTH,
    REASON_MIN_LENGTH,
    draw_handle,
    handle_label,
    is_fit_reason,
)
from memberships.communities.models import Membership


class PromiseChanged(Refusal):
    words = _("This event was changed just now. Look at it once more.")


class RevealSettled(Refusal):
    words = _("You know each other by now, so this stays.")


class ResolutionReasonUnfit(Refusal):
    words = _("Use 10 to 300 characters.")
    field = "reason"


class Handle(CommunityOwned):
    """What a member is called at one blind event. Drawn for each event, so none can be linked."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="handles")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="handles")
    word = models.CharField(_("key of its word"), max_length=20)
    number = models.PositiveSmallIntegerField(_("number"))

    objects = HandleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership"], name="one_handle_per_member_and_event"
            ),
            models.UniqueConstraint(
                fields=["event", "word", "number"], name="no_two_share_a_handle_at_an_event"
            ),
        ]

    def __str__(self) -> str:
        return f"handle #{self.pk}"

    @property
    def label(self) -> str:
        """The handle on pages and in mails, in the reader's language."""
        return handle_label(word=self.word, number=self.number)

    @classmethod
    def draw(cls, *, event: Event, membership: Membership) -> None:
        """Give the member a handle at a blind event; a member who comes back keeps theirs.

        Refuses where the event has begun to show names since the member was told otherwise.
        """
        mine = cls.objects.filter(event=event, membership=membership)
        for attempt in range(MOST_DRAWS):
            word, number = draw_handle(attempt=attempt, below=secrets.randbelow)
            fresh = cls(
                community_id=event.community_id,
                event=event,
                membership=membership,
                word=word,
                number=number,
            )
            cls.objects.bulk_create([fresh], ignore_conflicts=True)
            promised = mine.values_list("event__blindness", flat=True).first()
            if promised == event.blindness:
                return
            if promised is not None:
                raise PromiseChanged
        raise RuntimeError(f"No handle is left at event #{event.pk}.")

    def resolve(self, *, by: Membership, reason: str, now: datetime) -> "HandleResolution":
        """Note who learns whose handle this is, and why. Refuses a reason that does not fit."""
        if not is_fit_reason(reason):
            raise ResolutionReasonUnfit
        resolution = HandleResolution.objects.create(
            community_id=self.community_id,
            handle=self,
            resolved_by=by,
            resolved_at=now,
            reason=reason,
        )
        facts.record(HANDLE_RESOLVED, about=resolution, by=by, now=now, event_id=self.event_id)
        return resolution


class Reveal(CommunityOwned):
    """A participant of a blind event is willing to tell another who they are, if both are."""

    giver = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="reveals_given")
    receiver = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="reveals_received")
    given_at = models.DateTimeField(_("given at"))
    mutual_at = models.DateTimeField(_("mutual since"), null=True, blank=True)

    objects = RevealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["giver", "receiver"], name="a_reveal_is_given_once"),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="nobody_reveals_themselves_to_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"reveal #{self.pk}"

    @classmethod
    def give(cls, *, giver: Handle, receiver: Handle, by: Membership, now: datetime) -> "Reveal":
        """Be willing to tell one other; both are told once the other is willing too.

        Needs the locked rows of both handles.
        """
        reveal = cls.objects.create(
            community_id=giver.community_id, giver=giver, receiver=receiver, given_at=now
        )
        answer = reveal._answer()
        facts.record(
            REVEAL_GIVEN,
            about=reveal,
            by=by,
            now=now,
            event_id=giver.event_id,
            is_mutual=answer is not None,
        )
        if answer is not None:
            reveal._become_mutual(event_id=giver.event_id, now=now)
            answer._become_mutual(event_id=giver.event_id, now=now)
        return reveal

    def _answer(self) -> "Reveal | None":
        return Reveal.objects.filter(giver=self.receiver, receiver=self.giver).first()

    def _become_mutual(self, *, event_id: int, now: datetime) -> None:
        self.mutual_at = now
        self.save(update_fields=["mutual_at"])
        facts.record(REVEAL_MADE_MUTUAL, about=self, by=None, now=now, event_id=event_id)

    def take_back(self, *, by: Membership, now: datetime) -> None:
        """Not be willing after all. Refuses a reveal that is mutual."""
        if self.mutual_at is not None:
            raise RevealSettled
        event_id = self.giver.event_id
        facts.record(REVEAL_TAKEN_BACK, about=self, by=by, now=now, event_id=event_id)
        self.delete()


class HandleResolution(CommunityOwned):
    """A moderator learnt whose handle it is, and said why. Never changed."""

    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="resolutions")
    resolved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("resolved at"))
    reason = models.CharField(_("why"), max_length=REASON_MAX_LENGTH)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            AppendOnly(name="events_handleresolution_append_only"),
            models.CheckConstraint(
                condition=Q(reason__regex=rf"^.{{{REASON_MIN_LENGTH}}}"),
                name="a_resolution_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"resolution of handle #{self.handle_id}"
