from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.calendar.forms import TemplateForm, initial_of, with_another_step
from events.calendar.selectors import TemplatePage, template_list_page, template_page
from events.calendar.services import archive_template, create_template, revise_template
from memberships.communities.policies import ensure_may_instruct
from memberships.communities.requests import MemberRequest


@require_safe
def template_list(request: MemberRequest) -> HttpResponse:
    revisions = template_list_page(membership=request.membership)
    return render(request, "events/calendar/template_list.html", {"revisions": revisions})


@require_http_methods(["GET", "POST"])
def template_create(request: MemberRequest) -> HttpResponse:
    ensure_may_instruct(request.membership)
    if request.method == "GET":
        return _show(request, TemplateForm())
    return _keep(request, create_template)


@require_http_methods(["GET", "POST"])
def template_update(request: MemberRequest, template_id: int) -> HttpResponse:
    page = _page(request, template_id)
    if request.method == "GET":
        return _show(request, TemplateForm(initial=initial_of(page.revision.format())), page=page)
    return _keep(request, revise_template, page=page, template_id=template_id)


@require_http_methods(["GET", "POST"])
def template_archiving(request: MemberRequest, template_id: int) -> HttpResponse:
    if request.method == "GET":
        page = _page(request, template_id)
        return render(request, "events/calendar/template_archiving.html", {"page": page})
    press, me = PressForm(request.POST), request.membership
    there = lead_to("events:template_list", request.community.slug)
    if submit_form(press, archive_template, template_id=template_id, membership=me):
        messages.success(request, _("The template is put away."))
    for refusal in press.non_field_errors():
        messages.info(request, str(refusal))
    return there


def _keep(
    request: MemberRequest,
    use_case: Callable[..., object],
    *,
    page: TemplatePage | None = None,
    **ids: int,
) -> HttpResponse:
    """Keep the template as the form says, or show the form with one more step."""
    if "add_step" in request.POST:
        return _show(request, with_another_step(request.POST), page=page)
    form = TemplateForm(request.POST)
    there = lead_to("events:template_list", request.community.slug)
    if not submit_form(form, use_case, **ids, membership=request.membership):
        return _show(request, form, page=page)
    messages.success(request, _("The template is kept. What is scheduled stays as it was."))
    return there


def _page(request: MemberRequest, template_id: int) -> TemplatePage:
    with found_or_404():
        return template_page(
            membership=request.membership, template_id=template_id, now=timezone.now()
        )


def _show(
    request: MemberRequest, form: TemplateForm, *, page: TemplatePage | None = None
) -> HttpResponse:
    context, template = {"form": form, "page": page}, "events/calendar/template_form.html"
    return render(request, template, context, status=status_of(form))
