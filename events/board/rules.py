"""The day of an event and what follows: doors, timed ritual, small tasks, quiet questions."""

CONTRIBUTION_MAX_LENGTH = 2000
