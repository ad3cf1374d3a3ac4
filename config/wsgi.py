import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.kernel.roles import ensure_safe_role  # noqa: E402  apps load first

ensure_safe_role()
