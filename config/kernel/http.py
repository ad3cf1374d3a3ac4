from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils import timezone

from config.kernel.errors import Refusal

View = TypeVar("View", bound=Callable[..., HttpResponse])


@contextmanager
def found_or_404() -> Iterator[None]:
    """What is not in this community is not there."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def open_to_visitors(view: View) -> View:
    """Let people who are not members of the community, or not signed in, reach this view."""
    view.open_to_visitors = True  # type: ignore[attr-defined]
    return login_not_required(view)


def open_to_signed_in(view: View) -> View:
    """Let any signed-in person reach this view of a community, member or not."""
    view.open_to_visitors = True  # type: ignore[attr-defined]
    return view


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal beside the field it names, else above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


@contextmanager
def refusals_beside(form: forms.BaseForm) -> Iterator[None]:
    """Show what a use case refuses on the form; ask `form.errors` afterwards."""
    try:
        yield
    except Refusal as refusal:
        add_refusal(form, refusal)


def is_done(form: forms.BaseForm, act: Callable[..., object], **given: object) -> bool:
    """Whether the use case did it; a refusal goes on the form, what is missing is a 404."""
    try:
        with found_or_404():
            act(**given)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


Answer = TypeVar("Answer")


def attempt(form: forms.Form, act: Callable[..., Answer], **wanted: Any) -> Answer | None:
    """Do it now and return what came of it; None where it is refused, and the form says why."""
    try:
        with found_or_404():
            return act(now=timezone.now(), **wanted)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
