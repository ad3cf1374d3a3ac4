from django.apps import AppConfig


class MembershipsConfig(AppConfig):
    name = "memberships"

    def ready(self) -> None:
        from memberships import reactions, receivers  # noqa: F401, PLC0415 - they register
