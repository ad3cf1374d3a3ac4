"""What holds for formats, seats and times. Pure functions: no database, no clock, no settings."""

from datetime import timedelta

ROOM_CAPACITY = 12
MIN_DURATION_MINUTES = 30
MAX_DURATION_MINUTES = 60
MAX_ROOMS = 60
FEW_SEATS = 3
HORIZON = timedelta(weeks=8)
DOORS_OPEN_BEFORE = timedelta(minutes=15)
ENDS_AFTER = timedelta(minutes=15)
INTENTION_MIN_LENGTH = 10
INTENTION_MAX_LENGTH = 140
UNRECONCILED_AFTER = timedelta(hours=72)
MAX_CARRIED_OVER = 2
