import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.constraints import AppendOnly
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.calendar.models.events import Event
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
    """What the event says about names was changed while somebody took a place."""


class RevealSettled(Refusal):
    """Both have revealed themselves: what is known cannot be taken back."""


class ResolutionReasonUnfit(Refusal):
    """Not 10 to 300 characters."""


class Handle(CommunityOwned):
    """What a member is called at one blind event: drawn anew for each, so none can be linked."""

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
        """What its bearer is called on pages and in mails, in the reader's language."""
        return handle_label(word=self.word, number=self.number)

    @classmethod
    def draw(cls, *, event: Event, membership: Membership) -> None:
        """Give the member a handle at a blind event; whoever comes back keeps theirs.

        Refuses where the event was told to show names meanwhile: the member was told otherwise.
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
                raise PromiseChanged(_("This event was changed just now. Look at it once more."))
        raise RuntimeError(f"No handle is left at event #{event.pk}.")

    def resolve(self, *, by: Membership, reason: str, now: datetime) -> "HandleResolution":
        """Note that somebody learns who this is, and why. Records: events.handle_resolved."""
        if not is_fit_reason(reason):
            raise ResolutionReasonUnfit(_("Use 10 to 300 characters."), field="reason")
        return HandleResolution.objects.create(
            community_id=self.community_id,
            handle=self,
            resolved_by=by,
            resolved_at=now,
            reason=reason,
        )


class Reveal(CommunityOwned):
    """One participant of a blind event would tell another who they are. Mutual, or nothing."""

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
    def give(cls, *, giver: Handle, receiver: Handle, now: datetime) -> "Reveal":
        """Say it to one; nobody is told before both have. Records: events.reveal_given."""
        return cls.objects.create(
            community_id=giver.community_id, giver=giver, receiver=receiver, given_at=now
        )

    def meet(self, *, now: datetime) -> "list[Reveal]":
        """Become mutual, where the other has said it too: return both, else none.

        On locked handles. Records: events.reveal_made_mutual for each.
        """
        answer = Reveal.objects.filter(giver=self.receiver, receiver=self.giver).first()
        if answer is None:
            return []
        for reveal in (self, answer):
            reveal.mutual_at = now
            reveal.save(update_fields=["mutual_at"])
        return [self, answer]

    def take_back(self) -> None:
        """Not to be told after all. Records: events.reveal_taken_back."""
        if self.mutual_at is not None:
            raise RevealSettled(_("You know each other by now, so this stays."))
        self.delete()


class HandleResolution(CommunityOwned):
    """Somebody who looks after people learnt who a handle is, and said why. Never changed."""

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
