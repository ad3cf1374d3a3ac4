import config.kernel.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone, IANA')),
                ('locale', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('is_staff', models.BooleanField(default=False, verbose_name='operator')),
                ('date_joined', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='joined at')),
                ('deletion_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='deletion asked at')),
                ('deletion_due_at', models.DateTimeField(blank=True, null=True, verbose_name='deletion due at')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased at')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_person_per_address_whatever_case'), models.CheckConstraint(condition=models.Q(models.Q(('deletion_asked_at', None), ('deletion_due_at', None)), models.Q(('deletion_asked_at__isnull', False), ('deletion_due_at__isnull', False)), _connector='OR'), name='a_deletion_that_is_asked_has_a_due_time')],
            },
        ),
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(unique=True, verbose_name='address')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='description')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone, IANA')),
                ('locale', models.CharField(default='en', max_length=10, verbose_name='language')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency, ISO 4217')),
                ('takes_join_requests', models.BooleanField(default=True, verbose_name='people may ask to join')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'community',
                'verbose_name_plural': 'communities',
                'constraints': [models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='currency_is_three_capital_letters')],
            },
        ),
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, validators=[django.core.validators.MinLengthValidator(1)], verbose_name='kind')),
                ('is_satisfied', models.BooleanField(default=False, verbose_name='satisfied')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='what is missing, for people')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'kind'), name='one_clearance_of_a_kind_each'), models.CheckConstraint(condition=models.Q(('is_satisfied', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_missing_clearance_says_why'), config.kernel.constraints.RowLevelSecurity(name='memberships_clearance_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='memberships_clearance_within_community')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('MEMBER', 'Member'), ('INSTRUCTOR', 'Instructor'), ('MODERATOR', 'Moderator'), ('OWNER', 'Owner')], max_length=16), size=None, verbose_name='roles')),
                ('status', models.CharField(choices=[('INVITED', 'Invited'), ('ACTIVE', 'Active'), ('PAUSED', 'Paused'), ('SUSPENDED', 'Suspended'), ('LEFT', 'Left')], default='ACTIVE', max_length=16, verbose_name='status')),
                ('joined_at', models.DateTimeField(verbose_name='joined at')),
                ('status_since', models.DateTimeField(verbose_name='status since')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'user'), name='one_membership_each'), models.CheckConstraint(condition=models.Q(('roles__contained_by', ['MEMBER', 'INSTRUCTOR', 'MODERATOR', 'OWNER']), ('roles__contains', ['MEMBER'])), name='roles_are_known_and_everyone_is_a_member'), config.kernel.constraints.RowLevelSecurity(name='memberships_membership_row_security', person='user_id'), models.UniqueConstraint(fields=('community', 'id'), name='memberships_membership_within_community')],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='message')),
                ('status', models.CharField(choices=[('WAITING', 'Waiting'), ('APPROVED', 'Approved'), ('DECLINED', 'Declined')], default='WAITING', max_length=16, verbose_name='status')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'WAITING')), fields=('community', 'user'), name='one_waiting_request_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'WAITING')), models.Q(models.Q(('status', 'WAITING'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='a_decided_request_says_when_and_by_whom'), config.kernel.constraints.RowLevelSecurity(name='memberships_joinrequest_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='memberships_joinrequest_within_community'), config.kernel.constraints.SameCommunity(column='decided_by_id', name='memberships_joinrequest_decided_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('MEMBER', 'Member'), ('INSTRUCTOR', 'Instructor'), ('MODERATOR', 'Moderator'), ('OWNER', 'Owner')], max_length=16), size=None, verbose_name='roles')),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='accepted at')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('community', 'email'), name='one_open_invitation_per_address'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='an_accepted_invitation_names_who_accepted'), config.kernel.constraints.RowLevelSecurity(name='memberships_invitation_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='memberships_invitation_within_community'), config.kernel.constraints.SameCommunity(column='invited_by_id', name='memberships_invitation_invited_by_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='accepted_by_id', name='memberships_invitation_accepted_by_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('REMINDERS', 'Reminders before an event'), ('SEATS', 'My seats: confirmations and the waiting list'), ('FOLLOW_UPS', 'After an event: wrap-up and micro-actions'), ('COMMUNITY', 'News of the community and its people')], max_length=16, verbose_name='category')),
                ('muted_at', models.DateTimeField(verbose_name='switched off at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preferences', to='memberships.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('membership', 'category'), name='a_category_is_muted_once'), config.kernel.constraints.RowLevelSecurity(name='memberships_notificationpreference_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='memberships_notificationpreference_within_community'), config.kernel.constraints.SameCommunity(column='membership_id', name='memberships_notificationpreference_membership_id_same_community', target='memberships_membership')],
            },
        ),
        migrations.CreateModel(
            name='Separation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PERSONAL', 'Personal'), ('MEASURE', 'Measure')], default='PERSONAL', max_length=8, verbose_name='kind')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends at; empty: until lifted')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted at')),
                ('community', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
                ('protected', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='separations_from_others', to='memberships.membership')),
                ('restrained', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restraints', to='memberships.membership')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('lifted_at', None)), fields=['restrained', 'protected'], name='standing_restraints')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('protected', 'restrained', 'kind'), name='one_standing_separation_of_two_of_a_kind'), models.CheckConstraint(condition=models.Q(('protected', models.F('restrained')), _negated=True), name='nobody_is_kept_from_themselves'), models.CheckConstraint(condition=models.Q(('kind', 'MEASURE'), ('ends_at', None), _connector='OR'), name='a_personal_separation_lasts_until_lifted'), config.kernel.constraints.RowLevelSecurity(name='memberships_separation_row_security'), models.UniqueConstraint(fields=('community', 'id'), name='memberships_separation_within_community'), config.kernel.constraints.SameCommunity(column='protected_id', name='memberships_separation_protected_id_same_community', target='memberships_membership'), config.kernel.constraints.SameCommunity(column='restrained_id', name='memberships_separation_restrained_id_same_community', target='memberships_membership')],
            },
        ),
    ]
