"""A community with one of everything, for walks over all addresses."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from config.kernel.models import InboxMail
from events.attendance.models import MicroAction, WrapUp
from events.board.models import Contribution
from events.names.models import Handle, HandleResolution, Reveal
from events.reminders.models import Reminder
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import IntentionRevision, Rsvp
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom
from memberships.communities.models import Clearance, Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.mail.emails import sign_token
from memberships.mail.models import NotificationPreference
from tests.factories import (
    AccessNeedFactory,
    CommunityFactory,
    EventFactory,
    FeedbackFactory,
    HotSeatRequestFactory,
    MembershipFactory,
    PieceFactory,
    RsvpFactory,
    SegmentFactory,
    SeparationFactory,
    SeriesFactory,
    StrikeFactory,
    TemplateRevisionFactory,
    UserFactory,
)

ROLES = {
    "member": ["MEMBER"],
    "host": ["MEMBER"],
    "instructor": ["INSTRUCTOR", "MEMBER"],
    "moderator": ["MEMBER", "MODERATOR"],
    "owner": ["MEMBER", "OWNER"],
}


def build(*, canary="", starts_in=dt.timedelta(minutes=10)):
    """One of everything; with a canary, its word stands in every text a person wrote."""
    now = timezone.now()
    word = canary or "plain"
    world = SimpleNamespace(now=now, people={})
    world.community = CommunityFactory(
        slug=f"{word}-community".lower(),
        name=f"{word} community",
        description=f"{word} description",
    )
    for role, roles in ROLES.items():
        world.people[role] = MembershipFactory(
            community=world.community,
            roles=roles,
            user__name=f"{word} {role}",
            user__email=f"{word}-{role}@example.org".lower(),
        )
    _plan(world, word, starts_in)
    _attend(world, word)
    _join(world, word)
    _keep_apart(world, word)
    _go_blind(world, word)
    world.mail = _mail(world)
    return world


def _plan(world, word, starts_in):
    revision = TemplateRevisionFactory(
        community=world.community,
        template__community=world.community,
        title=f"{word} format",
        purpose=f"{word} purpose",
        micro_task=f"{word} micro-task",
        kind="PEER_FEEDBACK",
        ritual=[
            {"kind": "ARRIVE", "minutes": 5, "words": f"{word} words"},
            {"kind": "HOT_SEAT", "minutes": 20, "words": f"{word} words"},
            {"kind": "COMMIT", "minutes": 20, "words": f"{word} words"},
        ],
    )
    world.revision = revision
    world.series = SeriesFactory(
        community=world.community,
        template=revision.template,
        host=world.people["instructor"],
        title=f"{word} series",
        region=f"{word} region",
    )
    world.event = EventFactory(
        community=world.community,
        revision=revision,
        host=world.people["host"],
        made_by=world.people["instructor"],
        title=f"{word} event",
        region=f"{word} region",
        meeting_url=f"https://{word.lower()}.example.org/room",
        starts_at=world.now + starts_in,
        series=world.series,
        occurrence_on=world.series.starts_on,
    )
    world.intimate = SegmentFactory(event=world.event)
    world.broadcast = SegmentFactory(event=world.event, kind=Segment.Kind.BROADCAST)


def _attend(world, word):
    world.rsvps = {
        role: RsvpFactory(
            segment=world.intimate,
            membership=membership,
            intention=f"{word} intention",
            intention_sight=Rsvp.Sight.MEMBERS,
        )
        for role, membership in world.people.items()
        if role != "host"
    }
    world.rsvp = world.rsvps["member"]
    about = {"community": world.community, "event": world.event}
    mine = {**about, "rsvp": world.rsvp, "membership": world.people["member"]}
    IntentionRevision.objects.create(
        community=world.community, rsvp=world.rsvp, said=f"{word} earlier", replaced_at=world.now
    )
    CheckIn.objects.create(**mine, came_at=world.now, marked_by=world.people["member"])
    world.micro_action = MicroAction.objects.create(
        **mine,
        text=f"{word} micro-action",
        due_on=world.now.date() + dt.timedelta(days=7),
        committed_at=world.now,
    )
    world.wrap_up = WrapUp.objects.create(
        **mine, thanks=f"{word} thanks", safety=WrapUp.Safety.TALK, filled_at=world.now
    )
    world.contribution = Contribution.objects.create(
        **about,
        membership=world.people["member"],
        text=f"{word} contribution",
        posted_at=world.now,
    )
    _bring_pieces(world, word)
    world.sister_room = SisterRoom.objects.create(
        **about, segment=world.intimate, rooms=2, proposed_at=world.now
    )
    Reminder.objects.create(**mine, kind=Reminder.Kind.HOUR, due_at=world.now)
    world.strike = StrikeFactory(
        rsvp=world.rsvp,
        made_at=world.now,
        explanation=f"{word} explanation",
        explained_at=world.now,
    )
    world.access_need = AccessNeedFactory(
        rsvp=world.rsvp,
        words=f"{word} need",
        state="CONFIRMED",
        asked_at=world.now,
        answer=f"{word} answer",
        answered_at=world.now,
        answered_by=world.people["host"],
    )
    world.hot_seat_request = HotSeatRequestFactory(
        rsvp=world.rsvp,
        state="OFFERED",
        asked_at=world.now,
        override_reason=f"{word} override reason",
        overridden_by=world.people["host"],
    )


def _bring_pieces(world, word):
    words = {
        "title": f"{word} piece",
        "text": f"{word} chapter",
        "question": f"{word} question",
    }
    pieces = {
        role: PieceFactory(rsvp=world.rsvps[role], **words) for role in ("member", "instructor")
    }
    world.feedback = FeedbackFactory(
        piece=pieces["instructor"], reviewer=world.people["member"], text=f"{word} answer"
    )
    world.received = FeedbackFactory(
        piece=pieces["member"], reviewer=world.people["owner"], text=f"{word} answer"
    )


def _join(world, word):
    week = dt.timedelta(days=7)
    world.invitation = Invitation.objects.create(
        community=world.community,
        email=f"{word}-invited@example.org".lower(),
        roles=[Membership.Role.MEMBER],
        invited_by=world.people["owner"],
        sent_at=world.now,
        expires_at=world.now + week,
    )
    world.join_request = JoinRequest.objects.create(
        community=world.community,
        user=UserFactory(name=f"{word} asker", email=f"{word}-asker@example.org".lower()),
        message=f"{word} message",
        asked_at=world.now,
    )
    Clearance.objects.create(
        community=world.community, kind="code", is_satisfied=False, reason=f"{word} reason"
    )
    NotificationPreference.objects.create(
        community=world.community,
        membership=world.people["member"],
        category=NotificationPreference.Category.COMMUNITY,
        muted_at=world.now,
    )


def _keep_apart(world, word):
    gone = MembershipFactory(
        community=world.community,
        status="LEFT",
        user__name=f"{word} gone",
        user__email=f"{word}-gone@example.org".lower(),
    )
    world.separation = SeparationFactory(protected=world.people["member"], restrained=gone)


def _go_blind(world, word):
    """An event that is over, where all went by handles; `other` had a seat there too."""
    event = EventFactory(
        community=world.community,
        revision=world.revision,
        host=world.people["host"],
        made_by=world.people["instructor"],
        title=f"{word} blind event",
        starts_at=world.now - dt.timedelta(hours=2),
        blindness="HANDLE_ONLY",
        state="ENDED",
        ended_at=world.now - dt.timedelta(hours=1),
    )
    room = SegmentFactory(event=event)
    other = MembershipFactory(community=world.community, user__name=f"{word} other")
    guests = {role: one for role, one in world.people.items() if role != "host"}
    rsvps = {
        role: RsvpFactory(segment=room, membership=one, intention=f"{word} blind intention")
        for role, one in {**guests, "other": other}.items()
    }
    world.blind = SimpleNamespace(event=event, other=other, rsvps=rsvps)
    world.handles = {
        role: Handle.objects.get(event=event, membership=rsvp.membership)
        for role, rsvp in rsvps.items()
    }
    giver, receiver = world.handles["other"], world.handles["member"]
    Reveal.give(giver=giver, receiver=receiver, by=giver.membership, now=world.now)
    world.blind.wrap_up = WrapUp.objects.create(
        community=world.community,
        event=event,
        rsvp=rsvps["other"],
        membership=other,
        safety=WrapUp.Safety.TALK,
        filled_at=world.now,
    )
    HandleResolution.objects.create(
        community=world.community,
        handle=world.handles["other"],
        resolved_by=world.people["owner"],
        resolved_at=world.now,
        reason=f"{word} reason to know",
    )


def _of_blind_event(name, world):
    """The pages that only an event without names has."""
    if name == "events:handle_resolution":
        return {"wrap_up_id": world.blind.wrap_up.pk}
    return {"event_id": world.blind.event.pk} if name.startswith("events:reveal_") else {}


def _mail(world):
    raw = (
        b"Subject: Hello\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
        b"--x\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--x--\r\n"
    )
    return InboxMail.objects.create(
        recipient="someone@example.org", subject="Hello", raw=raw, sent_at=world.now
    )


def token(name, *, world):
    """A good token for the page that opens with one."""
    purpose = "invitation" if name == "memberships:invitation_detail" else "unsubscribe"
    content = {
        "invitation": {"community": world.community.pk, "invitation": world.invitation.pk},
        "unsubscribe": {
            "community": world.community.pk,
            "membership": world.people["member"].pk,
            "category": NotificationPreference.Category.SEATS.value,
        },
    }[purpose]
    return sign_token(purpose=purpose, **content)


def arguments(names, *, world, name="", role="member", community=None):
    """Fill an address's arguments from the world; an unknown one is an error to be taught."""
    known = {
        "community": (community or world.community).slug,
        "event_id": world.event.pk,
        "segment_id": world.broadcast.pk,
        "rsvp_id": world.rsvps.get(role, world.rsvp).pk,
        "contribution_id": world.contribution.pk,
        "feedback_id": (world.received if "thanks" in name else world.feedback).pk,
        "micro_action_id": world.micro_action.pk,
        "wrap_up_id": world.wrap_up.pk,
        "handle_id": world.handles["other"].pk,
        "hot_seat_request_id": world.hot_seat_request.pk,
        "template_id": world.revision.template_id,
        "series_id": world.series.pk,
        "strike_id": world.strike.pk,
        "access_need_id": world.access_need.pk,
        "sister_room_id": world.sister_room.pk,
        "membership_id": world.people["member"].pk,
        "separation_id": world.separation.pk,
        "invitation_id": world.invitation.pk,
        "join_request_id": world.join_request.pk,
        "year": world.event.local_date.year,
        "month": world.event.local_date.month,
        "mail_id": world.mail.pk,
        "number": 1,
        "token": token(name, world=world),
    }
    known |= _of_blind_event(name, world)
    return {argument: known[argument] for argument in names}
