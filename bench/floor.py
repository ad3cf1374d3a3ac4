"""The floor: what a textbook DRF application does for an RSVP, and nothing else.

No sign-in, no sessions, no tenants, no facts; the same conditional update, the same database, the
same web server.
"""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings


def _settings() -> dict[str, object]:
    url = urlsplit(os.environ["DATABASE_URL"])
    return {
        "SECRET_KEY": "floor",
        "ALLOWED_HOSTS": ["*"],
        "ROOT_URLCONF": "bench.floor",
        "INSTALLED_APPS": ["django.contrib.contenttypes", "rest_framework"],
        "USE_TZ": True,
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.path[1:],
                "USER": url.username,
                "PASSWORD": url.password,
                "HOST": url.hostname,
                "PORT": url.port,
                "CONN_MAX_AGE": None,
            }
        },
        "REST_FRAMEWORK": {
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_PERMISSION_CLASSES": [],
            "UNAUTHENTICATED_USER": None,
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        },
    }


settings.configure(**_settings())
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings come first
from django.db import models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402


class Event(models.Model):
    capacity = models.IntegerField()
    taken = models.IntegerField(default=0)

    class Meta:
        app_label = "floor"
        db_table = "floor_event"

    def __str__(self) -> str:
        return f"event #{self.pk}"


class Rsvp(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    member = models.IntegerField()
    intention = models.CharField(max_length=140)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "floor"
        db_table = "floor_rsvp"

    def __str__(self) -> str:
        return f"rsvp #{self.pk}"


class RsvpSerializer(serializers.ModelSerializer[Rsvp]):
    class Meta:
        model = Rsvp
        fields = ["id", "event", "member", "intention", "joined_at"]

    def create(self, validated_data: dict[str, object]) -> Rsvp:
        event = validated_data["event"]
        with transaction.atomic():
            free = Event.objects.filter(pk=event.pk, taken__lt=F("capacity"))
            if not free.update(taken=F("taken") + 1):
                raise serializers.ValidationError("Full")
            return super().create(validated_data)


class RsvpList(generics.CreateAPIView[Rsvp]):
    queryset = Rsvp.objects.all()
    serializer_class = RsvpSerializer


urlpatterns = [path("rsvps/", RsvpList.as_view())]
application = get_wsgi_application()
