"""The clock's entrance: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events import services


@shared_task(name="events.announce_due_reminders", ignore_result=True)
def announce_due_reminders(**_later: object) -> None:
    """Beat, each minute."""
    with clock.stroke("announce_due_reminders"):
        services.announce_due_reminders(now=timezone.now())


@shared_task(name="events.turn_the_clock", ignore_result=True)
def turn_the_clock(**_later: object) -> None:
    """Beat, each minute: events begin, intentions lock, events end."""
    with clock.stroke("turn_the_clock"):
        services.turn_the_clock(now=timezone.now())


@shared_task(name="events.turn_micro_actions", ignore_result=True)
def turn_micro_actions(**_later: object) -> None:
    """Beat, each hour: micro-actions fall due, and those nobody spoke of are closed."""
    with clock.stroke("turn_micro_actions"):
        services.turn_micro_actions(now=timezone.now())


@shared_task(name="events.turn_access_needs", ignore_result=True)
def turn_access_needs(**_later: object) -> None:
    """Beat, each hour: overdue answers are chased, and old words forgotten."""
    with clock.stroke("turn_access_needs"):
        services.turn_access_needs(now=timezone.now())


@shared_task(name="events.close_intentions", ignore_result=True)
def close_intentions(**_later: object) -> None:
    """Beat, each hour: intentions nobody spoke of within 72 hours are not told."""
    with clock.stroke("close_intentions"):
        services.close_intentions(now=timezone.now())


@shared_task(name="events.extend_horizons", ignore_result=True)
def extend_horizons(**_later: object) -> None:
    """Beat, each hour: series make the events that have come within eight weeks."""
    with clock.stroke("extend_horizons"):
        services.extend_horizons(now=timezone.now())


@shared_task(name="events.lapse_offers", ignore_result=True)
def lapse_offers(**_later: object) -> None:
    """Beat, each minute: offers whose time is over end, and their seats are handed on."""
    with clock.stroke("lapse_offers"):
        services.lapse_offers(now=timezone.now())


@shared_task(name="events.turn_hot_seats", ignore_result=True)
def turn_hot_seats(**_later: object) -> None:
    """Beat, each minute: offered hot seats lapse, free ones go to the next in the queue."""
    with clock.stroke("turn_hot_seats"):
        services.turn_hot_seats(now=timezone.now())
