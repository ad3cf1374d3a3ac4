import config.kernel.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('memberships', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=320, verbose_name='to')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('raw', models.BinaryField(verbose_name='message as sent, RFC 5322')),
                ('sent_at', models.DateTimeField(db_index=True, verbose_name='sent at')),
            ],
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('job', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='job')),
                ('ran_at', models.DateTimeField(verbose_name='ran at')),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('subject_id', models.BigIntegerField(verbose_name='subject')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='membership that acted')),
                ('data', models.JSONField(default=dict, verbose_name='data')),
                ('happened_at', models.DateTimeField(verbose_name='happened at')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='recorded at')),
                ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='memberships.community')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'name', 'happened_at'], name='fact_by_name_and_time')],
                'constraints': [config.kernel.constraints.AppendOnly(name='kernel_fact_append_only'), config.kernel.constraints.RowLevelSecurity(name='kernel_fact_row_security')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reaction', models.CharField(max_length=200, verbose_name='reaction')),
                ('queue', models.CharField(max_length=20, verbose_name='queue')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('delivered_at', models.DateTimeField(null=True, verbose_name='delivered')),
                ('parked_at', models.DateTimeField(null=True, verbose_name='parked')),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='kind of the last error')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='kernel.fact')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('delivered_at', None), ('parked_at', None)), fields=['queue', 'due_at', 'id'], name='undelivered_by_due'), models.Index(condition=models.Q(('parked_at', None), _negated=True), fields=['parked_at'], name='parked_deliveries')],
                'constraints': [models.UniqueConstraint(fields=('fact', 'reaction'), name='fact_reaches_reaction_once'), models.CheckConstraint(condition=models.Q(('delivered_at', None), ('parked_at', None), _connector='OR'), name='delivery_is_not_both_delivered_and_parked')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=64, verbose_name='owner')),
                ('key', models.CharField(max_length=100, verbose_name='key')),
                ('digest', models.CharField(max_length=64, verbose_name='digest of the request')),
                ('location', models.CharField(blank=True, max_length=300, verbose_name='where it led')),
                ('taken_at', models.DateTimeField(db_index=True, verbose_name='taken at')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'key'), name='a_key_serves_its_owner_once')],
            },
        ),
    ]
