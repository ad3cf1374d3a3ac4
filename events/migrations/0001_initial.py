import config.kernel.constraints
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('memberships', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='calendar id')),
                ('sequence', models.PositiveIntegerField(default=0, verbose_name='calendar sequence')),
                ('occurrence_on', models.DateField(blank=True, null=True, verbose_name="day by the series' rule")),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('SCHEDULED', 'Scheduled'), ('LIVE', 'Live'), ('ENDED', 'Ended'), ('CANCELLED', 'Cancelled')], default='SCHEDULED', max_length=12, verbose_name='state')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone, IANA')),
                ('local_date', models.DateField(verbose_name='local day')),
                ('local_time', models.TimeField(verbose_name='local time')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
                ('is_moved_by_clock_change', models.BooleanField(default=False, verbose_name='moved by a clock change')),
                ('is_edited_alone', models.BooleanField(default=False, verbose_name='edited apart from its series')),
                ('region', models.CharField(blank=True, max_length=80, verbose_name='region')),
                ('meeting_url', models.URLField(blank=True, max_length=500, verbose_name='where to meet online')),
                ('blindness', models.CharField(choices=[('NONE', 'Names are shown'), ('HANDLE_ONLY', 'Handles instead of names'), ('BLIND_FEEDBACK', 'Feedback without names'), ('DOUBLE_BLIND', 'Handles, and pieces and feedback unsigned')], db_default='NONE', default='NONE', max_length=16, verbose_name='who sees names')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('went_live_at', models.DateTimeField(blank=True, null=True, verbose_name='went live at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled at')),
                ('cancellation_reason', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
            ],
        ),
        migrations.CreateModel(
            name='Handle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=20, verbose_name='key of its word')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handles', to='events.event')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handles', to='memberships.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'membership'), name='one_handle_per_member_and_event'), models.UniqueConstraint(fields=('event', 'word', 'number'), name='no_two_share_a_handle_at_an_event'), config.kernel.constraints.RowLevelSecurity(name='events_handle_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_handle_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_handle_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_handle_membership_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='HandleResolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resolved_at', models.DateTimeField(verbose_name='resolved at')),
                ('reason', models.CharField(max_length=300, verbose_name='why')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('handle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='events.handle')),
                ('resolved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
            ],
            options={
                'constraints': [config.kernel.constraints.AppendOnly(name='events_handleresolution_append_only'), models.CheckConstraint(condition=models.Q(('reason__regex', '^.{10}')), name='a_resolution_says_why'), config.kernel.constraints.RowLevelSecurity(name='events_handleresolution_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_handleresolution_within_community'), config.kernel.constraints.SameCommunity(column='handle_id', name='events_handleresolution_handle_id_same_community', target='events_handle'), config.kernel.constraints.SameCommunity(column='resolved_by_id', name='events_handleresolution_resolved_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('text', models.TextField(max_length=8000, verbose_name='text, markdown')),
                ('question', models.CharField(blank=True, max_length=280, verbose_name='what to answer')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='events.event')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='memberships.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('event', 'membership'), name='one_piece_per_member_and_event'), config.kernel.constraints.RowLevelSecurity(name='events_piece_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_piece_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_piece_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_piece_membership_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dealt_at', models.DateTimeField(verbose_name='given to the reviewer at')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='answer, markdown')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('thanked_at', models.DateTimeField(blank=True, null=True, verbose_name='thanked for at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_received', to='memberships.membership')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='events.event')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_given', to='memberships.membership')),
                ('piece', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='events.piece')),
            ],
            options={
                'indexes': [models.Index(fields=['reviewer', 'event'], name='feedback_to_give')],
                'constraints': [models.UniqueConstraint(fields=('piece', 'reviewer'), name='a_piece_is_given_to_a_reviewer_once'), models.CheckConstraint(condition=models.Q(('author', models.F('reviewer')), _negated=True), name='nobody_answers_their_own_piece'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='an_answered_piece_says_when'), models.CheckConstraint(condition=models.Q(('thanked_at', None), ('answered_at__isnull', False), _connector='OR'), name='only_an_answer_is_thanked_for'), config.kernel.constraints.RowLevelSecurity(name='events_feedback_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_feedback_within_community'), config.kernel.constraints.SameCommunity(column='piece_id', name='events_feedback_piece_id_same_community', target='events_piece'), config.kernel.constraints.SameCommunity(column='event_id', name='events_feedback_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='author_id', name='events_feedback_author_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='reviewer_id', name='events_feedback_reviewer_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Reveal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('mutual_at', models.DateTimeField(blank=True, null=True, verbose_name='mutual since')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals_given', to='events.handle')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals_received', to='events.handle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('giver', 'receiver'), name='a_reveal_is_given_once'), models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='nobody_reveals_themselves_to_themselves'), config.kernel.constraints.RowLevelSecurity(name='events_reveal_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_reveal_within_community'), config.kernel.constraints.SameCommunity(column='giver_id', name='events_reveal_giver_id_same_community', target='events_handle'), config.kernel.constraints.SameCommunity(column='receiver_id', name='events_reveal_receiver_id_same_community', target='events_handle')],
            },
        ),
        migrations.CreateModel(
            name='Rsvp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('intention', models.CharField(blank=True, max_length=140, verbose_name='micro-intention')),
                ('intention_sight', models.CharField(choices=[('ME', 'Only me'), ('HOSTS', 'Hosts'), ('ROOM', 'My room'), ('MEMBERS', 'All members')], default='HOSTS', max_length=8, verbose_name='who sees it')),
                ('intention_state', models.CharField(choices=[('NONE', 'None'), ('DECLARED', 'Declared'), ('LOCKED', 'Locked'), ('DONE', 'Done'), ('PARTLY', 'Partly'), ('NOT_DONE', 'Not done'), ('CARRIED_OVER', 'Carried over'), ('UNRECONCILED', 'Not told')], default='NONE', max_length=16, verbose_name='state of the intention')),
                ('intention_settled_at', models.DateTimeField(blank=True, null=True, verbose_name='intention settled at')),
                ('times_carried_over', models.PositiveSmallIntegerField(default=0, verbose_name='times carried over')),
                ('state', models.CharField(choices=[('GOING', 'Going'), ('WAITING', 'Waiting'), ('OFFERED', 'Offered a seat'), ('RELEASED', 'Released')], max_length=12, verbose_name='state')),
                ('priority', models.PositiveSmallIntegerField(default=0, verbose_name='priority on the waiting list')),
                ('joined_at', models.DateTimeField(verbose_name='asked at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='seat confirmed at')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='hold or offer ends at')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='released at')),
                ('release_reason', models.CharField(blank=True, choices=[('GIVEN_BACK', 'Given back'), ('DECLINED', 'Offer declined'), ('LAPSED', 'Offer lapsed'), ('REMOVED', 'Removed by an organiser'), ('STEPPED_BACK', 'Stepped back from the community'), ('SWAPPED', 'Swapped for the other way to attend'), ('MOVED_ON', 'Moved to the next repeat')], db_default='', default='', max_length=12, verbose_name='how it ended')),
                ('removal_reason', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='why an organiser removed it')),
                ('marked_absent_at', models.DateTimeField(blank=True, null=True, verbose_name='marked absent at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rsvps', to='events.event')),
                ('marked_absent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rsvps', to='memberships.membership')),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DAY', 'A day before'), ('HOUR', 'An hour before'), ('FOLLOW_UP', 'After the event')], max_length=12, verbose_name='kind')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('announced_at', models.DateTimeField(blank=True, null=True, verbose_name='announced at')),
                ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='not needed since')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='events.event')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('rsvp', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='events.rsvp')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('announced_at', None), ('dropped_at', None)), fields=['due_at', 'id'], name='reminders_by_due')],
                'constraints': [models.UniqueConstraint(fields=('event', 'membership', 'kind'), name='one_reminder_of_a_kind_per_member_and_event'), models.CheckConstraint(condition=models.Q(('announced_at', None), ('dropped_at', None), _connector='OR'), name='a_reminder_is_not_both_announced_and_dropped'), config.kernel.constraints.RowLevelSecurity(name='events_reminder_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_reminder_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_reminder_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_reminder_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_reminder_rsvp_id_same_community', target='events_rsvp')],
            },
        ),
        migrations.AddField(
            model_name='piece',
            name='rsvp',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='events.rsvp'),
        ),
        migrations.CreateModel(
            name='MicroAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='micro-action')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('state', models.CharField(choices=[('COMMITTED', 'Committed'), ('DUE', 'Due'), ('DONE', 'Done'), ('PARTLY', 'Partly done'), ('DROPPED', 'Dropped'), ('EXPIRED', 'Not told')], default='COMMITTED', max_length=12, verbose_name='state')),
                ('committed_at', models.DateTimeField(verbose_name='committed at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='micro_actions', to='events.event')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='micro_actions', to='memberships.membership')),
                ('rsvp', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='micro_action', to='events.rsvp')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['COMMITTED', 'DUE'])), fields=['due_on'], name='open_micro_actions_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state__in', ['COMMITTED', 'DUE'])), models.Q(models.Q(('state__in', ['COMMITTED', 'DUE']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='a_settled_micro_action_says_when'), config.kernel.constraints.RowLevelSecurity(name='events_microaction_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_microaction_within_community'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_microaction_rsvp_id_same_community', target='events_rsvp'), config.kernel.constraints.SameCommunity(column='event_id', name='events_microaction_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_microaction_membership_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='IntentionRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(max_length=140, verbose_name='what it said')),
                ('replaced_at', models.DateTimeField(verbose_name='replaced at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('rsvp', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intention_revisions', to='events.rsvp')),
            ],
            options={
                'abstract': False,
                'constraints': [config.kernel.constraints.RowLevelSecurity(name='events_intentionrevision_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_intentionrevision_within_community'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_intentionrevision_rsvp_id_same_community', target='events_rsvp')],
            },
        ),
        migrations.CreateModel(
            name='HotSeatRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('QUEUED', 'In the queue'), ('OFFERED', 'Offered'), ('ACCEPTED', 'Accepted'), ('SEATED', 'In the hot seat'), ('COMPLETED', 'Had the hot seat'), ('DECLINED', 'Declined'), ('LAPSED', 'Lapsed'), ('WITHDRAWN', 'Withdrawn')], default='QUEUED', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('offered_at', models.DateTimeField(blank=True, null=True, verbose_name='offered at')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='offer lapses at')),
                ('seated_at', models.DateTimeField(blank=True, null=True, verbose_name='took the seat at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('override_reason', models.CharField(blank=True, max_length=200, verbose_name='why out of order')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hot_seat_requests', to='events.event')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hot_seat_requests', to='memberships.membership')),
                ('overridden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('rsvp', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hot_seat_requests', to='events.rsvp')),
            ],
            options={
                'indexes': [models.Index(fields=['membership', 'state'], name='hot_seats_of_a_member'), models.Index(condition=models.Q(('state', 'OFFERED')), fields=['held_until'], name='hot_seat_offers_by_end')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['QUEUED', 'OFFERED', 'ACCEPTED', 'SEATED'])), fields=('event', 'membership'), name='one_standing_hot_seat_request_per_member_and_event'), models.UniqueConstraint(condition=models.Q(('state', 'SEATED')), fields=('event',), name='one_in_the_hot_seat_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', False), ('offered_at__isnull', False), ('state', 'OFFERED')), models.Q(models.Q(('state', 'OFFERED'), _negated=True), ('held_until', None)), _connector='OR'), name='an_offered_hot_seat_says_until_when'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['SEATED', 'COMPLETED']), _negated=True), ('seated_at__isnull', False), _connector='OR'), name='a_hot_seat_says_when_it_was_taken'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ACCEPTED'), _negated=True), ('offered_at__isnull', False), _connector='OR'), name='an_accepted_hot_seat_says_when_it_was_given'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ('COMPLETED', 'DECLINED', 'LAPSED', 'WITHDRAWN'))), models.Q(models.Q(('state__in', ('COMPLETED', 'DECLINED', 'LAPSED', 'WITHDRAWN')), _negated=True), ('closed_at', None)), _connector='OR'), name='a_closed_hot_seat_request_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('overridden_by', None), ('override_reason', '')), models.Q(('override_reason__regex', '^.{10,200}$'), ('overridden_by__isnull', False)), _connector='OR'), name='an_override_says_why_and_by_whom'), config.kernel.constraints.RowLevelSecurity(name='events_hotseatrequest_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_hotseatrequest_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_hotseatrequest_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_hotseatrequest_rsvp_id_same_community', target='events_rsvp'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_hotseatrequest_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='overridden_by_id', name='events_hotseatrequest_overridden_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('came_at', models.DateTimeField(verbose_name='came at')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='events.event')),
                ('rsvp', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='check_in', to='events.rsvp')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('came_at')), _connector='OR'), name='nobody_leaves_before_they_came'), config.kernel.constraints.RowLevelSecurity(name='events_checkin_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_checkin_within_community'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_checkin_rsvp_id_same_community', target='events_rsvp'), config.kernel.constraints.SameCommunity(column='event_id', name='events_checkin_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_checkin_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='marked_by_id', name='events_checkin_marked_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='AccessNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=280, verbose_name='what is needed')),
                ('state', models.CharField(choices=[('REQUESTED', 'Asked for'), ('CONFIRMED', 'Will be there'), ('CANNOT', 'Cannot be done')], default='REQUESTED', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('due_at', models.DateTimeField(verbose_name='answer due at')),
                ('answer', models.CharField(blank=True, max_length=280, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('chased_at', models.DateTimeField(blank=True, null=True, verbose_name='owner reminded at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_needs', to='memberships.membership')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_needs', to='events.event')),
                ('rsvp', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='access_need', to='events.rsvp')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'REQUESTED')), fields=['due_at'], name='access_needs_by_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('state', 'REQUESTED')), models.Q(models.Q(('state', 'REQUESTED'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answered_access_need_says_by_whom'), config.kernel.constraints.RowLevelSecurity(name='events_accessneed_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_accessneed_within_community'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_accessneed_rsvp_id_same_community', target='events_rsvp'), config.kernel.constraints.SameCommunity(column='event_id', name='events_accessneed_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_accessneed_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='owner_id', name='events_accessneed_owner_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='answered_by_id', name='events_accessneed_answered_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('INTIMATE', 'Intimate seat'), ('BROADCAST', 'Broadcast')], max_length=16, verbose_name='kind')),
                ('rooms', models.PositiveSmallIntegerField(default=0, verbose_name='rooms')),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Empty means no limit.', null=True, verbose_name='capacity')),
                ('taken', models.PositiveIntegerField(default=0, editable=False, verbose_name='seats taken')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='events.event')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'kind'), name='one_segment_of_each_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'INTIMATE'), _negated=True), models.Q(('capacity__isnull', False), ('capacity__lte', django.db.models.expressions.CombinedExpression(models.F('rooms'), '*', models.Value(12))), ('rooms__gte', 1)), _connector='OR'), name='an_intimate_seat_is_in_a_room_of_twelve_at_most'), models.CheckConstraint(condition=models.Q(('capacity', None), ('taken__lte', models.F('capacity')), _connector='OR'), name='never_oversold'), config.kernel.constraints.RowLevelSecurity(name='events_segment_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_segment_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_segment_event_id_same_community', target='events_event')],
            },
        ),
        migrations.AddField(
            model_name='rsvp',
            name='segment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rsvps', to='events.segment'),
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('rule', models.CharField(max_length=200, verbose_name='rule, RFC 5545, without DTSTART')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone, IANA')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('local_time', models.TimeField(verbose_name='local time')),
                ('region', models.CharField(blank=True, max_length=80, verbose_name='region')),
                ('meeting_url', models.URLField(blank=True, max_length=500, verbose_name='where to meet online')),
                ('rooms', models.PositiveSmallIntegerField(default=1, verbose_name='rooms')),
                ('planned_until', models.DateField(null=True, verbose_name='events are made up to this day, without it')),
                ('ends_before', models.DateField(null=True, verbose_name='no events from this day on')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='events.series')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rooms__gte', 1), ('rooms__lte', 60)), name='a_series_has_rooms'), config.kernel.constraints.RowLevelSecurity(name='events_series_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_series_within_community'), config.kernel.constraints.SameCommunity(column='host_id', name='events_series_host_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='made_by_id', name='events_series_made_by_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='follows_id', name='events_series_follows_id_same_community', target='events_series')],
            },
        ),
        migrations.AddField(
            model_name='event',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.series'),
        ),
        migrations.CreateModel(
            name='SisterRoom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rooms', models.PositiveSmallIntegerField(verbose_name='rooms with it')),
                ('state', models.CharField(choices=[('PROPOSED', 'Proposed'), ('CONFIRMED', 'Confirmed'), ('DECLINED', 'Declined')], default='PROPOSED', max_length=10, verbose_name='state')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sister_rooms', to='events.event')),
                ('room_host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sister_rooms', to='memberships.membership')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sister_rooms', to='events.segment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'rooms'), name='a_sister_room_is_proposed_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'PROPOSED')), models.Q(models.Q(('state', 'PROPOSED'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='a_decided_sister_room_says_when_and_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('room_host__isnull', False), ('state', 'CONFIRMED')), models.Q(models.Q(('state', 'CONFIRMED'), _negated=True), ('room_host', None)), _connector='OR'), name='a_confirmed_sister_room_has_a_host'), config.kernel.constraints.RowLevelSecurity(name='events_sisterroom_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_sisterroom_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_sisterroom_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='segment_id', name='events_sisterroom_segment_id_same_community', target='events_segment'), config.kernel.constraints.SameCommunity(column='decided_by_id', name='events_sisterroom_decided_by_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='room_host_id', name='events_sisterroom_room_host_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Strike',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ABSENT', 'Did not come'), ('LATE_RELEASE', 'Cancelled late')], max_length=12, verbose_name='kind')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('explanation', models.CharField(blank=True, max_length=500, verbose_name='what happened')),
                ('explained_at', models.DateTimeField(blank=True, null=True, verbose_name='explained at')),
                ('forgiven_at', models.DateTimeField(blank=True, null=True, verbose_name='forgiven at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strikes', to='events.event')),
                ('forgiven_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strikes', to='memberships.membership')),
                ('rsvp', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='strike', to='events.rsvp')),
            ],
            options={
                'indexes': [models.Index(fields=['membership', 'expires_at'], name='strikes_of_a_member')],
                'constraints': [models.UniqueConstraint(fields=('event', 'membership'), name='one_strike_a_member_and_event'), models.CheckConstraint(condition=models.Q(models.Q(('forgiven_at', None), ('forgiven_by', None)), models.Q(('forgiven_at__isnull', False), ('forgiven_by__isnull', False)), _connector='OR'), name='a_forgiven_strike_says_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('explained_at', None), ('explanation', '')), models.Q(models.Q(('explanation', ''), _negated=True), ('explained_at__isnull', False)), _connector='OR'), name='an_explained_strike_says_when'), config.kernel.constraints.RowLevelSecurity(name='events_strike_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_strike_within_community'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_strike_rsvp_id_same_community', target='events_rsvp'), config.kernel.constraints.SameCommunity(column='event_id', name='events_strike_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_strike_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='forgiven_by_id', name='events_strike_forgiven_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archived at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
            ],
            options={
                'abstract': False,
                'constraints': [config.kernel.constraints.RowLevelSecurity(name='events_template_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_template_within_community')],
            },
        ),
        migrations.AddField(
            model_name='series',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='events.template'),
        ),
        migrations.CreateModel(
            name='TemplateRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('purpose', models.TextField(blank=True, max_length=1000, verbose_name='what it is for')),
                ('kind', models.CharField(choices=[('HOT_SEAT', 'Hot seat'), ('MICRO_WORKSHOP', 'Micro-workshop'), ('PEER_FEEDBACK', 'Peer feedback'), ('OWN', 'Own format')], max_length=20, verbose_name='kind')),
                ('duration_minutes', models.PositiveSmallIntegerField(verbose_name='duration, minutes')),
                ('ritual', models.JSONField(verbose_name='ritual: a list of {kind, minutes, words}')),
                ('micro_task', models.CharField(blank=True, max_length=200, verbose_name='micro-task')),
                ('is_intention_required', models.BooleanField(default=True, verbose_name='intention required')),
                ('slot_class', models.CharField(choices=[('HIGH_VALUE', 'High-value slot'), ('STANDARD', 'Standard slot'), ('REPEAT', 'Repeat slot')], default='STANDARD', max_length=12, verbose_name='slot class')),
                ('seats_per_room', models.PositiveSmallIntegerField(default=12, verbose_name='seats in a room')),
                ('rooms', models.PositiveSmallIntegerField(default=1, verbose_name='rooms')),
                ('has_broadcast', models.BooleanField(default=True, verbose_name='broadcast access')),
                ('broadcast_capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='broadcast places; empty means no limit')),
                ('is_waitlist_fair', models.BooleanField(db_default=False, default=False, verbose_name='those without a seat lately come first')),
                ('blindness', models.CharField(choices=[('NONE', 'Names are shown'), ('HANDLE_ONLY', 'Handles instead of names'), ('BLIND_FEEDBACK', 'Feedback without names'), ('DOUBLE_BLIND', 'Handles, and pieces and feedback unsigned')], db_default='NONE', default='NONE', max_length=16, verbose_name='who sees names')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='events.template')),
            ],
        ),
        migrations.AddField(
            model_name='event',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.templaterevision'),
        ),
        migrations.CreateModel(
            name='WrapUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thanks', models.CharField(blank=True, max_length=200, verbose_name='a thank-you')),
                ('safety', models.CharField(blank=True, choices=[('FINE', 'I felt safe'), ('UNEASY', 'Something felt off'), ('TALK', 'I would like a moderator to contact me'), ('', 'I would rather not say')], max_length=8, verbose_name='how safe it felt')),
                ('safety_handled_at', models.DateTimeField(blank=True, null=True, verbose_name='looked after at')),
                ('filled_at', models.DateTimeField(verbose_name='filled at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wrap_ups', to='events.event')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('rsvp', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='wrap_up', to='events.rsvp')),
                ('safety_handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('safety_handled_at', None), ('safety_handled_by', None)), models.Q(('safety_handled_at__isnull', False), ('safety_handled_by__isnull', False)), _connector='OR'), name='a_handled_answer_says_by_whom'), config.kernel.constraints.RowLevelSecurity(name='events_wrapup_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_wrapup_within_community'), config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_wrapup_rsvp_id_same_community', target='events_rsvp'), config.kernel.constraints.SameCommunity(column='event_id', name='events_wrapup_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_wrapup_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='safety_handled_by_id', name='events_wrapup_safety_handled_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='text, markdown')),
                ('posted_at', models.DateTimeField(verbose_name='posted at')),
                ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('hidden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='memberships.membership')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='events.event')),
            ],
            options={
                'indexes': [models.Index(fields=['event', 'posted_at'], name='board_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_by', None)), models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False)), _connector='OR'), name='a_hidden_contribution_says_by_whom'), config.kernel.constraints.RowLevelSecurity(name='events_contribution_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='events_contribution_within_community'), config.kernel.constraints.SameCommunity(column='event_id', name='events_contribution_event_id_same_community', target='events_event'), config.kernel.constraints.SameCommunity(column='membership_id', name='events_contribution_membership_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='hidden_by_id', name='events_contribution_hidden_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.AddConstraint(
            model_name='piece',
            constraint=config.kernel.constraints.SameCommunity(column='rsvp_id', name='events_piece_rsvp_id_same_community', target='events_rsvp'),
        ),
        migrations.AddIndex(
            model_name='rsvp',
            index=models.Index(condition=models.Q(('state', 'WAITING')), fields=['segment', 'priority', 'joined_at', 'id'], name='the_waitlist'),
        ),
        migrations.AddIndex(
            model_name='rsvp',
            index=models.Index(fields=['membership', 'state'], name='rsvps_of_a_member'),
        ),
        migrations.AddIndex(
            model_name='rsvp',
            index=models.Index(condition=models.Q(('state', 'OFFERED')), fields=['held_until'], name='offers_by_end'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'RELEASED'), _negated=True), fields=('event', 'membership'), name='one_live_rsvp_per_member_and_event'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('state', 'RELEASED')), models.Q(models.Q(('state', 'RELEASED'), _negated=True), ('released_at', None)), _connector='OR'), name='a_released_rsvp_says_when'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'GOING'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='a_seat_says_when_it_was_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', False), ('state', 'OFFERED')), models.Q(models.Q(('state', 'OFFERED'), _negated=True), ('held_until', None)), _connector='OR'), name='an_offer_says_until_when'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(('release_reason', ''), ('state', 'RELEASED'), _connector='OR'), name='only_what_ended_says_how'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(('removal_reason', ''), ('release_reason', 'REMOVED'), _connector='OR'), name='only_a_removal_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(('times_carried_over__lte', 2)), name='an_intention_is_carried_over_twice_at_most'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('intention', ''), ('intention_state', 'NONE')), models.Q(models.Q(('intention', ''), _negated=True), models.Q(('intention_state', 'NONE'), _negated=True)), _connector='OR'), name='an_intention_has_words_and_a_state'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(('intention', ''), ('intention__regex', '^.{10,140}$'), _connector='OR'), name='an_intention_has_10_to_140_characters'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marked_absent_at', None), ('marked_absent_by', None)), models.Q(('marked_absent_at__isnull', False), ('marked_absent_by__isnull', False)), _connector='OR'), name='an_absence_says_who_marked_it'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=config.kernel.constraints.RowLevelSecurity(name='events_rsvp_row_security'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.UniqueConstraint(fields=('community', 'id'), name='events_rsvp_within_community'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=config.kernel.constraints.SameCommunity(column='event_id', name='events_rsvp_event_id_same_community', target='events_event'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=config.kernel.constraints.SameCommunity(column='segment_id', name='events_rsvp_segment_id_same_community', target='events_segment'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=config.kernel.constraints.SameCommunity(column='membership_id', name='events_rsvp_membership_id_same_community', target='memberships_membership'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=config.kernel.constraints.SameCommunity(column='marked_absent_by_id', name='events_rsvp_marked_absent_by_id_same_community', target='memberships_membership'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=config.kernel.constraints.SameCommunity(column='template_id', name='events_series_template_id_same_community', target='events_template'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=models.UniqueConstraint(fields=('template', 'number'), name='revision_numbers_count_up'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=models.CheckConstraint(condition=models.Q(('duration_minutes__gte', 30), ('duration_minutes__lte', 60)), name='a_format_lasts_30_to_60_minutes'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=models.CheckConstraint(condition=models.Q(('seats_per_room__gte', 2), ('seats_per_room__lte', 12)), name='a_room_has_2_to_12_seats'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=models.CheckConstraint(condition=models.Q(('rooms__gte', 1), ('rooms__lte', 60)), name='a_format_has_rooms'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=config.kernel.constraints.RowLevelSecurity(name='events_templaterevision_row_security'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=models.UniqueConstraint(fields=('community', 'id'), name='events_templaterevision_within_community'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=config.kernel.constraints.SameCommunity(column='template_id', name='events_templaterevision_template_id_same_community', target='events_template'),
        ),
        migrations.AddConstraint(
            model_name='templaterevision',
            constraint=config.kernel.constraints.SameCommunity(column='made_by_id', name='events_templaterevision_made_by_id_same_community', target='memberships_membership'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['community', 'starts_at'], name='events_by_start'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('state__in', ['SCHEDULED', 'LIVE'])), fields=['state', 'starts_at'], name='standing_events_by_start'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('series', 'occurrence_on'), name='one_event_per_day_of_a_series'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='an_event_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('occurrence_on', None), ('series', None)), models.Q(('occurrence_on__isnull', False), ('series__isnull', False)), _connector='OR'), name='an_event_of_a_series_knows_its_day'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'CANCELLED')), models.Q(models.Q(('state', 'CANCELLED'), _negated=True), ('cancelled_at', None)), _connector='OR'), name='a_cancelled_event_says_when'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ENDED'), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='an_ended_event_says_when'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=config.kernel.constraints.RowLevelSecurity(name='events_event_row_security'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('community', 'id'), name='events_event_within_community'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=config.kernel.constraints.SameCommunity(column='revision_id', name='events_event_revision_id_same_community', target='events_templaterevision'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=config.kernel.constraints.SameCommunity(column='series_id', name='events_event_series_id_same_community', target='events_series'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=config.kernel.constraints.SameCommunity(column='host_id', name='events_event_host_id_same_community', target='memberships_membership'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=config.kernel.constraints.SameCommunity(column='made_by_id', name='events_event_made_by_id_same_community', target='memberships_membership'),
        ),
    ]
