"""What looks at the pages does see what is wrong with them."""

import pytest

from tests.journeys.looking import faults

pytestmark = pytest.mark.journey

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
  :root {{ color-scheme: light dark; color: #222; background: #fff }}
  @media (prefers-color-scheme: dark) {{ :root {{ color: #ddd; background: #111 }} }}
  {style}
</style></head><body><main><h1>A page</h1>{main}</main></body></html>"""


def test_a_fine_page_has_no_faults(someone):
    assert _faults_of(someone(), main="<p>Fine.</p>") == []


@pytest.mark.parametrize(
    ("fault", "part"),
    [
        ("light: image-alt", {"main": '<img src="data:,">'}),
        ("dark: color-contrast", {"main": "<p>Pale</p>", "style": "p { color: #666 }"}),
        ("on 320 px", {"main": '<p class="wide">Wide</p>', "style": ".wide { width: 600px }"}),
        ("on 1200 px", {"main": '<p class="wide">Wide</p>', "style": ".wide { width: 1300px }"}),
    ],
)
def test_a_fault_is_told(someone, fault, part):
    assert any(told.startswith(fault) for told in _faults_of(someone(), **part))


def test_a_colour_on_its_way_is_waited_for(someone):
    slow = "p { color: #222; transition: color 9s }"
    dark = "@media (prefers-color-scheme: dark) { p { color: #ddd } }"
    assert _faults_of(someone(), main="<p>Slow</p>", style=slow + dark) == []


def _faults_of(person, *, main, style=""):
    person.page.set_content(PAGE.format(main=main, style=style))
    return faults(person.page)
