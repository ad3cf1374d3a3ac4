from datetime import timedelta

INVITATION_LASTS = timedelta(days=14)
ASK_AGAIN_AFTER = timedelta(days=7)
INVITATIONS_PER_DAY = 100
