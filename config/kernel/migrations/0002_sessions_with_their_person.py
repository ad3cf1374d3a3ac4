import django.db.models.deletion
from django.conf import settings
from django.core import signing
from django.db import migrations, models
from django.utils import timezone

SALT = "django.contrib.sessions.SessionStore"
AT_ONCE = 1000


def carry_over(apps, schema_editor):
    """Take along the sessions that still last, so that nobody has to sign in again.

    The old table keeps its rows, for old code that still runs during the deploy. Who signs in
    there meanwhile signs in once more.
    """
    alias = schema_editor.connection.alias
    old = apps.get_model("sessions", "Session").objects.using(alias)
    new = apps.get_model("kernel", "Session")
    people = apps.get_model(settings.AUTH_USER_MODEL).objects.using(alias)
    known = set(people.values_list("pk", flat=True))
    rows = (
        new(
            session_key=session.session_key,
            session_data=session.session_data,
            expire_date=session.expire_date,
            person_id=person_id,
        )
        for session in old.filter(expire_date__gt=timezone.now()).iterator()
        if (person_id := person_of(session)) is None or person_id in known
    )
    new.objects.using(alias).bulk_create(rows, batch_size=AT_ONCE)


def person_of(session):
    """Who is signed in, as the signed data say; nobody where the signature is not ours."""
    try:
        data = signing.loads(session.session_data, salt=SALT)
    except signing.BadSignature:
        return None
    return int(data["_auth_user_id"]) if "_auth_user_id" in data else None


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_initial'),
        ('sessions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
