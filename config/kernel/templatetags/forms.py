from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def idempotency_field() -> SafeString:
    """A hidden key that gives a form sent twice one effect. Each form that changes data has it."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid4())


@register.simple_tag
def new_idempotency_key() -> str:
    """A fresh key for a component that writes the field itself."""
    return str(uuid4())
