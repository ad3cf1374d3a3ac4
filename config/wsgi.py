import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

import config.urls  # noqa: E402, F401  every page is loaded before the first is asked for
from config.kernel.roles import ensure_safe_role  # noqa: E402  apps load first

ensure_safe_role()
# What is loaded by now stays: the collector looks through what requests leave behind alone, so it
# looks more often, and a worker keeps less of it.
gc.collect()
gc.freeze()
