"""Keeping somebody apart: who makes it, who lifts it, who sees it, and that nobody is told."""

import datetime as dt
import html
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from config.kernel.models import Fact
from memberships.communities.models import Membership
from memberships.separations.models import ONE_STANDING_SEPARATION, Separation
from memberships.separations.querysets import SeparationQuerySet
from memberships.separations.services import lift_separation, make_separation
from tests import scopes
from tests.factories import MembershipFactory, SeparationFactory
from tests.memberships.arranging import moderator, now, owner

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def ada():
    return MembershipFactory(user__name="Ada")


@pytest.fixture
def bo(ada):
    return MembershipFactory(community=ada.community, user__name="Bo")


def path(name, membership, *more):
    return reverse(f"memberships:{name}", args=[membership.community.slug, *more])


def make(membership, other):
    with scopes.closed():
        return make_separation(membership=membership, member_id=other.pk, now=now())


def lift(membership, separation):
    with scopes.closed():
        return lift_separation(membership=membership, separation_id=separation.pk, now=now())


def said(response):
    return html.unescape(response.content.decode())


def told():
    return list(Fact.objects.order_by("pk").values_list("name", "subject_id", "actor_id", "data"))


def test_a_member_keeps_another_apart_and_lifts_it(ada, bo):
    separation = make(ada, bo)

    assert (separation.protected_id, separation.restrained_id) == (ada.pk, bo.pk)
    assert (separation.kind, separation.ends_at, separation.lifted_at) == ("PERSONAL", None, None)

    lift(ada, separation)

    separation.refresh_from_db()
    assert separation.lifted_at is not None
    assert told() == [
        ("memberships.separation_made", separation.pk, ada.pk, {"kind": "PERSONAL"}),
        ("memberships.separation_lifted", separation.pk, ada.pk, {}),
    ]


def test_once_more_changes_nothing_and_after_lifting_it_is_made_anew(ada, bo):
    first = make(ada, bo)
    assert make(ada, bo) == first
    assert len(told()) == 1

    lift(ada, first)

    assert make(ada, bo) != first
    assert Separation.objects.made_by(ada).count() == 1


def test_each_of_two_may_keep_the_other_apart(ada, bo):
    assert make(ada, bo) != make(bo, ada)


def test_nobody_is_kept_from_themselves_from_a_stranger_or_from_who_is_erased(ada):
    erased = MembershipFactory(
        community=ada.community, status="LEFT", user__name="", user__erased_at=now()
    )

    for other in (ada, MembershipFactory(), erased):
        with pytest.raises(Membership.DoesNotExist):
            make(ada, other)
    assert not Separation.objects.exists()


@pytest.mark.parametrize("status", ["PAUSED", "SUSPENDED", "LEFT"])
def test_who_is_away_is_kept_apart_and_lifted_too(sign_in, ada, bo, status):
    Membership.objects.filter(pk=bo.pk).update(status=status)
    client = sign_in(ada)
    assert "Keep Bo apart from you?" in said(client.get(path("separation_create", ada, bo.pk)))

    client.post(path("separation_create", ada, bo.pk))
    separation = Separation.objects.get()

    assert "Bo" in said(client.get(path("separation_list", ada)))
    assert client.post(path("separation_lifting", ada, separation.pk)).status_code == 302
    assert not Separation.objects.made_by(ada).exists()


def test_what_is_lifted_or_is_no_ones_own_cannot_be_lifted(ada, bo):
    measure = SeparationFactory(protected=ada, restrained=bo, kind="MEASURE", ends_at=now() + DAY)
    mine = make(ada, bo)
    lift(ada, mine)

    for membership, separation in ((ada, mine), (ada, measure), (bo, measure)):
        with pytest.raises(Separation.DoesNotExist):
            lift(membership, separation)


@pytest.mark.parametrize("role", ["restrained", "other", "moderator", "owner", "foreign"])
def test_anothers_separation_is_not_there(sign_in, ada, bo, role):
    separation = make(ada, bo)
    reader = {
        "restrained": lambda: bo,
        "other": lambda: MembershipFactory(community=ada.community),
        "moderator": lambda: moderator(ada.community),
        "owner": lambda: owner(ada.community),
        "foreign": MembershipFactory,
    }[role]()
    client = sign_in(reader)

    assert client.post(path("separation_lifting", reader, separation.pk)).status_code == 404
    assert "You keep nobody apart" in said(client.get(path("separation_list", reader)))
    separation.refresh_from_db()
    assert separation.lifted_at is None


@pytest.mark.parametrize("number", ["foreign", "me", 0, 2**63, 10**30])
def test_about_whom_is_not_there_there_is_no_page(sign_in, ada, number):
    other = {"foreign": lambda: MembershipFactory().pk, "me": lambda: ada.pk}
    member_id = other[number]() if number in other else number
    client, url = sign_in(ada), path("separation_create", ada, member_id)

    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def test_the_page_says_what_it_does_and_what_not_and_whom_to_tell(sign_in, ada, bo):
    moderator(ada.community).user.present_as(name="Mo", time_zone="", locale="en")
    owner(ada.community, status="LEFT", user__name="Gone")

    text = said(sign_in(ada).get(path("separation_create", ada, bo.pk)))

    for words in (
        "They see it as full",
        "They are not told",
        "It does not tell you where they are going",
        "you may meet",
        "broadcast",
        "It does not replace telling somebody",
        '<li dir="auto">Mo</li>',
    ):
        assert words in text
    assert "Gone" not in text


def test_a_helper_one_is_kept_apart_from_is_not_proposed(sign_in, ada, bo):
    helper = moderator(ada.community)
    make(ada, helper)

    text = said(sign_in(ada).get(path("separation_create", ada, bo.pk)))

    assert helper.user.name not in text


def test_the_pages_lead_from_the_people_and_back(sign_in, ada, bo):
    client, question = sign_in(ada), path("separation_create", ada, bo.pk)
    people = said(client.get(path("membership_list", ada)))
    assert question in people
    assert path("separation_create", ada, ada.pk) not in people

    answer = client.post(question, follow=True)

    assert answer.redirect_chain[0][0] == path("separation_list", ada)
    assert "you are kept apart" in said(answer)
    assert "kept apart already" in said(client.get(question))


def names_seen(client, reader):
    page = client.get(path("membership_list", reader)).context["page"]
    return [person.member.name for person in page.people]


def test_two_who_are_kept_apart_do_not_see_each_other_among_the_people(sign_in, ada, bo):
    cleo = MembershipFactory(community=ada.community, user__name="Cleo")
    separation = make(ada, bo)

    assert names_seen(sign_in(ada), ada) == ["Ada", "Cleo"]
    assert names_seen(sign_in(bo), bo) == ["Bo", "Cleo"]
    assert names_seen(sign_in(cleo), cleo) == ["Ada", "Bo", "Cleo"]

    lift(ada, separation)

    assert names_seen(sign_in(bo), bo) == ["Ada", "Bo", "Cleo"]


@pytest.mark.parametrize("role", ["MODERATOR", "OWNER"])
def test_those_who_look_after_people_see_everybody(sign_in, ada, bo, role):
    Membership.objects.filter(pk=bo.pk).update(roles=["MEMBER", role])
    make(ada, bo)

    assert names_seen(sign_in(bo), bo) == ["Ada", "Bo"]


def test_a_measure_holds_until_it_ends(sign_in, ada, bo):
    measure = SeparationFactory(protected=ada, restrained=bo, kind="MEASURE", ends_at=now() + DAY)
    client = sign_in(bo)
    assert names_seen(client, bo) == ["Bo"]

    Separation.objects.filter(pk=measure.pk).update(ends_at=now() - DAY)

    assert names_seen(client, bo) == ["Ada", "Bo"]


def test_what_the_restrained_asks_about_the_protected_is_answered_as_ever(sign_in, ada, bo):
    client, question = sign_in(bo), path("separation_create", bo, ada.pk)

    def answer():
        page = client.get(question)
        return page.status_code, page.context["question"]

    before = answer()
    make(ada, bo)

    assert answer() == before


def race_of_two_clicks(monkeypatch):
    """Both have looked and found nothing before either writes: what came of each."""
    ada = MembershipFactory()
    bo = MembershipFactory(community=ada.community)
    both_have_looked, create = Barrier(2), SeparationQuerySet.create

    def create_late(rows, **values):
        both_have_looked.wait(timeout=10)
        return create(rows, **values)

    def click():
        try:
            return make_separation(membership=ada, member_id=bo.pk, now=now()).pk
        except IntegrityError:
            return None
        finally:
            connections.close_all()

    monkeypatch.setattr(SeparationQuerySet, "create", create_late)
    with scopes.closed(), ThreadPoolExecutor(2) as pool:
        outcomes = {done.result() for done in [pool.submit(click) for _click in range(2)]}
    return len(outcomes), None in outcomes, Separation.objects.count(), len(told())


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one(monkeypatch):
    assert race_of_two_clicks(monkeypatch) == (1, False, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_control_to_look_and_then_write_fails_for_the_second(monkeypatch):
    def look_then_write(rows, defaults, **values):
        found = rows.filter(**values).first()
        return (found, False) if found else (rows.create(**values, **defaults), True)

    monkeypatch.setattr(SeparationQuerySet, "get_or_create", look_then_write)

    assert race_of_two_clicks(monkeypatch) == (2, True, 1, 1)


def test_one_standing_separation_of_two_of_a_kind(ada, bo):
    SeparationFactory(protected=ada, restrained=bo)

    with pytest.raises(IntegrityError, match=ONE_STANDING_SEPARATION), transaction.atomic():
        SeparationFactory(protected=ada, restrained=bo)
    SeparationFactory(protected=ada, restrained=bo, kind="MEASURE")
    SeparationFactory(protected=bo, restrained=ada)


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("nobody_is_kept_from_themselves", {"to": "self"}),
        ("a_personal_separation_lasts_until_lifted", {"ends_at": now()}),
    ],
    ids=["oneself", "an_end"],
)
def test_the_database_holds_the_rules(ada, bo, rule, more):
    other = ada if more.pop("to", "") else bo

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        SeparationFactory(protected=ada, restrained=other, **more)
