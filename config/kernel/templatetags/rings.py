from dataclasses import dataclass
from math import cos, pi, sin

from django import template

register = template.Library()

MOST_DOTS = 36
CENTRE = 50
RADIUS = 40


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    radius: str
    is_taken: bool


@register.simple_tag
def ring_dots(taken: int, capacity: int) -> list[Dot]:
    """Dots on a circle in a 100 x 100 drawing, clockwise from the top, `taken` of them filled.

    Above 36 the ring is drawn in proportion; at least one dot is filled as soon as one is taken,
    and one stays empty as long as one is free.
    """
    taken = max(0, min(taken, capacity))
    total = min(capacity, MOST_DOTS)
    filled = _in_proportion(taken=taken, capacity=capacity, total=total)
    radius = min(7.0, 0.67 * pi * RADIUS / max(total, 1))
    return [_dot(place=place, total=total, radius=radius, filled=filled) for place in range(total)]


def _in_proportion(*, taken: int, capacity: int, total: int) -> int:
    if taken in (0, capacity):
        return min(taken, total)
    return max(1, min(total - 1, round(taken * total / capacity)))


def _dot(*, place: int, total: int, radius: float, filled: int) -> Dot:
    angle = 2 * pi * place / total
    return Dot(
        x=f"{CENTRE + RADIUS * sin(angle):.1f}",
        y=f"{CENTRE - RADIUS * cos(angle):.1f}",
        radius=f"{radius:.1f}",
        is_taken=place < filled,
    )
