from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from config.kernel.http import found_or_404, lead_to, open_to_visitors, status_of, submit_form
from memberships.communities.models import Membership
from memberships.communities.requests import PersonRequest
from memberships.communities.selectors import community_with
from memberships.mail.emails import BadToken, read_token
from memberships.mail.forms import MailChoiceForm
from memberships.mail.selectors import (
    MailChoice,
    category_label,
    membership_at,
    my_membership_in,
    notification_choices,
)
from memberships.mail.services import choose_mail, mute_mail
from memberships.people.models import User


@require_http_methods(["GET", "POST"])
def notification_preferences(request: PersonRequest) -> HttpResponse:
    """Show a form for each community; each is sent on its own."""
    if request.method == "GET":
        return _choices(request)
    form = MailChoiceForm(request.POST, auto_id=f"{request.POST.get('membership')}_%s")
    there = lead_to("memberships:notification_preferences")
    if not submit_form(form, _choose, user=request.user):
        return _choices(request, sent=form)
    messages.success(request, _("Saved."))
    return there


def _choose(*, user: User, membership: int, wanted: list[str], now: datetime) -> None:
    mine = my_membership_in(user=user, membership_id=membership)
    choose_mail(membership=mine, wanted=set(wanted), now=now)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@open_to_visitors
def unsubscribe(request: PersonRequest, token: str) -> HttpResponse:
    """GET asks, POST does it, also from a mail program (RFC 8058): the token says who."""
    membership, category = _named_by(token)
    if request.method == "POST":
        mute_mail(membership=membership, category=category, now=timezone.now())
    context = {
        "community": membership.community,
        "label": category_label(category=category),
        "is_done": request.method == "POST",
    }
    return render(request, "memberships/mail/unsubscribe.html", context)


def _named_by(token: str) -> tuple[Membership, str]:
    try:
        content = read_token(purpose="unsubscribe", token=token)
    except BadToken as bad:
        raise Http404 from bad
    community = community_with(community_id=content["community"])
    if community is None:
        raise Http404
    with found_or_404():
        member = membership_at(community=community, membership_id=content["membership"])
    return member, content["category"]


def _choices(request: PersonRequest, *, sent: MailChoiceForm | None = None) -> HttpResponse:
    """A form for each community; one that was sent and is wrong is shown as it was sent."""
    forms = [
        (choice.membership.community, _form_of(choice, sent=sent))
        for choice in notification_choices(user=request.user)
    ]
    is_shown = any(form is sent for _community, form in forms)
    context = {"forms": forms, "stray": None if is_shown else sent}
    template = "memberships/mail/notification_preferences.html"
    return render(request, template, context, status=status_of(sent))


def _form_of(choice: MailChoice, *, sent: MailChoiceForm | None) -> MailChoiceForm:
    number = choice.membership.pk
    if sent is not None and sent.data.get("membership") == str(number):
        return sent
    first = {"membership": number, "wanted": choice.wanted}
    return MailChoiceForm(initial=first, auto_id=f"{number}_%s")
