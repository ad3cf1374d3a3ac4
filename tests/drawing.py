"""Watches what draws pages: no scope is open, no template asks the database, and Django's own
engine draws no page.

Its engine is there for the operator's admin.
"""

from contextlib import contextmanager
from unittest import mock

from django.db import connection
from django.template import backends, base
from django.test.signals import template_rendered

from config.kernel import transactions

ADMIN = ("admin/", "unfold/", "django/", "registration/")


class TemplateAsked(AssertionError):
    """A template sent a statement: what a page shows, its selector reads."""


class DrawnInScope(AssertionError):
    """A page was drawn before its transaction was closed."""


@contextmanager
def watched_templates():
    """Refuse statements of our templates, and keep their context for `response.context`."""
    plain = backends.jinja2.Template.render

    def render(self, context=None, request=None):
        template_rendered.send(sender=type(self), template=self, context=context or {})
        if transactions._scope.get() not in (None, transactions.EVERYWHERE):  # of a test itself
            raise DrawnInScope(self.template.name)
        with connection.execute_wrapper(_refuse):
            return plain(self, context, request)

    with mock.patch.object(backends.jinja2.Template, "render", render):
        yield


def _refuse(_execute, sql, _params, _many, _context):
    raise TemplateAsked(sql)


@contextmanager
def drawn_by_django():
    """Yield the names of templates that Django's own engine draws meanwhile, but for the admin.

    A template without a name comes from no file, so it is no page of ours.
    """
    names = []

    def note(template, **_more):
        is_page = isinstance(template, base.Template) and template.name is not None
        if is_page and not template.name.startswith(ADMIN):
            names.append(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)
