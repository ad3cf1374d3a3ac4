"""The floor: what a textbook DRF application does for an RSVP, and nothing else.

No sign-in, no sessions, no tenants, no facts; the same database and the same web server. The
textbook locks the event's row and then counts; a second view takes the seat by a conditional
update, and a third does nothing, to show what the clients themselves can do.
"""

import django
import environ
from django.conf import settings

DATABASE = environ.Env().db("DATABASE_URL", engine="django.db.backends.postgresql")

settings.configure(
    SECRET_KEY="floor",  # noqa: S106  it signs nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.floor",
    INSTALLED_APPS=["django.contrib.contenttypes", "rest_framework"],
    USE_TZ=True,
    DATABASES={"default": {**DATABASE, "CONN_MAX_AGE": None}},
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings come first
from django.db import models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
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
        with transaction.atomic():
            event = Event.objects.select_for_update().get(pk=validated_data["event"].pk)
            if event.taken >= event.capacity:
                raise serializers.ValidationError("Full")
            event.taken += 1
            event.save(update_fields=["taken"])
            return super().create(validated_data)


class ConditionalSerializer(RsvpSerializer):
    def create(self, validated_data: dict[str, object]) -> Rsvp:
        free = Event.objects.filter(pk=validated_data["event"].pk, taken__lt=F("capacity"))
        with transaction.atomic():
            if not free.update(taken=F("taken") + 1):
                raise serializers.ValidationError("Full")
            return serializers.ModelSerializer.create(self, validated_data)


class RsvpList(generics.CreateAPIView[Rsvp]):
    queryset = Rsvp.objects.all()
    serializer_class = RsvpSerializer


class ConditionalRsvpList(RsvpList):
    serializer_class = ConditionalSerializer


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("rsvps/", RsvpList.as_view()),
    path("conditional/", ConditionalRsvpList.as_view()),
    path("nothing/", nothing),
]
application = get_wsgi_application()
