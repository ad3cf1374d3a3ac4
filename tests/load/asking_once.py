"""The same application with the protection off: who asks is read once, whatever happens."""

from tests.load.served import application

__all__ = ["application"]

from memberships import middleware

middleware.who_asks = middleware.who_asks.__wrapped__
