"""Templates: written in the browser, kept in revisions, ready-made for a new community."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.kernel.delivery import deliver_due
from config.kernel.models import Fact
from events.calendar.forms import StepForm, TemplateForm
from events.calendar.models.templates import Template, TemplateArchived, TemplateRevision
from events.calendar.rules.formats import Format, RitualMisses, Step
from events.calendar.services import create_template, revise_template
from memberships.communities.services import start_community
from tests.factories import (
    NOON,
    CommunityFactory,
    EventFactory,
    MembershipFactory,
    TemplateRevisionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

STEPS = (Step("ARRIVE", 5, "Hello."), Step("HOT_SEAT", 30, ""), Step("CLOSE", 10, ""))
WANTED = Format(title="Hot seat", kind="HOT_SEAT", duration_minutes=45, steps=STEPS)
MISHAPS = [
    "\u202e\u05db\u05ea\u05d1",
    "📚🔥 writing",
    "<b>bold</b><script>alert(1)</script>",
    "e\u0301 ñ",
]


@pytest.fixture
def instructor():
    return MembershipFactory(roles=["MEMBER", "INSTRUCTOR"])


def url(name, membership, *args):
    return reverse(f"events:{name}", args=[membership.community.slug, *args])


def typed(steps=STEPS, **words):
    rows = {}
    for index, step in enumerate(steps):
        rows[f"steps-{index}-kind"] = step.kind
        rows[f"steps-{index}-minutes"] = step.minutes
        rows[f"steps-{index}-words"] = step.words
    return {
        "title": "Hot seat",
        "purpose": "",
        "kind": "HOT_SEAT",
        "slot_class": "STANDARD",
        "blindness": "NONE",
        "micro_task": "",
        "is_intention_required": "on",
        "seats_per_room": 12,
        "rooms": 1,
        "has_broadcast": "on",
        "broadcast_capacity": "",
        "duration": 45,
        "steps-TOTAL_FORMS": len(steps) + 1,
        "steps-INITIAL_FORMS": 0,
        **rows,
        **words,
    }


def test_an_instructor_writes_a_template(instructor, sign_in):
    answer = sign_in(instructor).post(url("template_create", instructor), typed())

    assert answer.status_code == 302
    revision = TemplateRevision.objects.get()
    assert revision.format() == WANTED
    assert (revision.number, revision.made_by) == (1, instructor)
    fact = Fact.objects.get(name="events.template_revised")
    assert (fact.subject_id, fact.data) == (revision.template_id, {"revision_id": revision.pk})


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (5, "The steps add up to 40 minutes: 5 too few for 45."),
        (12, "The steps add up to 47 minutes: 2 too many for 45."),
    ],
)
def test_a_ritual_that_misses_says_by_how_much(instructor, sign_in, minutes, words):
    steps = (*STEPS[:2], Step("CLOSE", minutes))
    answer = sign_in(instructor).post(url("template_create", instructor), typed(steps))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="30"' in answer.content.decode()
    assert not Template.objects.exists()


def test_the_form_says_it_beside_the_field(instructor, sign_in):
    answer = sign_in(instructor).post(url("template_create", instructor), typed(STEPS[:2]))

    assert "duration" in answer.context["form"].errors


def test_an_edit_makes_a_revision_and_events_keep_theirs(instructor):
    template = create_template(membership=instructor, wanted=WANTED, now=NOON)
    event = EventFactory(community=instructor.community, revision=template.newest())
    renamed = Format(title="Cool seat", kind="OWN", duration_minutes=45, steps=STEPS)

    revise_template(membership=instructor, template_id=template.pk, wanted=renamed, now=NOON)

    event.refresh_from_db()
    assert event.revision.format() == WANTED
    assert template.newest().format() == renamed
    assert template.newest().number == 2


def test_an_edit_that_changes_nothing_makes_no_revision(instructor):
    template = create_template(membership=instructor, wanted=WANTED, now=NOON)

    revise_template(membership=instructor, template_id=template.pk, wanted=WANTED, now=NOON)

    assert template.revisions.count() == 1
    assert Fact.objects.filter(name="events.template_revised").count() == 1


def test_a_template_that_was_put_away_cannot_be_used(instructor, sign_in):
    template = create_template(membership=instructor, wanted=WANTED, now=NOON)
    archiving = url("template_archiving", instructor, template.pk)
    client = sign_in(instructor)

    assert client.get(archiving).status_code == 200
    assert client.post(archiving).status_code == 302
    assert client.post(archiving).status_code == 302  # a second time changes nothing

    assert Fact.objects.filter(name="events.template_archived").count() == 1
    assert b"Hot seat" not in client.get(url("template_list", instructor)).content
    with pytest.raises(TemplateArchived):
        revise_template(membership=instructor, template_id=template.pk, wanted=WANTED, now=NOON)


def test_the_service_refuses_what_the_form_would(instructor):
    wanted = Format(title="x", kind="OWN", duration_minutes=45, steps=())

    with pytest.raises(RitualMisses):
        create_template(membership=instructor, wanted=wanted, now=NOON)

    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("title", "   "),
        ("title", "a\x00b"),
        ("purpose", "x" * 1001),
        ("kind", "PARTY"),
        ("slot_class", ""),
        ("micro_task", "x" * 201),
        ("seats_per_room", 1),
        ("seats_per_room", 13),
        ("rooms", 0),
        ("rooms", 61),
        ("rooms", "9" * 5000),
        ("broadcast_capacity", -1),
        ("duration", 29),
        ("duration", 61),
        ("duration", "forty"),
        ("steps-0-kind", "DANCE"),
        ("steps-0-kind", ""),
        ("steps-0-minutes", 0),
        ("steps-0-minutes", "-5"),
        ("steps-0-minutes", ""),
        ("steps-0-words", "x" * 301),
        ("steps-TOTAL_FORMS", "1000000"),
        ("steps-TOTAL_FORMS", "many"),
        ("steps-TOTAL_FORMS", ""),
    ],
)
def test_bad_input_is_refused_and_kept(instructor, sign_in, field, value):
    words = {"purpose": "Unstick one draft", field: value}
    answer = sign_in(instructor).post(url("template_create", instructor), typed(**words))

    assert answer.status_code == 422
    assert not Template.objects.exists()
    assert not Fact.objects.exists()
    if field != "purpose":
        assert "Unstick one draft" in answer.content.decode()


def test_more_than_ten_steps_are_refused(instructor, sign_in):
    steps = [Step("ROOMS", 3)] * 15
    answer = sign_in(instructor).post(url("template_create", instructor), typed(steps))

    assert answer.status_code == 422
    assert "at most 10 steps" in answer.content.decode()
    assert not Template.objects.exists()


@pytest.mark.parametrize("words", MISHAPS)
def test_words_of_any_script_are_kept_and_shown_as_words(instructor, sign_in, words):
    client = sign_in(instructor)
    client.post(url("template_create", instructor), typed(title=words))

    assert TemplateRevision.objects.get().title == words
    assert "<script>alert" not in client.get(url("template_list", instructor)).content.decode()


def test_each_field_has_its_place_on_the_page(instructor, sign_in):
    """One that had none would be sent empty by every edit, and wipe what was kept."""
    page = sign_in(instructor).get(url("template_create", instructor)).content.decode()
    steps = [f"steps-0-{name}" for name in StepForm.base_fields]

    assert [
        name for name in [*TemplateForm.base_fields, *steps] if f'name="{name}"' not in page
    ] == []


def test_add_a_step_without_javascript_keeps_what_was_typed(instructor, sign_in):
    client = sign_in(instructor)
    many = [Step("ROOMS", 4, f"words {n}") for n in range(7)]

    answer = client.post(
        url("template_create", instructor), typed(many, title="Typed", add_step="1")
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert not Template.objects.exists()
    assert answer.context["form"].steps.total_form_count() == 8
    assert "Typed" in page
    assert all(step.words in page for step in many)


def test_a_step_can_be_removed_without_javascript(instructor, sign_in):
    extra = (*STEPS, Step("ROOMS", 9))
    client = sign_in(instructor)

    client.post(url("template_create", instructor), typed(extra, **{"steps-3-DELETE": "on"}))

    assert TemplateRevision.objects.get().format().steps == STEPS


def test_the_form_shows_the_template_as_it_is(instructor, sign_in):
    template = create_template(membership=instructor, wanted=WANTED, now=NOON)
    client = sign_in(instructor)
    address = url("template_update", instructor, template.pk)
    form = client.get(address).context["form"]
    rows = [row.initial for row in form.steps.forms[:3]]

    assert [(row["kind"], row["minutes"]) for row in rows] == [
        (step.kind, step.minutes) for step in STEPS
    ]
    answer = client.post(address, typed(title="New name"))
    assert answer.status_code == 302
    assert template.newest().title == "New name"


@pytest.mark.parametrize("roles", [["MEMBER"], ["MEMBER", "MODERATOR"]])
def test_members_do_not_write_templates(sign_in, roles):
    member = MembershipFactory(roles=roles)
    template = TemplateRevisionFactory(community=member.community).template
    client = sign_in(member)

    for name, args in (
        ("template_list", []),
        ("template_create", []),
        ("template_update", [template.pk]),
        ("template_archiving", [template.pk]),
    ):
        assert client.get(url(name, member, *args)).status_code == 403
    for name, args in (
        ("template_create", []),
        ("template_update", [template.pk]),
        ("template_archiving", [template.pk]),
    ):
        assert client.post(url(name, member, *args), typed()).status_code == 403
    template.refresh_from_db()
    assert template.archived_at is None
    assert template.revisions.count() == 1


def test_a_template_of_another_community_is_not_there(instructor, sign_in):
    foreign = TemplateRevisionFactory().template
    client = sign_in(instructor)

    for name in ("template_update", "template_archiving"):
        assert client.get(url(name, instructor, foreign.pk)).status_code == 404
        assert client.post(url(name, instructor, foreign.pk), typed()).status_code == 404
    foreign.refresh_from_db()
    assert foreign.archived_at is None
    assert foreign.revisions.count() == 1


@pytest.mark.parametrize(("locale", "title"), [("en", "Hot seat"), ("pt", None)])
def test_a_new_community_begins_with_three_templates(locale, title):
    user = UserFactory(date_joined=NOON)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    community = start_community(
        user=user,
        name="Writers",
        slug="writers",
        description="",
        time_zone="Europe/Lisbon",
        locale=locale,
        currency="EUR",
        now=timezone.now(),
    )

    deliver_due(queue="inside")
    deliver_due(queue="inside")

    revisions = TemplateRevision.objects.within(community).order_by("pk")
    assert [row.kind for row in revisions] == ["HOT_SEAT", "MICRO_WORKSHOP", "PEER_FEEDBACK"]
    assert title is None or revisions[0].title == title
    assert Fact.objects.filter(name="events.template_revised").count() == 3
    for row in revisions:
        row.format().ensure_adds_up()


def test_ready_made_templates_stay_in_their_community():
    bystander = CommunityFactory()

    test_a_new_community_begins_with_three_templates("en", None)

    assert not Template.objects.within(bystander).exists()
