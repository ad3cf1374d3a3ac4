"""The same application with the counter's guard off: it counts, and then writes."""

from django.db.models import F

from tests.load.served import application

__all__ = ["application"]

from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment, SegmentFull


def count_then_write(segment):
    if Rsvp.objects.filter(segment=segment, state="GOING").count() >= segment.capacity:
        raise SegmentFull
    Segment.objects.filter(pk=segment.pk).update(taken=F("taken") + 1)


Segment.take = count_then_write
