from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import LineField, UseCaseForm
from events.calendar.rules.formats import MAX_ROOMS, ROOM_CAPACITY

MIN_REASON, MAX_REASON = 10, 200


class CapacityForm(UseCaseForm):
    """How many rooms an event has, and how many seats in all of them together."""

    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=MAX_ROOMS)
    capacity = forms.IntegerField(
        label=_("Seats in all rooms together"),
        min_value=1,
        max_value=MAX_ROOMS * ROOM_CAPACITY,
        help_text=_("Twelve to a room at most."),
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        rooms, capacity = typed.get("rooms"), typed.get("capacity")
        if rooms and capacity and capacity > rooms * ROOM_CAPACITY:
            self.add_error("capacity", _("A room has at most twelve seats."))
        return typed


class RoomHostForm(UseCaseForm):
    """Who hosts the room that is proposed; its use case refuses those who cannot."""

    room_host_id = forms.IntegerField(label=_("Who hosts it?"), min_value=1, widget=forms.Select)

    def offer(self, hosts: list[tuple[int, str]]) -> None:
        self.fields["room_host_id"].widget.choices = [("", _("Choose somebody")), *hosts]


class RemovalForm(UseCaseForm):
    reason = LineField(
        label=_("Why"),
        min_length=MIN_REASON,
        max_length=MAX_REASON,
        help_text=_("They read it in their mail and on the event's page."),
    )
