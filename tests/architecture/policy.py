"""Who may do what, as data. Each address of ours has a row; a test walks them all.

Roles: a visitor is not signed in, a stranger is signed in and no member, the host hosts the event
at hand and holds no other role. Whoever is not named is sent to sign in (visitor), told that there
is nothing (stranger) or refused (inside). The operator is tried in tests/kernel.
"""

from dataclasses import dataclass, field

INSIDE = frozenset({"member", "host", "instructor", "moderator", "owner"})
SIGNED_IN = INSIDE | {"stranger"}
ANYONE = SIGNED_IN | {"visitor"}
TEACH = frozenset({"instructor", "owner"})
TEACH_OR_HOST = TEACH | {"host"}
HOUSE = frozenset({"owner", "moderator"})
OWNER = frozenset({"owner"})
GUESTS = INSIDE - {"host"}
OPERATOR = frozenset({"operator"})


@dataclass(frozen=True)
class Row:
    """Who may GET and who may POST; `missing` are those inside for whom it is simply not there."""

    get: frozenset[str] = frozenset()
    post: frozenset[str] = frozenset()
    missing: frozenset[str] = field(default=frozenset())


MATRIX = {
    # The house
    "kernel:healthz": Row(get=ANYONE),
    "kernel:health": Row(get=OPERATOR, missing=SIGNED_IN),
    "kernel:inbox_list": Row(get=ANYONE),
    "kernel:inbox_detail": Row(get=ANYONE),
    "kernel:inbox_html": Row(get=ANYONE),
    "kernel:inbox_attachment": Row(get=ANYONE),
    # People and communities
    "memberships:home": Row(get=ANYONE),
    "memberships:community_list": Row(get=SIGNED_IN),
    "memberships:community_create": Row(get=SIGNED_IN, post=SIGNED_IN),
    "memberships:profile_update": Row(get=SIGNED_IN, post=SIGNED_IN),
    "memberships:notification_preferences": Row(get=SIGNED_IN, post=SIGNED_IN),
    "memberships:account_deletion": Row(get=SIGNED_IN, post=SIGNED_IN),
    "memberships:account_deletion_withdrawal": Row(post=SIGNED_IN),
    "memberships:community_detail": Row(get=ANYONE),
    "memberships:join_request_create": Row(get=SIGNED_IN, post=SIGNED_IN),
    "memberships:join_request_list": Row(get=HOUSE),
    "memberships:join_request_approval": Row(post=HOUSE),
    "memberships:join_request_refusal": Row(post=HOUSE),
    "memberships:membership_list": Row(get=INSIDE),
    "memberships:membership_roles": Row(get=OWNER, post=OWNER),
    "memberships:membership_pause": Row(get=HOUSE | {"member"}, post=HOUSE | {"member"}),
    "memberships:membership_resumption": Row(post=HOUSE | {"member"}),
    "memberships:membership_removal": Row(get=HOUSE | {"member"}, post=HOUSE | {"member"}),
    "memberships:separation_list": Row(get=INSIDE),
    "memberships:separation_create": Row(
        get=INSIDE - {"member"}, post=INSIDE - {"member"}, missing=frozenset({"member"})
    ),
    "memberships:separation_lifting": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    "memberships:departure": Row(get=INSIDE, post=INSIDE),
    "memberships:invitation_list": Row(get=OWNER),
    "memberships:invitation_create": Row(get=OWNER, post=OWNER),
    "memberships:invitation_withdrawal": Row(post=OWNER),
    "memberships:community_settings": Row(get=OWNER, post=OWNER),
    "memberships:invitation_detail": Row(get=ANYONE, post=ANYONE),
    "memberships:unsubscribe": Row(get=ANYONE, post=ANYONE),
    "set_language": Row(post=ANYONE),
    # Events, for members
    "events:event_list": Row(get=INSIDE),
    "events:event_calendar": Row(get=INSIDE),
    "events:event_detail": Row(get=INSIDE),
    "events:event_ics": Row(get=INSIDE),
    "events:rsvp_create": Row(post=INSIDE),
    "events:waitlist_create": Row(post=INSIDE),
    "events:rsvp_change": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:rsvp_release": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:rsvp_intention": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:rsvp_acceptance": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:rsvp_move": Row(post=INSIDE),
    # The day
    "events:room_detail": Row(get=INSIDE),
    "events:event_opening": Row(post=TEACH_OR_HOST),
    "events:check_in": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:leaving": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:commitment": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:wrap_up": Row(get=GUESTS, post=GUESTS, missing=frozenset({"host"})),
    "events:attendance_list": Row(get=TEACH_OR_HOST),
    "events:attendance_mark": Row(post=TEACH_OR_HOST),
    "events:attendance_absences": Row(post=TEACH_OR_HOST),
    "events:access_need_update": Row(get=GUESTS, post=GUESTS, missing=frozenset({"host"})),
    "events:access_need_withdrawal": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    "events:access_need_list": Row(get=TEACH_OR_HOST),
    "events:access_need_answer": Row(post=TEACH_OR_HOST),
    "events:access_need_handover": Row(post=TEACH_OR_HOST),
    "events:contribution_create": Row(get=INSIDE, post=INSIDE),
    "events:contribution_hiding": Row(post=TEACH_OR_HOST | {"moderator"}),
    # The hot seat
    "events:hot_seat_create": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:hot_seat_acceptance": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    "events:hot_seat_withdrawal": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    "events:hot_seat_list": Row(get=TEACH_OR_HOST),
    "events:hot_seat_seating": Row(post=TEACH_OR_HOST),
    "events:hot_seat_completion": Row(post=TEACH_OR_HOST),
    "events:hot_seat_override": Row(post=TEACH_OR_HOST),
    "events:piece_update": Row(get=GUESTS, post=GUESTS, missing=frozenset({"host"})),
    "events:piece_withdrawal": Row(
        post=frozenset({"member", "instructor"}), missing=INSIDE - {"member", "instructor"}
    ),
    "events:feedback_list": Row(get=INSIDE),
    "events:feedback_dealing": Row(post=TEACH_OR_HOST),
    "events:further_piece": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:feedback_detail": Row(
        get=frozenset({"member"}), post=frozenset({"member"}), missing=INSIDE - {"member"}
    ),
    "events:answer_thanks": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    # My loop
    "events:loop_detail": Row(get=INSIDE),
    "events:standing_detail": Row(get=INSIDE),
    "events:strike_explanation": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    "events:micro_action_update": Row(post=frozenset({"member"}), missing=INSIDE - {"member"}),
    "events:intention_outcome": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:reveal_list": Row(get=GUESTS, missing=frozenset({"host"})),
    "events:reveal_create": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:reveal_withdrawal": Row(post=GUESTS, missing=frozenset({"host"})),
    "events:handle_resolution": Row(get=frozenset({"moderator"}), post=frozenset({"moderator"})),
    "events:safety_answer_list": Row(get=frozenset({"moderator"})),
    "events:safety_answer_handling": Row(post=frozenset({"moderator"})),
    # The studio
    "events:studio_detail": Row(get=TEACH),
    "events:absence_list": Row(get=TEACH),
    "events:strike_forgiveness": Row(post=TEACH),
    "events:template_list": Row(get=TEACH),
    "events:template_create": Row(get=TEACH, post=TEACH),
    "events:template_update": Row(get=TEACH, post=TEACH),
    "events:template_archiving": Row(get=TEACH, post=TEACH),
    "events:event_create": Row(get=TEACH, post=TEACH),
    "events:event_update": Row(get=TEACH, post=TEACH),
    "events:following_update": Row(get=TEACH, post=TEACH),
    "events:event_cancellation": Row(get=TEACH, post=TEACH),
    "events:seat_list": Row(get=TEACH_OR_HOST),
    "events:capacity_update": Row(post=TEACH_OR_HOST),
    "events:seat_removal": Row(get=TEACH_OR_HOST, post=TEACH_OR_HOST),
    "events:sister_room_confirmation": Row(post=TEACH_OR_HOST),
    "events:sister_room_refusal": Row(post=TEACH_OR_HOST),
    "events:series_create": Row(get=TEACH, post=TEACH),
    "events:series_detail": Row(get=TEACH),
    "events:series_cancellation": Row(get=TEACH, post=TEACH),
}
