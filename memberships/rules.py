"""What holds for people and communities, whatever the database says."""

from datetime import timedelta

INVITATION_LASTS = timedelta(days=14)
DELETION_WAITS = timedelta(days=7)
