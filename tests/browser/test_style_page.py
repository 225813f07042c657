"""Every macro in a real browser: both widths, both colour schemes, with and without errors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
TOUCH_TARGET = 44

# Links inside a sentence may be lower (WCAG 2.5.8); what one aims at with a thumb may not.
TARGETS = ".button, .check, .site-nav a, .languages a, .site-footer a, .field select, .field input[type=text], summary"


def _sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", ["/?lang=fi", "/errors?lang=en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_style_page_is_accessible_and_fits(
    browser: Browser,
    style_url: str,
    axe: Callable[[Page], None],
    size: dict[str, int],
    scheme: str,
    path: str,
) -> None:
    with browser.new_context(viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(f"{style_url}{path}")
        assert complaints == []
        assert _sideways(page) == 0
        axe(page)


def test_whole_page_can_be_read_at_twice_the_text_size(browser: Browser, style_url: str) -> None:
    with browser.new_context(viewport={"width": 640, "height": 512}, device_scale_factor=2) as context:
        page = context.new_page()
        page.goto(f"{style_url}/errors?lang=fi")
        assert _sideways(page) == 0


def test_everything_to_press_is_large_enough_for_a_thumb(browser: Browser, style_url: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{style_url}/?lang=fi")
        low = page.eval_on_selector_all(
            TARGETS,
            """(found, least) => found.filter(one => one.checkVisibility())
            .map(one => [one.className, one.textContent.trim().slice(0, 30), one.getBoundingClientRect().height])
            .filter(one => one[2] < least)""",
            TOUCH_TARGET,
        )
        assert low == []


def test_table_names_its_values_on_a_phone(browser: Browser, style_url: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{style_url}/?lang=en")
        cell = page.locator(".data-table td").first
        assert cell.evaluate("one => getComputedStyle(one, '::before').content").startswith('"State"')
        assert page.get_by_role("table", name="Needs", exact=True).get_by_role("rowheader").count() == 2


def test_compared_texts_stand_side_by_side_at_a_desk_and_stacked_on_a_phone(
    browser: Browser, style_url: str
) -> None:
    tops = {}
    for size in (PHONE, DESK):
        with browser.new_context(viewport=size) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{style_url}/?lang=en")
            boxes = [side.bounding_box() for side in page.locator(".compare-side").all()]
            tops[size["width"]] = [round(box["y"]) for box in boxes if box]
    assert tops[1280][0] == tops[1280][1]
    assert tops[360][0] < tops[360][1]


def test_menu_opens_on_a_phone_without_javascript(browser: Browser, style_url: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{style_url}/?lang=en")
        link = page.get_by_role("link", name="Companies", exact=True)
        assert not link.is_visible()
        page.get_by_role("button", name="Menu", exact=True).click()
        assert link.is_visible()
        page.get_by_role("button", name="Close the menu").click()
        assert not link.is_visible()


def test_filters_stand_open_at_a_desk_and_can_be_opened_on_a_phone(browser: Browser, style_url: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{style_url}/filters?lang=en")
        field = page.get_by_label("Municipality")
        assert not field.is_visible()
        page.locator("summary").click()
        assert field.is_visible()
    with browser.new_context(viewport=DESK, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{style_url}/filters?lang=en")
        assert page.get_by_label("Municipality").is_visible()


def test_paper_shows_the_content_and_nothing_to_press(page: Page, style_url: str) -> None:
    page.goto(f"{style_url}/?lang=en")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator(".timeline").is_visible()
    pressable = page.locator(".site-header, .site-footer, .button, .filters").all()
    assert [one for one in pressable if one.is_visible()] == []
