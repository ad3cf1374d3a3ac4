import datetime as dt

import factory
from factory.django import DjangoModelFactory

from memberships.communities.models import Community, Membership
from memberships.people.models import User
from memberships.separations.models import Separation

NOON = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person-{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    date_joined = NOON


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = Community

    name = factory.Sequence(lambda n: f"Community {n}")
    slug = factory.Sequence(lambda n: f"community-{n}")
    description = "We write together."
    time_zone = "Europe/Lisbon"
    started_at = NOON
    started_by = factory.SubFactory(UserFactory)


class MembershipFactory(DjangoModelFactory):
    """A member; `roles=["MEMBER", "OWNER"]` makes an owner."""

    class Meta:
        model = Membership

    community = factory.SubFactory(CommunityFactory)
    user = factory.SubFactory(UserFactory)
    roles = factory.LazyFunction(lambda: ["MEMBER"])
    joined_at = NOON
    status_since = NOON


class SeparationFactory(DjangoModelFactory):
    """`protected=` keeps `restrained=` apart, until lifted; `kind="MEASURE"` may have an end."""

    class Meta:
        model = Separation

    protected = factory.SubFactory(MembershipFactory)
    community = factory.SelfAttribute("protected.community")
    restrained = factory.SubFactory(
        MembershipFactory, community=factory.SelfAttribute("..protected.community")
    )
    made_at = NOON
