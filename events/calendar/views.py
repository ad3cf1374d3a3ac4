from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kernel.errors import Refusal
from config.kernel.http import add_refusal, found_or_404
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
    if "add_step" in request.POST:
        return _show(request, with_another_step(request.POST))
    return _keep(request, page=None)


@require_http_methods(["GET", "POST"])
def template_update(request: MemberRequest, template_id: int) -> HttpResponse:
    page = _page(request, template_id)
    if request.method == "GET":
        return _show(request, TemplateForm(initial=initial_of(page.revision.format())), page=page)
    if "add_step" in request.POST:
        return _show(request, with_another_step(request.POST), page=page)
    return _keep(request, page=page)


@require_http_methods(["GET", "POST"])
def template_archiving(request: MemberRequest, template_id: int) -> HttpResponse:
    if request.method == "GET":
        page = _page(request, template_id)
        return render(request, "events/calendar/template_archiving.html", {"page": page})
    try:
        with found_or_404():
            archive_template(
                membership=request.membership, template_id=template_id, now=timezone.now()
            )
    except Refusal as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("The template is put away."))
    return redirect("events:template_list", request.community.slug)


def _keep(request: MemberRequest, *, page: TemplatePage | None) -> HttpResponse:
    form = TemplateForm(request.POST)
    if not form.is_valid():
        return _show(request, form, page=page, status=422)
    try:
        _save(request, form, page=page)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _show(request, form, page=page, status=422)
    messages.success(request, _("The template is kept. What is scheduled stays as it was."))
    return redirect("events:template_list", request.community.slug)


def _save(request: MemberRequest, form: TemplateForm, *, page: TemplatePage | None) -> None:
    wanted, now = form.format(), timezone.now()
    if page is None:
        create_template(membership=request.membership, wanted=wanted, now=now)
        return
    revise_template(
        membership=request.membership,
        template_id=page.revision.template_id,
        wanted=wanted,
        now=now,
    )


def _page(request: MemberRequest, template_id: int) -> TemplatePage:
    with found_or_404():
        return template_page(
            membership=request.membership, template_id=template_id, now=timezone.now()
        )


def _show(
    request: MemberRequest,
    form: TemplateForm,
    *,
    page: TemplatePage | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request, "events/calendar/template_form.html", {"form": form, "page": page}, status=status
    )
