from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

EXACT = mark_safe(' aria-current="page"')
WITHIN = mark_safe(' aria-current="true"')


@register.simple_tag(takes_context=True)
def current(context: Context, url: str, *others: str) -> SafeString | str:
    """The `aria-current` attribute of a link: "page" on its page, "true" on pages beneath it.

    A page belongs to one link: name in `others` the links beneath this one's address.
    """
    path = getattr(context.get("request"), "path", "")
    if not url:
        return ""
    if path == url:
        return EXACT
    if any(path.startswith(other) for other in others):
        return ""
    return WITHIN if path.startswith(url) else ""
