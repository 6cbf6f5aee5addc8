"""The style guide in a real browser: every component at once, on a phone and on a desk."""

from pathlib import Path

import pytest
from django.conf import settings

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page):
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("sent", [False, True])
def test_it_is_accessible_and_fits(page, style_url, width, sent):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(style_url)
    if sent:
        page.get_by_role("button", name="Save and continue").click()
        assert page.locator(".govuk-error-summary").evaluate("element => element === document.activeElement")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
    assert refused == []


def test_each_error_leads_to_a_field(page, style_url):
    page.goto(style_url)
    page.get_by_role("button", name="Save and continue").click()
    links = page.locator(".govuk-error-summary a")
    assert links.count() == 11
    for place in range(11):
        links.nth(place).click()
        assert page.evaluate("document.activeElement.matches('input, select, textarea')")


def test_the_menu_unfolds_without_scripts(browser, style_url):
    page = browser.new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto(style_url)
    assert page.get_by_role("button", name="Print this page").count() == 0
    page.close()
