import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone, translation
from lucide import IconDoesNotExist

from config.kernel.components import city, icon, ring_dots, shown_moment
from config.kernel.finders import JoinedFinder

TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
STYLES = Path(settings.STATICFILES_DIRS[0]) / "css"
WINTER_EVENING = datetime(2025, 11, 27, 18, tzinfo=UTC)


def drawn(source, **words):
    """What a template draws that imports components."""
    return engines["jinja2"].from_string(source).render(words)


class IntentionForm(forms.Form):
    intention = forms.CharField(
        max_length=140, widget=forms.Textarea, help_text="Hosts see this.", required=False
    )
    seen_by = forms.ChoiceField(choices=[("me", "Me")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")


def luminance(colour):
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(c * weight for c, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def themes():
    found = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (STYLES / "tokens.css").read_text()
    )
    return {name: light for name, light, _ in found}, {name: dark for name, _, dark in found}


READ = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "ember")
        for ground in ("paper", "card", "sunk")
    ),
    *(
        (tone, ground)
        for tone in ("leaf", "amber", "alarm")
        for ground in (f"{tone}-wash", "card")
    ),
    *(
        (f"{tone}-ink", f"{tone}{way}")
        for tone in ("ember", "leaf", "alarm")
        for way in ("", "-deep")
    ),
    ("ember", "ember-wash"),
    ("ink", "ember-wash"),
]


@pytest.mark.parametrize(("ink", "ground"), READ)
def test_words_stand_out_in_both_themes(ink, ground):
    for theme in themes():
        assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "card"])
def test_borders_of_controls_stand_out_in_both_themes(ground):
    for theme in themes():
        assert contrast(theme["edge"], theme[ground]) >= 3


def test_a_browser_without_light_dark_gets_the_light_theme():
    flat = dict(
        re.findall(
            r"--([\w-]+): (#\w{6});", (STYLES / "tokens.css").read_text().split("@supports")[0]
        )
    )

    assert themes()[0].items() <= flat.items()


def test_one_stylesheet_is_joined_from_all_parts():
    joined = Path(finders.find("css/main.css")).read_text()

    assert joined.startswith("@layer tokens, base, layout, parts, states;")
    assert all(part.read_text() in joined for part in STYLES.rglob("*.css"))


def test_a_changed_part_is_joined_anew(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.JOINED_STATIC_ROOT = tmp_path / "joined"
    part = tmp_path / "source" / "css" / "base.css"
    part.parent.mkdir(parents=True)
    finder = JoinedFinder()
    part.write_text("a {}")
    first = Path(finder.find("css/main.css")).read_text()
    part.write_text("b {}")

    assert (first, Path(finder.find("css/main.css")).read_text()) == ("a {}", "b {}")


def test_collectstatic_takes_the_joined_files(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "css" / "main.css").exists()
    assert (tmp_path / "js" / "main.js").exists()


@pytest.mark.parametrize(("taken", "capacity"), [(0, 12), (9, 12), (12, 12), (3, 24)])
def test_a_ring_shows_each_seat(taken, capacity):
    dots = ring_dots(taken, capacity)

    assert (len(dots), sum(dot.is_taken for dot in dots)) == (capacity, taken)


@pytest.mark.parametrize("taken", [1, 59])
def test_a_large_ring_hides_neither_the_first_nor_the_last_seat(taken):
    dots = ring_dots(taken, 60)

    assert {dot.is_taken for dot in dots} == {True, False}


def test_a_moment_shows_your_time_where_the_clocks_differ():
    with timezone.override("America/New_York"):
        shown = shown_moment(
            WINTER_EVENING, "Europe/Lisbon", WINTER_EVENING + timedelta(minutes=45)
        )

    assert (shown.there.start, shown.there.end) == ("Thu 27 Nov 2025, 18:00", "18:45")
    assert shown.here.start == "Thu 27 Nov 2025, 13:00"


def test_a_moment_is_told_once_where_the_clocks_agree():
    with timezone.override("Europe/London"):
        assert shown_moment(WINTER_EVENING, "Europe/Lisbon").here is None


def test_a_place_is_named_in_the_readers_language():
    with translation.override("pt"):
        assert city("Europe/Lisbon") == "Lisboa"
    assert city("Mars/Olympus_Mons") == "Olympus Mons"


def test_a_field_ties_help_and_errors_to_its_control():
    form = IntentionForm({"intention": "x" * 141})

    field = drawn(
        '{% from "components/field.html" import field %}{{ field(one) }}', one=form["intention"]
    )

    assert 'aria-describedby="id_intention_helptext id_intention_error"' in field
    assert 'id="id_intention_helptext"' in field
    assert 'id="id_intention_error"' in field
    assert 'aria-invalid="true"' in field
    assert "x" * 141 in field


FIELDS = '{% from "components/fields.html" import fields %}{{ fields(form) }}'


def test_a_form_names_each_field_that_needs_another_look():
    fields = drawn(FIELDS, form=IntentionForm({}))

    assert 'role="alert"' in fields
    assert 'href="#id_agreed"' in fields
    assert 'href="#id_seen_by"' in fields


def test_a_form_without_errors_shows_none():
    assert 'role="alert"' not in drawn(FIELDS, form=IntentionForm())


@pytest.mark.parametrize("page", ["403_csrf", "429", "500", "503"])
def test_an_error_page_asks_nothing_of_the_request(page):
    assert "<h1>" in render_to_string(f"{page}.html")


def test_an_empty_list_of_messages_leaves_no_gap():
    none = drawn('{% from "components/messages.html" import messages %}{{ messages([]) }}')

    assert ">" + "</div>" in none


def all_templates():
    return sorted(path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts)


def test_no_template_needs_more_than_our_own_styles_and_scripts():
    inline = re.compile(
        r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']|javascript:"
        r"|<script(?![^>]*(?:\ssrc=|application/json))"
    )

    found = [(str(path), inline.findall(path.read_text())) for path in all_templates()]

    assert [(path, words) for path, words in found if words] == []


def test_each_icon_that_a_template_names_is_there():
    named = [
        (str(path), name)
        for path in all_templates()
        for name in re.findall(r"""\b(?:icon=|lucide\()["']([a-z0-9-]+)["']""", path.read_text())
    ]

    assert named
    assert [one for one in named if not is_there(one[1])] == []


def is_there(name):
    try:
        return "<svg" in icon(name)
    except IconDoesNotExist:
        return False
