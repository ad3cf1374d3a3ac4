"""Starting a community, its public page, its settings and the switcher."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from config.kernel.errors import Refusal
from config.kernel.models import Fact
from memberships.communities.models import Community, Membership, SlugTaken
from memberships.communities.services import TooMany, start_community
from memberships.pages.selectors import PublicPanel, register_panel
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory, UserFactory
from tests.memberships.arranging import BAD_WORDS, now, owner, verified

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "Writers' Room",
    "slug": "",
    "description": "We **write**.",
    "time_zone": "Europe/Lisbon",
    "locale": "en",
    "currency": "EUR",
}


def start(user, **words):
    with scopes.closed():
        return start_community(user=user, now=now(), **{**WORDS, **words})


def test_whoever_starts_a_community_owns_it_and_may_teach_there():
    user = verified(UserFactory())

    community = start(user)

    founder = Membership.objects.get(community=community)
    assert community.slug == "writers-room"
    assert (founder.user_id, founder.is_owner, founder.is_instructor) == (user.pk, True, True)
    facts = Fact.objects.filter(community=community).order_by("pk")
    assert [(fact.name, fact.subject_id) for fact in facts] == [
        ("memberships.community_started", community.pk),
        ("memberships.membership_started", founder.pk),
    ]


def test_an_address_that_is_kept_or_taken_is_refused_and_another_proposed():
    user = verified(UserFactory())
    CommunityFactory(slug="writers-room")
    CommunityFactory(slug="writers-room-2")

    with pytest.raises(SlugTaken, match="writers-room-3"):
        start(user)
    with pytest.raises(SlugTaken):
        start(user, slug="operator")

    assert Community.objects.filter(started_by=user).count() == 0


def test_a_name_without_latin_letters_asks_for_an_address():
    with pytest.raises(Refusal) as refusal:
        start(verified(UserFactory()), name="كتّاب")

    assert refusal.value.field == "slug"


def test_an_address_that_nobody_confirmed_starts_nothing():
    with pytest.raises(Refusal, match="Confirm"):
        start(UserFactory())


def test_only_operators_start_communities_where_the_setting_says_so(settings):
    settings.COMMUNITY_CREATION = "operators"

    with pytest.raises(PermissionDenied):
        start(verified(UserFactory()))
    assert start(verified(UserFactory(is_staff=True))).slug == "writers-room"


def test_five_communities_a_day_are_enough():
    user = verified(UserFactory())
    for number in range(5):
        start(user, slug=f"room-{number}")

    with pytest.raises(TooMany):
        start(user, slug="room-5")


def post_creation(client, user, **words):
    client.force_login(user)
    return client.post(reverse("memberships:community_create"), {**WORDS, **words})


def test_the_form_leads_to_the_public_page(client):
    response = post_creation(client, verified(UserFactory()))

    assert response.status_code == 302
    assert response.url == reverse("memberships:community_detail", args=["writers-room"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "null\x00byte"},
        {"slug": "no spaces"},
        {"slug": "x" * 51},
        {"slug": "ab"},
        {"slug": "admin"},
        {"description": "x" * 2001},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": ""},
        {"locale": "xx"},
        {"currency": "Gold"},
    ],
)
def test_bad_input_is_named_beside_the_field_and_nothing_is_written(client, wrong):
    user = verified(UserFactory())

    response = post_creation(client, user, **wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert "We **write**." in response.content.decode() or "description" in wrong
    assert not Community.objects.exists()


@pytest.mark.parametrize("words", BAD_WORDS.values(), ids=BAD_WORDS)
def test_odd_words_are_kept_as_words(client, words):
    user = verified(UserFactory())

    response = post_creation(client, user, name=words[:80], slug="odd", description=words)
    page = client.get(response.url).content.decode()

    assert Community.objects.get(slug="odd").name == words[:80]
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_visitors_see_the_public_page_with_safe_markdown(client):
    community = CommunityFactory(
        description="Hi **you**\n\n[a](javascript:alert(1)) ![x](https://tracker.example/x.png)"
    )

    response = client.get(reverse("memberships:community_detail", args=[community.slug]))

    page = response.content.decode()
    assert response.status_code == 200
    assert "<strong>you</strong>" in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "Ask to join" in page


def test_a_panel_of_a_higher_app_stands_on_the_public_page(client, monkeypatch):
    community = CommunityFactory()
    monkeypatch.setattr("memberships.pages.selectors._makers", [])

    def empty_panel(*, community, now):
        return PublicPanel(template="events/pages/_open_events.html", content=[])

    register_panel(empty_panel)

    response = client.get(reverse("memberships:community_detail", args=[community.slug]))

    assert [panel.content for panel in response.context["page"].panels] == [[]]
    assert "Nothing is planned right now" in response.content.decode()


@pytest.mark.parametrize(
    ("status", "standing"),
    [("ACTIVE", "MEMBER"), ("PAUSED", "PAUSED"), ("SUSPENDED", "CLOSED"), ("LEFT", "MAY_ASK")],
)
def test_the_public_page_knows_how_a_person_stands(sign_in, status, standing):
    member = MembershipFactory(status=status)

    response = sign_in(member).get(
        reverse("memberships:community_detail", args=[member.community.slug])
    )

    assert response.context["page"].standing == standing


def test_there_is_no_page_of_a_community_that_is_not_there(client):
    assert client.get(reverse("memberships:community_detail", args=["nowhere"])).status_code == 404


def test_the_start_page_leads_who_has_signed_in_to_their_communities(client, sign_in, member):
    assert client.get("/").status_code == 200

    response = sign_in(member).get("/")

    assert response.url == reverse("memberships:community_list")


def test_the_switcher_shows_where_a_person_belongs_and_nothing_else(sign_in):
    mine = MembershipFactory(community__name="Clay Circle")
    MembershipFactory(user=mine.user, community__name="Night Owls", status="PAUSED")
    MembershipFactory(user=mine.user, community__name="Old Friends", status="LEFT")
    MembershipFactory(community__name="Strangers")

    page = sign_in(mine).get(reverse("memberships:community_list")).content.decode()

    assert "Clay Circle" in page
    assert "Night Owls" in page
    assert "Come back" in page
    assert "Old Friends" not in page
    assert "Strangers" not in page


def test_who_belongs_nowhere_is_told_what_to_do_next(client):
    client.force_login(UserFactory())

    page = client.get(reverse("memberships:community_list")).content.decode()

    assert "You are in no community yet" in page
    assert reverse("memberships:community_create") in page


SETTINGS = {
    "name": "New name",
    "description": "",
    "time_zone": "Asia/Tokyo",
    "locale": "pt",
    "currency": "BRL",
}


def test_an_owner_changes_settings_but_never_the_address(sign_in):
    boss = owner()
    url = reverse("memberships:community_settings", args=[boss.community.slug])

    response = sign_in(boss).post(url, {**SETTINGS, "slug": "stolen"})

    boss.community.refresh_from_db()
    assert response.status_code == 302
    assert boss.community.name == "New name"
    assert boss.community.takes_join_requests is False
    assert boss.community.slug != "stolen"
    fact = Fact.objects.get(name="memberships.community_changed")
    assert (fact.actor_id, fact.data) == (boss.pk, {})


def test_wrong_settings_keep_what_was_typed_and_change_nothing(sign_in):
    boss = owner()
    url = reverse("memberships:community_settings", args=[boss.community.slug])

    response = sign_in(boss).post(url, {**SETTINGS, "name": " ", "description": "kept words"})

    assert response.status_code == 422
    assert "kept words" in response.content.decode()
    assert Community.objects.get(pk=boss.community_id).currency == "EUR"


@pytest.mark.parametrize("method", ["get", "post"])
def test_settings_are_the_owners_business(sign_in, method):
    member = MembershipFactory(roles=["MEMBER", "MODERATOR", "INSTRUCTOR"])
    url = reverse("memberships:community_settings", args=[member.community.slug])

    assert getattr(sign_in(member), method)(url).status_code == 403


def test_a_choice_of_language_reaches_the_profile_of_who_has_signed_in(sign_in, member):
    client = sign_in(member)

    client.post(reverse("set_language"), {"language": "pt", "next": "/communities/"})

    member.user.refresh_from_db()
    assert member.user.locale == "pt"
    assert client.get("/communities/").headers["Content-Language"] == "pt"


def test_a_language_we_do_not_speak_changes_nothing(sign_in, member):
    sign_in(member).post(reverse("set_language"), {"language": "tlh"})

    member.user.refresh_from_db()
    assert member.user.locale == ""
