"""Every task of the app. Celery finds them here, feature by feature."""

import memberships.accounts.tasks  # noqa: F401
