from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from config.kernel import idempotency
from config.kernel.errors import Refusal
from config.kernel.forms import UseCaseForm

View = TypeVar("View", bound=Callable[..., HttpResponse])
Outcome = TypeVar("Outcome")


@contextmanager
def found_or_404() -> Iterator[None]:
    """Answer 404 when a row does not exist in this community."""
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


def path_to(route: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
    """The address of a view, with the view's name."""
    return path(route, view, name=view.__name__)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent by POST, as the `data` of a form; None for other methods."""
    return request.POST if request.method == "POST" else None


def lead_to(to: str, *ids: object) -> HttpResponseRedirect:
    """The redirect to answer with once the use case that comes next has gone through.

    Made before the use case, so that the place is stored with the request's idempotency key, in
    the same transaction. Where it is known only afterwards, answer with a plain `redirect`.
    """
    there = redirect(to, *ids)
    idempotency.lead_to(there.url)
    return there


def status_of(form: forms.BaseForm | None) -> HTTPStatus:
    """The status of a page that shows this form: 422 if it was sent and is not right."""
    is_wrong = form is not None and form.is_bound and not form.is_valid()
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Done(Generic[Outcome]):
    """A use case went through; `outcome` is what it returned."""

    outcome: Outcome


def submit_form(
    form: UseCaseForm, use_case: Callable[..., Outcome], **given: Any
) -> Done[Outcome] | None:
    """Call the use case with what is given, what the form says and the time now.

    None if the form was not sent, is not valid or is refused: show it again. A refusal is on it
    then, beside the field it names or above them all. What does not exist is a 404.
    """
    if not form.is_valid():
        return None
    try:
        with found_or_404():
            return Done(use_case(now=timezone.now(), **given, **form.arguments()))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
