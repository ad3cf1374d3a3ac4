from datetime import timedelta

DELETION_WAITS = timedelta(days=7)
