"""Same key and same body: one effect, however often a form is sent."""

import re
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone
from django.utils.functional import Promise

from config.kernel import idempotency
from config.kernel.errors import Refusal
from config.kernel.housekeeping import forget_old_keys
from config.kernel.http import lead_to
from config.kernel.models import IdempotencyKey, InboxMail
from config.kernel.transactions import use_case_everywhere, use_case_that_looks_first
from config.urls import urlpatterns as ours
from tests.factories import MembershipFactory, UserFactory
from tests.scopes import ScopelessClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@use_case_everywhere
def write_down(*, words):
    note = InboxMail.objects.create(
        recipient="x@example.org", subject=words, raw=b"", sent_at=timezone.now()
    )
    if words == "refuse":
        raise Refusal("No.")
    if words == "break":
        raise RuntimeError("broken after writing")
    return note


@dataclass
class Named:
    """A community by its key."""

    pk: int


@use_case_that_looks_first
def write_down_once(*, community, words, remembers=True):
    """Refuses where the words are there; the key is taken after that look, or forgotten."""
    if InboxMail.objects.filter(subject=words).exists():
        raise Refusal("There already.")
    if remembers:
        idempotency.take()
    sent = {"recipient": "x@example.org", "raw": b"", "sent_at": timezone.now()}
    return InboxMail.objects.create(subject=words, **sent)


@login_not_required
def single_notes(request):
    words = request.POST["words"]
    try:
        write_down_once(community=Named(1), words=words, remembers=words != "forget the key")
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=422)
    return HttpResponseRedirect("/notes/all/")


@login_not_required
def notes(request):
    words = request.POST.get("words", "") or request.body.decode()
    try:
        note = write_down(words=words)
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=422)
    if words == "fragment":
        return HttpResponse("<p>Written</p>")
    if words == "lead far":
        return HttpResponseRedirect(f"/notes/{note.pk}/?{'x' * 500}")
    return HttpResponseRedirect(f"/notes/{note.pk}/")


@login_not_required
def trusting_notes(request):
    """A view that expects no refusal."""
    write_down(words=request.POST["words"])
    return HttpResponseRedirect("/")


@login_not_required
def notes_that_say_where(request):
    """The place is known before, and kept with the key; "elsewhere" leads to another one."""
    words = request.POST["words"]
    there = lead_to("/notes/all/")
    note = write_down(words=words)
    if words == "fragment":
        return HttpResponse("<p>Written</p>")
    return HttpResponseRedirect(f"/notes/{note.pk}/") if words == "elsewhere" else there


urlpatterns = [
    path("notes/", notes),
    path("said-notes/", notes_that_say_where),
    path("single-notes/", single_notes),
    path("other-notes/", notes),
    path("trusting-notes/", trusting_notes),
    *ours,
]


def effects():
    return InboxMail.objects.count()


def send(client, words="hello", key="k-1", url="/notes/", **more):
    fields = {"words": words, **({"idempotency_key": key} if key else {})}
    return client.post(url, fields, **more)


def test_sent_twice_it_has_one_effect_and_leads_to_the_same_place(client):
    first, second = send(client), send(client)

    assert effects() == 1
    assert first["Location"] == second["Location"]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"


def test_control_without_a_key_each_sending_has_its_effect(client):
    send(client, key="")
    send(client, key="")

    assert effects() == 2


def test_the_key_may_come_as_a_header_with_any_body(client):
    for _time in range(2):
        answer = client.post(
            "/notes/", "plain words", content_type="text/plain", headers={"idempotency-key": "k"}
        )

    assert (effects(), answer["Idempotency-Replayed"]) == (1, "true")
    assert InboxMail.objects.get().subject == "plain words"


@pytest.mark.parametrize(
    "changed",
    [
        {"words": "other words"},
        {"url": "/other-notes/"},
        {"url": "/notes/?next=elsewhere"},
    ],
    ids=str,
)
def test_the_same_key_for_something_else_is_refused_in_words(client, changed):
    send(client)

    answer = send(client, **changed)

    assert answer.status_code == 422
    assert b"sent before with other answers" in answer.content
    assert effects() == 1


def test_a_view_that_expects_no_refusal_gets_a_page_of_words(client):
    send(client, url="/trusting-notes/")

    answer = send(client, "other words", url="/trusting-notes/")

    assert (answer.status_code, effects()) == (422, 1)
    assert b"sent before with other answers" in answer.content
    assert b"<h1>" in answer.content


def test_the_refusal_can_be_translated():
    idempotency.expect(idempotency.Pending("person:1", "k", "digest"))
    idempotency.take()
    idempotency.expect(idempotency.Pending("person:1", "k", "another digest"))

    with pytest.raises(idempotency.KeyReused) as refused:
        idempotency.take()
    idempotency.expect(None)

    assert isinstance(refused.value.args[0], Promise)


def test_one_field_with_a_line_break_is_not_two_fields(client):
    client.post("/notes/", {"idempotency_key": "k", "words": "a\nz=b"})

    answer = client.post("/notes/", {"idempotency_key": "k", "words": "a", "z": "b"})

    assert answer.status_code == 422


def test_keys_are_each_persons_own(client):
    other = ScopelessClient()
    for browser in (client, other):
        browser.force_login(
            UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        send(browser)

    assert effects() == 2


def test_a_refused_form_may_be_sent_again_with_other_words(client):
    refused = send(client, "refuse")

    answer = send(client, "better words")

    assert (refused.status_code, answer.status_code, effects()) == (422, 302, 1)


def test_a_crash_leaves_no_key_and_no_effect(client):
    with pytest.raises(RuntimeError):
        send(client, "break")

    assert (effects(), IdempotencyKey.objects.count()) == (0, 0)


def test_a_use_case_that_failed_gives_the_key_back_to_the_next():
    idempotency.expect(idempotency.Pending("person:1", "k", "digest"))
    with pytest.raises(Refusal):
        write_down(words="refuse")
    write_down(words="hello")
    idempotency.expect(idempotency.Pending("person:1", "k", "digest"))

    with pytest.raises(idempotency.Repeated):
        write_down(words="hello")
    idempotency.expect(None)

    assert effects() == 1


def statements_about_keys(do):
    with CaptureQueriesContext(connection) as captured:
        do()
    said = "\n".join(query["sql"] for query in captured.captured_queries)
    found = re.findall(r"\b(insert_into|UPDATE|from)[ _]kernel_idempotencykey", said)
    return [words.replace("_", " ").upper() for words in found]


def test_a_place_that_is_said_before_is_kept_with_the_key_in_one_statement(client):
    assert statements_about_keys(lambda: send(client, url="/said-notes/")) == ["INSERT INTO"]

    again = send(client, url="/said-notes/")

    assert (effects(), again["Location"]) == (1, "/notes/all/")


def test_control_a_place_that_is_not_said_takes_a_second_statement(client):
    assert statements_about_keys(lambda: send(client)) == ["INSERT INTO", "UPDATE"]


def test_who_says_one_place_and_leads_to_another_leads_there_again(client):
    first, again = (send(client, "elsewhere", url="/said-notes/") for _time in range(2))

    assert effects() == 1
    assert first["Location"] == again["Location"] == f"/notes/{InboxMail.objects.get().pk}/"


def test_what_answers_with_a_part_of_a_page_leads_to_the_place_that_was_said(client):
    for _time in range(2):
        answer = send(client, "fragment", url="/said-notes/", headers={"hx-request": "true"})

    assert (effects(), answer["HX-Redirect"]) == (1, "/notes/all/")


# Refused by a read, before the key is taken

SINGLE = "/single-notes/"


def test_a_refusal_by_a_look_stores_no_key(client):
    send(client, "hello", key="", url=SINGLE)

    assert statements_about_keys(lambda: send(client, url=SINGLE)) == ["FROM"]

    assert (send(client, url=SINGLE).status_code, IdempotencyKey.objects.count()) == (422, 0)


@pytest.mark.parametrize("words", ["hello", "forget the key"])
def test_who_is_refused_because_of_their_own_first_sending_sent_it_twice(client, words):
    first, again = send(client, words, url=SINGLE), send(client, words, url=SINGLE)

    assert (again.status_code, again["Idempotency-Replayed"]) == (302, "true")
    assert (effects(), again["Location"]) == (1, first["Location"])


def test_control_with_another_key_the_same_words_are_refused(client):
    send(client, url=SINGLE)

    assert send(client, url=SINGLE, key="k-2").status_code == 422


def test_the_same_key_for_something_else_is_refused_whether_the_look_refuses_or_not(client):
    send(client, "one", url=SINGLE)
    send(client, "two", key="k-2", url=SINGLE)

    answers = [send(client, words, url=SINGLE) for words in ("two", "three")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(b"sent before with other answers" in answer.content for answer in answers)
    assert effects() == 2


def test_htmx_is_led_by_its_own_header(client):
    first = send(client, headers={"hx-request": "true"})
    again = send(client, headers={"hx-request": "true"})

    assert (again.status_code, again["HX-Redirect"]) == (204, first["Location"])


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://testserver/page/", "http://testserver/page/"),
        ("https://elsewhere.example.org/", "/"),
        ("", "/"),
    ],
)
def test_what_led_nowhere_leads_back_but_never_away_from_us(client, came_from, leads_to):
    for _time in range(2):
        answer = send(client, "fragment", headers={"referer": came_from})

    assert (effects(), answer["Location"]) == (1, leads_to)


@pytest.mark.parametrize("key", ["\x00", "k" * 5000, "🔑\u202e", "' OR 1=1 --"], ids=repr)
def test_an_odd_key_is_a_key(client, key):
    assert send(client, key=key).status_code == 302
    assert send(client, "other", key=key).status_code == 422
    assert send(client, key=key + "!").status_code == 302


def test_long_keys_that_differ_at_the_end_are_two_keys(client):
    assert send(client, "one", key="k" * 200 + "1").status_code == 302
    assert send(client, "two", key="k" * 200 + "2").status_code == 302


def test_a_place_too_long_to_note_does_not_undo_the_answer(client, monkeypatch):
    monkeypatch.setattr(idempotency, "ANSWER_LOOKS", 1)
    first = send(client, "lead far")
    again = send(client, "lead far")

    assert (first.status_code, again.status_code, effects()) == (302, 302, 1)


def test_reading_takes_no_key(client):
    client.get("/notes/", {"idempotency_key": "k", "words": "x"})

    assert not IdempotencyKey.objects.exists()


def test_old_keys_are_forgotten_and_young_ones_kept(client):
    send(client, key="old")
    IdempotencyKey.objects.update(taken_at=timezone.now() - timedelta(days=3))
    send(client, "young", key="young")

    assert forget_old_keys(now=timezone.now()) == 1
    assert IdempotencyKey.objects.count() == 1


# Clicked twice


def click_at_once(times, *, url="/notes/"):
    user = MembershipFactory().user
    browsers = []
    for _time in range(times):
        browser = ScopelessClient(raise_request_exception=False)
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        browsers.append(browser)
    gate, answers = Barrier(times, timeout=10), []

    def click(browser):
        try:
            gate.wait()
            answers.append(send(browser, url=url))
        finally:
            connection.close()

    threads = [Thread(target=click, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_clicked_many_times_at_once_it_has_one_effect_and_one_place():
    answers = click_at_once(6)

    assert [answer.status_code for answer in answers] == [302] * 6
    assert {answer["Location"] for answer in answers} == {f"/notes/{InboxMail.objects.get().pk}/"}


@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_in_the_door_each_click_has_its_effect(monkeypatch):
    monkeypatch.setattr(idempotency, "take", lambda: False)

    click_at_once(6)

    assert effects() == 6


@pytest.mark.django_db(transaction=True)
def test_clicked_many_times_at_once_a_use_case_that_looks_first_has_one_effect_and_one_place():
    answers = click_at_once(6, url=SINGLE)

    assert effects() == 1
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/notes/all/")
    ] * 6


@pytest.mark.django_db(transaction=True)
def test_control_without_the_look_at_the_key_some_clicks_are_refused_or_have_their_effect(
    monkeypatch,
):
    monkeypatch.setattr(idempotency, "take", lambda: None)

    answers = click_at_once(6, url=SINGLE)

    assert effects() > 1 or 422 in [answer.status_code for answer in answers]
