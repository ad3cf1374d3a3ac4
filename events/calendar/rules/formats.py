"""What a template says: its ritual and its limits."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal

MAX_STEPS = 10
HIDING_NAMES = ("HANDLE_ONLY", "DOUBLE_BLIND")
ROOM_CAPACITY = 12
MIN_DURATION_MINUTES = 30
MAX_DURATION_MINUTES = 60
MAX_ROOMS = 60


class RitualMisses(Refusal):
    """The minutes of the steps do not add up to the duration."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a ritual; `words` are for the host only."""

    kind: str
    minutes: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """All that a revision of a template says."""

    title: str
    kind: str
    duration_minutes: int
    steps: tuple[Step, ...]
    purpose: str = ""
    micro_task: str = ""
    is_intention_required: bool = True
    slot_class: str = "STANDARD"
    seats_per_room: int = 12
    rooms: int = 1
    has_broadcast: bool = True
    broadcast_capacity: int | None = None
    is_waitlist_fair: bool = False
    blindness: str = "NONE"

    def ensure_adds_up(self) -> None:
        """Refuses steps that do not add up to the duration, and says by how much."""
        total = sum(step.minutes for step in self.steps)
        by = self.duration_minutes - total
        if by == 0 and len(self.steps) <= MAX_STEPS:
            return
        numbers = {"total": total, "by": abs(by), "duration": self.duration_minutes}
        raise RitualMisses(_words(by) % numbers, field="duration")


def _words(by: int) -> str:
    if by > 0:
        return str(_("The steps add up to %(total)d minutes: %(by)d too few for %(duration)d."))
    if by < 0:
        return str(_("The steps add up to %(total)d minutes: %(by)d too many for %(duration)d."))
    return str(_("A ritual has at most ten steps."))
