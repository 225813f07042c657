"""A company's first need in a real browser: few fields, few pages; and the comfort that help.js adds to the questionnaire."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from matchmaker.matching.engine import Analyser
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import drafts, needs, users
from matchmaker.store.database import open_database
from matchmaker.web.app import create_app
from matchmaker.web.limits import limiter
from tests.conftest import NOW, copy_demo

MOST_FIELDS = 7
MOST_PAGES = 2
SLOW = 15_000  # milliseconds: the script waits before it asks, and the machine may be busy
TEXT = {
    "fi": "Puhallin tärisee pahasti 1500 kierroksella. Laakerit on vaihdettu kahdesti, mutta vika palaa aina. Mistä se johtuu?",
    "en": "Our fan shakes badly at 1500 rpm. The bearings have been changed twice, but it always comes back. What causes it?",
}
TYPED = "input[type=text], input[type=email], input[type=tel], input[type=url], input:not([type]), textarea"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    demo_instance: Path,
    analyser: Analyser,
    serve: Callable[[Flask], str],
) -> Iterator[tuple[Flask, str]]:
    app = create_app(copy_demo(demo_instance, tmp_path_factory.mktemp("first")), analyser=analyser)
    app.config["CLOCK"] = lambda: NOW
    limiter.enabled = False
    yield app, serve(app)
    limiter.enabled = True


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="en-GB", reduced_motion="reduce")
    yield made
    made.close()


def sign_in(page: Page, site: tuple[Flask, str], email: str, path: str = "/company/needs/new") -> None:
    app, url = site
    db = open_database(app.config["SETTINGS"].database)
    token = make_link_token(db, email=email, next_path=path, now=NOW)
    db.close()
    page.goto(f"{url}/sign-in/{token}")
    page.locator("main button[type=submit]").click()


def open_shown_link(page: Page, url: str) -> None:
    """Open the link that the demo shows instead of mailing it, at the address this site is served at, and sign in."""
    link = page.locator("main a.button[href*='/sign-in/']").get_attribute("href")
    assert link is not None
    page.goto(url + link.removeprefix("http://localhost"))
    page.locator("main button[type=submit]").click()


def fields_of(page: Page) -> set[str]:
    """The names of all fields of the page's main part that ask to be typed in: what is folded away does not."""
    page.wait_for_load_state()  # a page that has only begun to arrive has no fields yet
    shown = "nodes => nodes.filter(node => node.checkVisibility()).map(node => node.name)"
    return set(page.locator(f"main form :is({TYPED})").evaluate_all(shown))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("language", ["fi", "en"])
def test_first_need_takes_few_fields_and_two_pages(
    language: str, scripts: bool, site: tuple[Flask, str], browser: Browser
) -> None:
    """From the landing page to the receipt; the page that shows the mailed link's button is the sign-in, not the form."""
    app, url = site
    email = f"uusi-{language}-{scripts}@example.com".lower()
    context = browser.new_context(
        locale="fi-FI" if language == "fi" else "en-GB", java_script_enabled=scripts
    )
    page = context.new_page()
    fields: set[str] = set()
    typed: set[str] = set()
    pages = 0

    def fill(name: str, value: str) -> None:
        page.fill(f"main form :is(input, textarea)[name={name}]", value)
        typed.add(name)

    page.goto(url)
    fields |= fields_of(page)
    fill("description", TEXT[language])
    page.locator("main form button[type=submit]").first.click()

    pages += 1  # what may fit, with the address to send it from
    page.goto(f"{url}/privacy")
    page.go_back()  # to the answer of a POST
    assert TEXT[language] in page.input_value("main [name=description]")
    fields |= fields_of(page)
    fill("email", email)
    page.locator("main form:has(input[name=email]) button[type=submit]").click()
    open_shown_link(page, url)

    pages += 1  # the questionnaire, filled in from the text
    assert page.url.startswith(f"{url}/company/needs/new?draft=")
    fields |= fields_of(page)
    assert page.input_value("#title") == TEXT[language].split(".")[0] + "."
    summary = TEXT[language].split(". ", 1)[1]
    assert page.input_value("#summary") == summary, "the title stands above it"
    fill("company_name", f"Tuuli {language} {scripts} Oy")
    fill("municipality", "Kuopio")
    page.check("#consent_match")
    page.locator("main button[value=send]").click()

    assert re.fullmatch(rf"{url}/company/needs/\w+/received", page.url), page.inner_text("main")
    assert len(typed) <= len(fields) <= MOST_FIELDS, sorted(fields)
    assert pages <= MOST_PAGES
    db = open_database(app.config["SETTINGS"].database)
    user = users.find_user_by_email(db, email)
    assert user is not None
    (membership,) = users.list_memberships(db, user.id)
    (need,) = needs.list_needs_of_company(db, str(membership.company_id))
    assert (need.content.description, need.content.summary) == (TEXT[language], summary)
    assert drafts.list_drafts(db, user.id) == []
    db.close()
    context.close()


def test_help_follows_the_text_and_the_summary_until_it_is_changed(
    context: BrowserContext, site: tuple[Flask, str], axe: Callable[[Page], None]
) -> None:
    page = context.new_page()
    sign_in(page, site, "company@demo.example.com")
    page.fill("#description", "Esimerkkipaja Oy, Varkaus: soita 040 123 4567")
    hints = page.locator("form [data-piece=hints]")
    expect(hints).to_contain_text("There are contact details in the text.", timeout=SLOW)
    axe(page)
    page.fill(
        "#description",
        "Hitsaussauma halkeaa. Runko on 8 mm S700-terästä, ja hitsaus pitäisi testata hitsausrobotilla.",
    )
    expect(hints).not_to_contain_text("There are contact details", timeout=SLOW)
    expect(page.locator("#summary")).to_have_value(re.compile("S700-terästä"), timeout=SLOW)
    expect(page.locator("form [data-piece=seen]")).to_contain_text("S700-terästä", timeout=SLOW)
    expect(page.locator("form [data-piece=may-fit] li").first).to_be_visible(timeout=SLOW)
    page.fill("#summary", "Omin sanoin.")
    page.fill("#title", "Hitsi halkeaa rungossa")
    expect(page.locator("form [data-piece=seen]")).to_contain_text("Hitsi halkeaa rungossa", timeout=SLOW)
    expect(page.locator("#summary")).to_have_value("Omin sanoin.", timeout=SLOW)


def test_need_that_was_helped_with_is_sent_with_one_press(
    context: BrowserContext, site: tuple[Flask, str]
) -> None:
    page = context.new_page()
    sign_in(page, site, "company@demo.example.com")
    page.fill("#title", "Pumppu")
    page.fill("#description", "Pumppu ei toimi niin kuin pitäisi.")
    expect(page.locator("form [data-piece=hints]")).to_contain_text("You may send it anyway.", timeout=SLOW)
    expect(page.locator("[name=checked]")).to_have_value("yes", timeout=SLOW)
    page.check("#consent_match")
    page.locator("main button[value=send]").click()
    expect(page).to_have_url(re.compile("/received$"), timeout=SLOW)


def test_draft_saves_itself_and_says_when_and_tries_again_without_a_connection(
    context: BrowserContext, site: tuple[Flask, str]
) -> None:
    app, _url = site
    page = context.new_page()
    sign_in(page, site, "kirjoittaja@example.com")
    expect(page.get_by_text("What you type is saved as a draft by itself")).to_be_visible()
    page.fill("#title", "Kesken")
    status = page.get_by_role("status").filter(has_text="saved")
    expect(status).to_have_text("Draft saved 09:30", timeout=SLOW)
    context.set_offline(True)
    page.fill("#title", "Kesken ilman yhteyttä")
    expect(page.get_by_text("Not saved: there is no connection. We keep trying.")).to_be_visible(timeout=SLOW)
    context.set_offline(False)
    expect(status).to_have_text("Draft saved 09:30", timeout=SLOW)
    db = open_database(app.config["SETTINGS"].database)
    user = users.find_user_by_email(db, "kirjoittaja@example.com")
    assert user is not None
    assert [draft.form["title"] for draft in drafts.list_drafts(db, user.id)] == ["Kesken ilman yhteyttä"]
    db.close()


def test_text_survives_a_session_that_ended_while_typing(
    context: BrowserContext, site: tuple[Flask, str], axe: Callable[[Page], None]
) -> None:
    _app, url = site
    page = context.new_page()
    sign_in(page, site, "istunto@example.com")
    page.wait_for_load_state("networkidle")  # a late answer would bring the cookie back
    page.fill("#description", TEXT["en"])
    context.clear_cookies()
    expect(page.get_by_text("Not saved: you have been signed out.")).to_be_visible(timeout=SLOW)
    page.check("#consent_match")
    page.locator("main button[value=send]").click()
    expect(page.get_by_text("Your text is not lost")).to_be_visible()
    axe(page)
    page.fill("#email", "istunto@example.com")
    page.locator("main button[type=submit]").click()
    open_shown_link(page, url)
    expect(page.locator("#description")).to_have_value(TEXT["en"])
    expect(page.locator("#consent_match")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_check_before_sending_is_accessible_and_fits_a_phone(
    scheme: str, site: tuple[Flask, str], browser: Browser, axe: Callable[[Page], None]
) -> None:
    """The page that comes back on the first Send of a browser whose script did not run; axe itself needs scripts."""
    context = browser.new_context(
        locale="fi-FI", viewport={"width": 360, "height": 740}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.route("**/help.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto(site[1])
    box = page.locator("#description").bounding_box()
    assert box is not None
    assert box["y"] + 100 < 740, "a phone shows the field to write in without scrolling"
    sign_in(page, site, "company@demo.example.com")
    page.fill("#title", "Pumppu")
    page.fill("#description", "Pumppu ei toimi niin kuin pitäisi. Soita 040 123 4567.")
    page.check("#consent_match")
    page.locator("main button[value=send]").click()
    expect(page.get_by_text("Ei vielä lähetetty")).to_be_visible()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="Lue tiivistelmä").click()
    expect(page.locator("#summary")).to_be_focused()
    context.close()
