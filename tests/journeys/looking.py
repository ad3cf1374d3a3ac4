"""What is wrong with how a page looks: to axe, in light and dark, on wide and narrow screens."""

from axe_playwright_python.sync_playwright import Axe

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

axe = Axe()


def faults(page):
    """Sentences, none of them where the page is fine. Leaves the page light and wide."""
    return [
        *_against_axe(page, scheme="light", options=EVERYTHING),
        *_against_axe(page, scheme="dark", options=COLOURS),
        *(f"at {WIDE['width']} px: {fault}" for fault in page.evaluate(STICKS_OUT)),
        *_on_the_narrowest(page),
    ]


def _against_axe(page, *, scheme, options):
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLE)
    found = axe.run(page, options=options).response["violations"]
    page.emulate_media(color_scheme="light")
    for rule in found:
        for node in rule["nodes"][:3]:
            yield f"{scheme}: {rule['id']}: {node['html'][:160]}"


def _on_the_narrowest(page):
    page.set_viewport_size(NARROWEST)
    sticking_out = page.evaluate(STICKS_OUT)
    page.set_viewport_size(WIDE)
    return [f"at {NARROWEST['width']} px: {fault}" for fault in sticking_out]
