from config.kernel.facts import declare

REMINDER_DUE = declare(
    "events.reminder_due", "event_id", "kind", meaning="A reminder's time has come."
)
