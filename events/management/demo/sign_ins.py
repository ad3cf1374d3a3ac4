"""The table of demo sign-ins."""

from events.management.demo.cast import PASSWORD, SIGN_INS

TITLES = ("Role", "E-mail", "What to try")


def table() -> str:
    """Who can sign in, and what for; one password for all."""
    rows = [TITLES, *((line.role, line.person.email, line.to_try) for line in SIGN_INS)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{role:<{widths[0]}}  {email:<{widths[1]}}  {what}" for role, email, what in rows]
    rule = "-" * max(len(line) for line in lines)
    return "\n".join([lines[0], rule, *lines[1:], rule, f"Password for all: {PASSWORD}"])
