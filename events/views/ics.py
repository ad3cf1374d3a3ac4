from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.kernel.http import found_or_404
from events import selectors
from events.emails import ics
from memberships.requests import MemberRequest


@require_safe
@never_cache
def event_ics(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        file = selectors.event_file(event_id=event_id, membership=request.membership)
    calendar = ics.publication(
        event=file.event, rsvp=file.rsvp, claims_before=file.claims_before, now=timezone.now()
    )
    named = {"Content-Disposition": f'attachment; filename="{ics.FILE_NAME}"'}
    return HttpResponse(calendar, content_type=ics.MEDIA_TYPE, headers=named)
