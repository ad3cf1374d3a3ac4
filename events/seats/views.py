from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, posted, status_of, submit_form
from events.seats.emails import ics
from events.seats.forms import CapacityForm, RemovalForm, RoomHostForm
from events.seats.selectors.calendar_file import calendar_entry
from events.seats.selectors.seat_list import capacity_preview, removal_page, seats_page
from events.seats.services.claims import remove_from_event
from events.seats.services.rooms import change_capacity, confirm_sister_room, decline_sister_room
from memberships.communities.requests import MemberRequest


@require_safe
def seat_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def capacity_update(request: MemberRequest, event_id: int) -> HttpResponse:
    """Show a preview of the change; change the seats once that is confirmed."""
    form, me = CapacityForm(request.POST), request.membership
    if "confirmed" not in request.POST:
        return _show_preview(request, event_id, form)
    there = lead_to("events:seat_list", request.community.slug, event_id)
    if not submit_form(form, change_capacity, event_id=event_id, membership=me):
        return _show(request, event_id, bound=form)
    messages.success(
        request, _("It is changed. Those on the waiting list who get a seat are told.")
    )
    return there


@require_http_methods(["GET", "POST"])
def seat_removal(request: MemberRequest, event_id: int, rsvp_id: int) -> HttpResponse:
    form, me = RemovalForm(posted(request)), request.membership
    ids = {"event_id": event_id, "rsvp_id": rsvp_id}
    there = lead_to("events:seat_list", request.community.slug, event_id)
    if submit_form(form, remove_from_event, **ids, membership=me):
        messages.success(request, _("They are off this event, and we tell them why."))
        return there
    with found_or_404():
        page = removal_page(**ids, membership=me, now=timezone.now())
    context = {"form": form, "page": page}
    return render(request, "events/seats/seat_removal.html", context, status=status_of(form))


@require_POST
def sister_room_confirmation(
    request: MemberRequest, event_id: int, sister_room_id: int
) -> HttpResponse:
    form = RoomHostForm(request.POST)
    ids = {"event_id": event_id, "sister_room_id": sister_room_id}
    there = lead_to("events:seat_list", request.community.slug, event_id)
    if not submit_form(form, confirm_sister_room, **ids, membership=request.membership):
        return _show(request, event_id, bound=form)
    messages.success(request, _("The room is open. Its seats are offered to the waiting list."))
    return there


@require_POST
def sister_room_refusal(
    request: MemberRequest, event_id: int, sister_room_id: int
) -> HttpResponse:
    press, ids = PressForm(request.POST), {"event_id": event_id, "sister_room_id": sister_room_id}
    there = lead_to("events:seat_list", request.community.slug, event_id)
    if not submit_form(press, decline_sister_room, **ids, membership=request.membership):
        return _show(request, event_id, bound=press)
    messages.success(request, _("No other room, then. The waiting list stays as it is."))
    return there


def _show_preview(request: MemberRequest, event_id: int, form: CapacityForm) -> HttpResponse:
    me = request.membership
    preview = submit_form(form, capacity_preview, event_id=event_id, membership=me)
    if preview is None:
        return _show(request, event_id, bound=form)
    context = {"form": form, "preview": preview.outcome}
    return render(request, "events/seats/capacity_update.html", context)


def _show(
    request: MemberRequest,
    event_id: int,
    *,
    bound: CapacityForm | RoomHostForm | PressForm | None = None,
) -> HttpResponse:
    """Show the seats; `bound` is the form that was refused, shown as it was sent."""
    with found_or_404():
        page = seats_page(event_id=event_id, membership=request.membership, now=timezone.now())
    room = bound if isinstance(bound, RoomHostForm) else RoomHostForm()
    room.offer(page.proposal.hosts if page.proposal else [])
    initial = {"rooms": page.intimate_segment.rooms, "capacity": page.intimate_segment.capacity}
    context = {
        "page": page,
        "bound": bound,
        "capacity": bound if isinstance(bound, CapacityForm) else CapacityForm(initial=initial),
        "room": room,
    }
    return render(request, "events/seats/seat_list.html", context, status=status_of(bound))


@require_safe
@never_cache
def event_ics(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        file = calendar_entry(event_id=event_id, membership=request.membership)
    calendar = ics.publication(
        event=file.event, rsvp=file.rsvp, claims_before=file.claims_before, now=timezone.now()
    )
    named = {"Content-Disposition": f'attachment; filename="{ics.FILE_NAME}"'}
    return HttpResponse(calendar, content_type=ics.MEDIA_TYPE, headers=named)
