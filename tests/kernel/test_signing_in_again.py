"""Whoever signs in again lands on a page, also where the session ended before a POST."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

RELEASE = reverse("events:rsvp_release", args=["writers", 7])
PAGE = "/c/writers/events/7/"


def way_back(location):
    return parse_qs(urlsplit(location).query)["next"]


def test_a_page_leads_back_to_itself(client):
    answer = client.get(PAGE)

    assert way_back(answer["Location"]) == [PAGE]


def test_a_form_leads_back_to_the_page_it_stood_on(client):
    answer = client.post(RELEASE, headers={"Referer": f"http://testserver{PAGE}"})

    assert answer.status_code == 302
    assert way_back(answer["Location"]) == [PAGE]


@pytest.mark.parametrize("elsewhere", ["", "https://elsewhere.example/c/writers/"])
def test_a_form_from_elsewhere_leads_to_the_start(client, elsewhere):
    answer = client.post(RELEASE, headers={"Referer": elsewhere})

    assert way_back(answer["Location"]) == ["/"]


def test_htmx_goes_to_the_sign_in_page_instead_of_swapping_it_in(client):
    headers = {"Referer": f"http://testserver{PAGE}", "HX-Request": "true"}

    answer = client.post(RELEASE, headers=headers)

    assert answer.status_code == 204
    assert way_back(answer["HX-Redirect"]) == [PAGE]
