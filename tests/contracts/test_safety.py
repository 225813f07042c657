"""Headers, cookies, CSRF and hosts: what holds for every page."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from matchmaker.config import Mode, Settings
from matchmaker.matching.engine import Analyser
from matchmaker.web.app import create_app
from tests.conftest import SignIn, new_client
from tests.contracts.test_access import urls


@pytest.fixture
def production(settings: Settings, analyser: Analyser) -> Flask:
    """The same installation as a real one behind one proxy."""
    return create_app(
        replace(
            settings,
            mode=Mode.PRODUCTION,
            base_url="https://match.example.fi",
            trusted_hosts=("match.example.fi",),
            proxy_hops=1,
        ),
        analyser=analyser,
    )


def test_every_changing_url_refuses_a_post_without_its_token(app: Flask, sign_in: SignIn) -> None:
    browsers = [
        sign_in(f"{role}@demo.example.com") for role in ("company", "institution", "coordinator", "admin")
    ]
    app.config["WTF_CSRF_ENABLED"] = True
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    wrong = [
        (path, status)
        for _rule, path, method in urls(app)
        for browser in browsers
        if method != "GET"
        and (status := browser.open(path, method=method).status_code) not in (400, 404, 429)
    ]
    assert wrong == []


def test_headers_of_every_page(app: Flask) -> None:
    response = new_client(app).get("/")
    policy = response.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    again = new_client(app).get("/").headers["Content-Security-Policy"]
    assert nonce.group(1) not in again, "a nonce is used once"


def test_cookies_are_closed_to_scripts_and_strangers(app: Flask, production: Flask) -> None:
    cookie = new_client(app).get("/?lang=fi").headers.getlist("Set-Cookie")
    assert cookie
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in cookie)
    secure = (
        new_client(production)
        .get("/?lang=fi", base_url="https://match.example.fi")
        .headers.getlist("Set-Cookie")
    )
    assert secure
    assert all("Secure" in line for line in secure)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.2", "[::2]"])
def test_demo_answers_only_to_this_machine(host: str, app: Flask) -> None:
    assert new_client(app).get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "2001:db8::1"])
def test_demo_answers_no_other_machine_whatever_host_it_asks_for(address: str, app: Flask) -> None:
    strange = new_client(app).get("/", environ_base={"REMOTE_ADDR": address}, headers={"Host": "localhost"})
    assert strange.status_code == 400


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"])
def test_demo_refuses_to_stand_behind_a_proxy(header: str, app: Flask) -> None:
    assert new_client(app).get("/", headers={header: "localhost"}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_demo_answers_to_its_own_names(host: str, app: Flask) -> None:
    assert new_client(app).get("/", headers={"Host": host}).status_code == 200


def test_real_installation_answers_to_its_own_name_only(production: Flask) -> None:
    browser = new_client(production)
    assert browser.get("/", base_url="https://match.example.fi").status_code == 200
    assert browser.get("/", base_url="https://evil.example").status_code == 400
    assert (
        "max-age"
        in browser.get("/", base_url="https://match.example.fi").headers["Strict-Transport-Security"]
    )


def test_real_installation_shows_no_link_and_no_demo(production: Flask) -> None:
    production.config["WTF_CSRF_ENABLED"] = False
    page = new_client(production).post(
        "/sign-in", data={"email": "coordinator@demo.example.com"}, base_url="https://match.example.fi"
    )
    assert page.status_code == 200
    assert "/sign-in/" not in page.text
    assert "demo.example.com – " not in page.text


def test_behind_its_proxy_visitors_are_counted_by_their_own_address(production: Flask) -> None:
    """As nginx passes it on, and as a proxy would that appends: what the visitor wrote itself counts for nothing."""
    production.config["WTF_CSRF_ENABLED"] = False

    def ask(forwarded: str) -> int:
        return (
            new_client(production)
            .post(
                "/sign-in",
                data={"email": "kaisa@saha.example"},
                base_url="http://match.example.fi",
                environ_base={"REMOTE_ADDR": "127.0.0.1"},
                headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"},
            )
            .status_code
        )

    assert [ask("192.0.2.7") for _ in range(6)] == [200] * 5 + [429]
    assert {ask(f"198.51.100.{number}, 192.0.2.7") for number in range(3)} == {429}
    assert ask("192.0.2.8") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "match.example.fi, evil.example"},
        {"X-Forwarded-Host": "match.example.fi@evil.example"},
        {"Host": "match.example.fi.evil.example"},
    ],
)
def test_no_header_moves_the_service_to_another_host(production: Flask, headers: dict[str, str]) -> None:
    headers = {"Host": "match.example.fi", "X-Forwarded-Proto": "https", **headers}
    assert new_client(production).get("/sign-in", headers=headers).status_code == 400


def test_what_the_proxy_says_of_tls_changes_no_cookie(production: Flask) -> None:
    """A service that is reached over plain http by mistake still gives no session away."""
    answer = new_client(production).get(
        "/sign-in", headers={"Host": "match.example.fi", "X-Forwarded-Proto": "http"}
    )
    assert all("Secure" in line for line in answer.headers.getlist("Set-Cookie"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
