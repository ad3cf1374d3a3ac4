"""Who asks: session, person, community and membership in one round trip, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.kernel import transactions
from config.kernel.sessions import Session
from memberships.communities.selectors import _sessions_with_membership, who_asks
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory, UserFactory
from tests.statements import counting

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timezone.timedelta(days=1)


def session_of(user, *, key="k" * 32, expires_in=DAY):
    until = timezone.now() + expires_in
    return Session.objects.create(session_key=key, expire_date=until, person=user)


def ask(session, slug):
    with scopes.closed():
        return who_asks(key=session.pk, slug=slug, now=timezone.now())


def test_a_member_is_found_with_all_that_belongs_to_them():
    member = MembershipFactory(roles=["MEMBER", "OWNER"])
    MembershipFactory(user=member.user)
    MembershipFactory(community=member.community)
    session = session_of(member.user)

    with counting() as asked:
        found = ask(session, member.community.slug)
        membership = found.membership
        assert (found, found.person, membership) == (session, member.user, member)
        assert (membership.user, membership.community) == (member.user, member.community)
        assert membership.roles == ["MEMBER", "OWNER"]
        assert membership.community.time_zone == "Europe/Lisbon"

    assert len(asked) == 1


@pytest.mark.parametrize("status", ["PAUSED", "SUSPENDED", "LEFT", "INVITED"])
def test_only_an_active_membership_counts(status):
    member = MembershipFactory(status=status)

    found = ask(session_of(member.user), member.community.slug)

    assert (found.person, found.membership) == (member.user, None)


def test_a_stranger_has_no_membership_and_nobody_has_one_nowhere():
    member, elsewhere = MembershipFactory(), CommunityFactory()
    session = session_of(member.user)

    assert ask(session, elsewhere.slug).membership is None
    assert ask(session, "nowhere").membership is None
    assert ask(session, "").membership is None


def test_a_session_in_which_nobody_is_signed_in_has_no_membership_either():
    community = MembershipFactory().community

    found = ask(session_of(None), community.slug)

    assert (found.person, found.membership) == (None, None)


def test_an_expired_session_is_nobodys():
    member = MembershipFactory()

    assert ask(session_of(member.user, expires_in=-DAY), member.community.slug) is None


def test_postgresql_shows_the_memberships_of_the_sessions_person_and_of_nobody_else():
    """The read without its scope finds the session and the person, and no membership."""
    member = MembershipFactory()
    session, other = session_of(member.user), MembershipFactory(community=member.community)
    given = {"key": session.pk, "slug": member.community.slug, "now": timezone.now()}

    def read_as(person):
        scope = transactions.Scope(person=str(person.pk))
        with scopes.closed(), transactions.tenant_scope(scope):
            (found,) = _sessions_with_membership(**given)
            return getattr(found, "membership", None)

    assert read_as(other.user) is None
    assert read_as(member.user) == member


def test_the_scope_names_no_community_and_ends_with_the_question():
    member = MembershipFactory()
    session = session_of(member.user)

    with CaptureQueriesContext(connection) as sent:
        ask(session, member.community.slug)

    said = next(query["sql"] for query in sent.captured_queries if "EXECUTE" in query["sql"])
    assert said.startswith(f"EXECUTE tell_session ('{session.pk}'); EXECUTE ")
    assert "('app.community', '', true)" in transactions.SCOPE_OF_SESSION
    assert "('app.everywhere', '', true)" in transactions.SCOPE_OF_SESSION
    with scopes.closed(), connection.cursor() as cursor:
        for name in ("app.person", "app.community", "app.everywhere"):
            cursor.execute("SELECT current_setting(%s, true)", [name])
            assert cursor.fetchone() == ("",)


def test_asked_in_the_middle_of_a_use_case_it_leaves_its_scope_alone():
    member, other = MembershipFactory(), MembershipFactory()
    session = session_of(member.user)

    @transactions.use_case
    def use_case(*, community):
        before = list(type(other).objects.all())
        asked = who_asks(key=session.pk, slug=member.community.slug, now=timezone.now())
        return before, asked.membership, list(type(other).objects.all())

    with scopes.closed():
        assert use_case(community=other.community) == ([other], member, [other])


# In a request


def path(name, community):
    return reverse(f"memberships:{name}", args=[community.slug])


def asked_by(browser, address):
    browser.get(address)  # whatever is asked once a process has been asked
    with counting() as asked:
        answer = browser.get(address)
    return answer.status_code, len(asked)


def test_a_visitor_is_asked_about_the_community_alone(client):
    community = MembershipFactory().community

    assert asked_by(client, path("join_request_create", community)) == (302, 0)
    assert asked_by(client, path("community_detail", community))[0] == 200
    with CaptureQueriesContext(connection) as sent:
        client.get(path("community_detail", community))
    assert not [query for query in sent.captured_queries if "kernel_session" in query["sql"]]


def test_a_strangers_page_takes_one_question_and_an_open_one_another(client):
    user, community = UserFactory(), CommunityFactory()
    client.force_login(user)

    assert asked_by(client, path("membership_list", community)) == (404, 1)
    assert asked_by(client, f"/c/{community.slug}x/people/") == (404, 1)
    assert client.get(path("community_detail", community)).status_code == 200


def test_a_cookie_whose_session_is_gone_is_a_visitors(client):
    member = MembershipFactory()
    client.force_login(member.user)
    Session.objects.all().delete()

    assert client.get(path("community_detail", member.community)).status_code == 200
    assert client.get(path("membership_list", member.community)).status_code == 302


def test_a_page_that_needs_nobody_asks_nobody(client):
    client.cookies["language"] = "pt"

    assert asked_by(client, reverse("memberships:home")) == (200, 0)
