from memberships.emails.composing import (
    absolute,
    compose,
    compose_for_address,
    compose_for_person,
    speaking_to,
)
from memberships.emails.letters import (
    deletion_asked,
    invitation,
    join_request,
    join_request_approved,
    join_request_declined,
    removal,
)
from memberships.emails.tokens import BadToken, read_token, sign_token

__all__ = [
    "BadToken",
    "absolute",
    "compose",
    "compose_for_address",
    "compose_for_person",
    "deletion_asked",
    "invitation",
    "join_request",
    "join_request_approved",
    "join_request_declined",
    "read_token",
    "removal",
    "sign_token",
    "speaking_to",
]
