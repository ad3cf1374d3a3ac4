"""What a person does at a browser, in the words that they see."""

import re
import time

from playwright.sync_api import expect

PASSWORD = "twelve-seats-only"
OWNER, MODERATOR, INSTRUCTOR, MEMBER, NEWCOMER, OPERATOR = (
    f"{name}@demo.twelvefold.example"
    for name in ("owner", "moderator", "instructor", "member", "new", "operator")
)
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
NOTED_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
CODE = re.compile(r"^[0-9A-Z]{3,4}-?[0-9A-Z]{3,4}$", re.MULTILINE)


class Person:
    """Somebody at a browser of their own; `troubles` are the errors in its console.

    A form that comes back with errors is 422, which the browser notes there too; a story that
    leads to other statuses names them.
    """

    def __init__(self, context, *, statuses=()):
        context.set_default_timeout(PATIENCE_MS)
        self.context, self.troubles = context, []
        self.statuses = {422, *statuses}
        context.on("console", self._note)
        context.on("weberror", lambda failure: self.troubles.append(str(failure.error)))
        self.page = context.new_page()

    def opens(self, path):
        self.page.goto(path)

    def follows(self, link, *, within=None):
        """Click the link of that name."""
        (within or self.page).get_by_role("link", name=link, exact=True).click()

    def presses(self, button, *, within=None):
        """Press the button of that name."""
        (within or self.page).get_by_role("button", name=button, exact=True).click()

    def sees(self, words):
        """The main part of the page comes to show these words."""
        expect(self.page.get_by_role("main").get_by_text(words).first).to_be_visible()

    def sees_heading(self, words):
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible()

    def fills(self, label, words, *, within=None):
        (within or self.page).get_by_label(label, exact=True).fill(words)

    def chooses(self, label, option, *, within=None):
        (within or self.page).get_by_label(label, exact=True).select_option(option)

    def signs_in(self, email):
        self.opens("/accounts/login/")
        self.fills("Email", email)
        self.fills("Password", PASSWORD)
        self.presses("Sign in", within=self.page.get_by_role("main"))
        self.sees_heading("Your communities")

    def signs_up(self, *, name, email):
        """On the page that asks for it, until the address is known to be theirs."""
        self.sees_heading("Sign up")
        self.fills("Email", email)
        self.fills("Your name", name)
        self.fills("Password", PASSWORD)
        self.presses("Sign up", within=self.page.get_by_role("main"))
        self.types_the_code(email=email, subject="Your code to confirm this address")

    def types_the_code(self, *, email, subject):
        """The one that was mailed a moment ago."""
        self.sees_heading("Type the code we sent you")
        mail = self.finds_mail(to=email, subject=subject)
        (code,) = CODE.findall(mail.get_by_role("main").inner_text())
        mail.close()
        self.fills("Code", code)
        self.presses("Confirm")

    def finds_mail(self, *, to, subject, seconds=30):
        """Open the newest mail of that subject in another tab; the tab stays open."""
        tab = self.context.new_page()
        tab.goto("/inbox/")
        tab.get_by_label("To", exact=True).fill(to)
        tab.get_by_role("button", name="Search", exact=True).click()
        letter = tab.get_by_role("main").get_by_role("link", name=subject).first
        reload_until(tab, letter, seconds=seconds)
        letter.click()
        return tab

    def _note(self, message):
        status = NOTED_STATUS.match(message.text)
        if message.type != "error" or (status and int(status[1]) in self.statuses):
            return
        self.troubles.append(f"{message.text} ({message.page.url if message.page else '?'})")


def reload_until(page, wanted, *, seconds):
    """Load the page again and again until it shows what is wanted."""
    deadline = time.monotonic() + seconds
    while not _comes(wanted) and time.monotonic() < deadline:
        page.reload()
    expect(wanted).to_be_visible()


def _comes(wanted):
    try:
        expect(wanted).to_be_visible(timeout=2000)
    except AssertionError:
        return False
    return True
