from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()

TURNING = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out"})


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A lucide icon as inline SVG, hidden from screen readers: words stand beside it."""
    return _drawn(str(name), size)


@lru_cache(maxsize=256)
def _drawn(name: str, size: int) -> SafeString:
    turns = " turns" if name in TURNING else ""
    svg = lucide(name, size=size, **{"class": f"icon{turns}", "aria_hidden": "true"})
    return mark_safe(svg)  # noqa: S308  # drawn by lucide from its own files
