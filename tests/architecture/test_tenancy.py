"""The tenancy contract, held by machine rather than by memory."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from config.kernel.constraints import AppendOnly, RowLevelSecurity, SameCommunity
from config.kernel.models import CommunityOwned, RowSecured

OUR_APPS = {
    "kernel",
    "memberships",
    "events",
    "facilitation",
    "safety",
    "metrics",
    "directory",
}
OURS = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]
TENANT_MODELS = [model for model in OURS if issubclass(model, RowSecured)]
NOT_TENANT_OWNED = {
    "User": "signs in everywhere",
    "Community": "is the tenant",
    "Delivery": "follows its fact, and says only its name",
    "IdempotencyKey": "belongs to a person, and holds a digest",
    "JobRun": "tells when a job of the clock ran",
    "Session": "a person signs in once, for all their communities",
    "InboxMail": "development only: mail as a mail server would hold it",
}
MAY_BE_WITHOUT_COMMUNITY = {"Fact": "a person signed up, a community was started"}
APPEND_ONLY = {"Fact", "HandleResolution"}
READS_BY_DOOR_ONLY = {"views", "services", "selectors", "reactions", "tasks", "api", "emails"}
SOURCES = [
    path
    for app in sorted(OUR_APPS - {"kernel"})
    for path in sorted(Path(app).rglob("*.py"))
    if READS_BY_DOOR_ONLY & set(path.with_suffix("").parts)
]


def names(models_):
    return {model.__name__ for model in models_}


def test_every_model_is_tenant_owned_or_says_why_not():
    assert names(set(OURS) - set(TENANT_MODELS)) == set(NOT_TENANT_OWNED)


def test_no_tenant_model_hides_a_table_of_its_own_making():
    implicit = [
        f"{model.__name__}.{field.name}"
        for model in TENANT_MODELS
        for field in model._meta.local_many_to_many
    ]

    assert not implicit


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_every_row_belongs_to_one_community(model):
    field = model._meta.get_field("community")

    assert isinstance(field, models.ForeignKey)
    assert field.null == (model.__name__ in MAY_BE_WITHOUT_COMMUNITY)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_every_tenant_model_has_row_level_security_and_tenant_foreign_keys(model):
    kinds = [type(constraint) for constraint in model._meta.constraints]
    inner = [
        field.column
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.remote_field.model, CommunityOwned)
    ]
    held = [c.column for c in model._meta.constraints if isinstance(c, SameCommunity)]

    assert kinds.count(RowLevelSecurity) == 1
    assert sorted(held) == sorted(inner)
    assert (AppendOnly in kinds) == (model.__name__ in APPEND_ONLY)


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_postgresql_holds_row_level_security(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, p.polqual IS NOT NULL,"
            " p.polwithcheck IS NOT NULL, pg_has_role(current_user, c.relowner, 'USAGE')"
            " FROM pg_class c LEFT JOIN pg_policy p"
            " ON p.polrelid = c.oid AND p.polname = 'rows_of_community' WHERE c.relname = %s",
            [model._meta.db_table],
        )
        on, forced, using, checked, owned = cursor.fetchone()

    assert (on, forced, using, checked, owned) == (True, True, True, True, False)


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_postgresql_holds_the_fences(model):
    wanted = {c.name for c in model._meta.constraints if isinstance(c, SameCommunity)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND array_length(conkey, 1) = 2"
            " AND conrelid = %s::regclass",
            [model._meta.db_table],
        )
        held = {name for (name,) in cursor.fetchall()}

    assert held == wanted


def test_people_are_erased_by_a_use_case_never_by_a_cascade():
    cascades = [
        f"{model.__name__}.{field.name}"
        for model in OURS
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model.__name__ == "User"
        and field.remote_field.on_delete is not models.PROTECT
    ]

    assert not cascades


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_tenant_rows_are_read_through_within(path):
    strays = [
        f"{path}:{node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in names(TENANT_MODELS)
        and node.attr not in {"within", "everywhere", "bulk_create"}
    ]

    assert not strays
