"""Calendar files (RFC 5545, RFC 5546), of which a later one replaces an earlier one.

Mails carry METHOD:REQUEST with the member as the one ATTENDEE, already accepted: calendars then
put the event in by themselves, move it with the next REQUEST and take it out with CANCEL, which
they do not do for PUBLISH. A file fetched from the page is a PUBLISH, which has no attendee.
Each occurrence of a series is an event with a uid of its own, so there is no RECURRENCE-ID.
"""

from datetime import datetime, timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from memberships.mail.emails import absolute

FILE_NAME = "event.ics"
MEDIA_TYPE = "text/calendar; charset=utf-8"
A_YEAR = timedelta(days=366)


def invitation(*, rsvp: Rsvp, claims_before: int, now: datetime) -> bytes:
    """The member's place, with their intention. `claims_before`: claims they gave up earlier."""
    entry = _entry(rsvp.event, now=now)
    entry["sequence"] = rsvp.event.sequence + 2 * claims_before
    _describe(entry, rsvp=rsvp)
    _address(entry, rsvp=rsvp)
    return _file(entry, method="REQUEST", event=rsvp.event)


def cancellation(*, rsvp: Rsvp, claims_before: int, now: datetime) -> bytes:
    """Takes the place out of the member's calendar; replaces every invitation to this claim."""
    entry = _entry(rsvp.event, now=now)
    entry["sequence"] = rsvp.event.sequence + 2 * claims_before + 1
    entry["status"] = "CANCELLED"
    _address(entry, rsvp=rsvp)
    return _file(entry, method="CANCEL", event=rsvp.event)


def publication(*, event: Event, rsvp: Rsvp | None, claims_before: int, now: datetime) -> bytes:
    """The event as a file to keep; with the intention where the member has a place."""
    entry = _entry(event, now=now)
    entry["sequence"] = event.sequence + 2 * claims_before
    _describe(entry, rsvp=rsvp)
    entry.add("organizer", _organizer(event))
    return _file(entry, method="PUBLISH", event=event)


def part(calendar: bytes, *, method: str) -> MIMEText:
    """The file as a part of a mail. Its type names the method, which mail clients look for."""
    part = MIMEText(calendar.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part


def _entry(event: Event, *, now: datetime) -> icalendar.Event:
    zone = ZoneInfo(event.time_zone)
    entry = icalendar.Event()
    entry.add("uid", str(event.uid))
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.title)
    entry.add("url", absolute(_path("event_detail", event)))
    entry.add("location", absolute(_path("room_detail", event)))
    entry.add("status", "CANCELLED" if event.state == Event.State.CANCELLED else "CONFIRMED")
    return entry


def _describe(entry: icalendar.Event, *, rsvp: Rsvp | None) -> None:
    """An intention is the member's own: `PRIVATE` hides it from others who see the calendar."""
    lines = [str(entry["url"])]
    if rsvp is not None and rsvp.intention:
        lines.insert(0, _("What you want to leave with: %(words)s") % {"words": rsvp.intention})
        entry.add("class", "PRIVATE")
    entry.add("description", "\n\n".join(lines))


def _address(entry: icalendar.Event, *, rsvp: Rsvp) -> None:
    user = rsvp.membership.user
    attendee = icalendar.vCalAddress(f"mailto:{user.email}")
    attendee.params.update(
        {"CN": user.name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    )
    entry.add("attendee", attendee)
    entry.add("organizer", _organizer(rsvp.event))


def _organizer(event: Event) -> icalendar.vCalAddress:
    """The address that our mails come from: clients take updates from no other."""
    organizer = icalendar.vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = event.community.name
    return organizer


def _file(entry: icalendar.Event, *, method: str, event: Event) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Twelvefold//Twelvefold//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(entry)
    calendar.add_missing_timezones(
        first_date=(event.starts_at - A_YEAR).date(), last_date=(event.ends_at + A_YEAR).date()
    )
    return bytes(calendar.to_ical())


def _path(name: str, event: Event) -> str:
    return reverse(f"events:{name}", args=[event.community.slug, event.pk])
