"""What is wrong with how a page looks: to axe, in light and dark, on wide and narrow screens."""

import json

from axe_playwright_python.base import AXE_SCRIPT

NARROWEST, WIDE = {"width": 320, "height": 700}, {"width": 1200, "height": 900}
EVERYTHING = {"resultTypes": ["violations"], "iframes": False}
COLOURS = {**EVERYTHING, "runOnly": ["color-contrast"]}
STICKS_OUT = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= innerWidth) return [];
  const all = [...document.body.querySelectorAll("*")];
  const wide = all.filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
  const named = wide.slice(-3).map((element) => element.outerHTML.slice(0, 120));
  return [`${page.scrollWidth} px wide`, ...named];
}"""
# A colour on its way to another has no contrast yet.
SETTLE = """() => {
  const moving = document.getAnimations().filter((motion) => motion instanceof CSSTransition);
  moving.forEach((transition) => transition.finish());
}"""


def faults(page):
    """Sentences, none of them where the page is fine. Leaves the page light and wide."""
    page.evaluate(AXE_SCRIPT)
    return [
        *_against_axe(page, scheme="light", options=EVERYTHING),
        *_against_axe(page, scheme="dark", options=COLOURS),
        *_too_wide(page, size=NARROWEST),
        *_too_wide(page, size=WIDE),
    ]


def _against_axe(page, *, scheme, options):
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLE)
    found = page.evaluate(f"axe.run({json.dumps(options)})")
    page.emulate_media(color_scheme="light")
    return [
        f"{scheme}: {rule['id']}: {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def _too_wide(page, *, size):
    page.set_viewport_size(size)
    return [f"on {size['width']} px: {fault}" for fault in page.evaluate(STICKS_OUT)]
