from http import HTTPStatus

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from config.kernel.errors import Refusal
from config.kernel.forms import LineField, UseCaseForm
from config.kernel.http import status_of, submit_form


class NoteForm(UseCaseForm):
    text = LineField(max_length=10)


def refuse(*, field=None, **_about):
    raise Refusal("Not today.", field=field)


@given(st.text())
def test_a_line_field_keeps_text_on_one_line(text):
    field = LineField()
    line = field.to_python(text)

    assert field.to_python(line) == line
    assert not set(line) & set("\n\r\t")


def test_a_form_is_submitted_with_what_is_given_and_the_time():
    done = submit_form(NoteForm({"text": " two  words "}), lambda **said: said, about=7)

    assert done is not None
    assert done.outcome.pop("now").tzinfo is not None
    assert done.outcome == {"about": 7, "text": "two words"}


def test_a_use_case_that_returns_nothing_is_done_all_the_same():
    form = NoteForm({"text": "words"})

    assert submit_form(form, lambda **_said: None)
    assert status_of(form) == HTTPStatus.OK


@pytest.mark.parametrize(
    ("data", "status"),
    [(None, HTTPStatus.OK), ({"text": "far too many words"}, HTTPStatus.UNPROCESSABLE_ENTITY)],
)
def test_a_form_that_is_not_sent_or_not_valid_asks_nothing(data, status):
    form = NoteForm(data)

    assert submit_form(form, refuse) is None
    assert status_of(form) == status
    assert "Not today." not in str(form.errors)


@pytest.mark.parametrize(("named", "beside"), [("text", "text"), ("gone", "__all__")])
def test_a_refusal_is_shown_beside_the_field_it_names_or_above_them_all(named, beside):
    form = NoteForm({"text": "words"})

    assert submit_form(form, refuse, field=named) is None
    assert form.errors == {beside: ["Not today."]}
    assert status_of(form) == HTTPStatus.UNPROCESSABLE_ENTITY


def test_what_does_not_exist_is_a_404():
    def find(**_about):
        raise ObjectDoesNotExist

    with pytest.raises(Http404):
        submit_form(NoteForm({"text": "words"}), find)
