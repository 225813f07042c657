"""What app.js and shortcuts.js add: focus, one sending per form, keys."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect


@pytest.fixture
def presses(style_app: Flask) -> list[str]:
    """The names of what was sent to the style page's one address, in order."""
    style_app.config["PRESSED"] = pressed = []  # type: list[str]
    return pressed


def test_error_summary_has_the_focus_and_leads_to_the_field(page: Page, style_url: str) -> None:
    page.goto(f"{style_url}/errors?lang=en")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Write your e-mail address.").click()
    expect(page.locator("#email")).to_be_focused()


def test_error_of_a_group_leads_to_its_first_choice(page: Page, style_url: str) -> None:
    page.goto(f"{style_url}/errors?lang=en")
    page.get_by_role("link", name="Choose how soon.").click()
    expect(page.locator("#urgency-0")).to_be_focused()


@pytest.fixture
def sendings(page: Page, style_url: str) -> list[str]:
    """The style page, open; what it sends is noted and answered with "no content", so the page stays where it is."""
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204)

    page.route("**/count", answer)
    page.goto(f"{style_url}/?lang=en")
    return sent


def test_pressing_twice_sends_once(page: Page, sendings: list[str]) -> None:
    button = page.get_by_role("button", name="Hold").first
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    page.get_by_role("button", name="Reject").first.click()
    assert [("state=on-hold" in body) for body in sendings] == [True, False]


def test_button_lives_again_when_the_page_is_shown_again(page: Page, sendings: list[str]) -> None:
    button = page.get_by_role("button", name="Hold").first
    button.click()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    assert len(sendings) == 2


def test_key_chooses_the_first_card_and_then_presses_its_button(
    page: Page, style_url: str, presses: list[str]
) -> None:
    page.goto(f"{style_url}/?lang=en")
    page.keyboard.press("h")
    expect(page.locator("[data-shortcut-scope]").nth(0)).to_be_focused()
    assert presses == []
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Blank")).to_be_visible()
    assert presses == ["on-hold"]


def test_j_and_k_move_between_cards_and_keys_act_on_the_one_in_focus(
    page: Page, style_url: str, presses: list[str]
) -> None:
    page.goto(f"{style_url}/?lang=en")
    cards = page.locator("[data-shortcut-scope]")
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Blank")).to_be_visible()
    assert presses == ["second card"]


@pytest.mark.parametrize("field", ["#title", "#description", "#municipality >> nth=1", "#people"])
def test_keys_do_nothing_inside_a_field(page: Page, style_url: str, presses: list[str], field: str) -> None:
    page.goto(f"{style_url}/?lang=en")
    page.locator(field).focus()
    for key in ("h", "a", "j"):
        page.keyboard.press(key)
    expect(page.locator(field)).to_be_focused()
    assert presses == []


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_keys_do_nothing_with_a_modifier(
    page: Page, style_url: str, presses: list[str], modifier: str
) -> None:
    page.goto(f"{style_url}/?lang=en")
    page.keyboard.press(f"{modifier}+h")
    page.keyboard.press(f"{modifier}+j")
    expect(page.locator("[data-shortcut-scope]").nth(0)).not_to_be_focused()
    assert presses == []


def test_shortcuts_can_be_switched_off_and_stay_off(page: Page, style_url: str, presses: list[str]) -> None:
    page.goto(f"{style_url}/?lang=en")
    hint = page.locator(".key-hint").first
    expect(hint).to_be_visible()
    page.get_by_text("Keyboard shortcuts", exact=True).click()
    switch = page.get_by_role("button", name="Use keyboard shortcuts")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(hint).to_be_hidden()
    page.reload()
    expect(hint).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("h")
    expect(page.locator("[data-shortcut-scope]").nth(0)).not_to_be_focused()
    assert presses == []
    page.get_by_text("Keyboard shortcuts", exact=True).click()
    switch.click()
    expect(hint).to_be_visible()


def test_pointing_at_a_shared_word_lights_its_other_half(page: Page, style_url: str) -> None:
    page.goto(f"{style_url}/?lang=en")
    page.locator("mark[data-pair='1']").first.hover()
    expect(page.locator("mark[data-pair='1'].is-lit")).to_have_count(2)
    expect(page.locator("mark[data-pair='2'].is-lit")).to_have_count(0)
