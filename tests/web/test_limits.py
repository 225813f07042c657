"""Whom the rate limits count together, and who may read the counters."""

import stat
from dataclasses import replace

import pytest
from flask import Flask

from matchmaker.config import Mode, Settings
from matchmaker.matching.engine import Analyser
from matchmaker.web.app import create_app
from matchmaker.web.limits import visitor
from tests.conftest import new_client


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        ("127.0.0.1, evil", "unknown"),
    ],
)
def test_a_network_of_ipv6_is_one_visitor(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert visitor() == counted


def test_the_limit_holds_for_who_has_many_ipv6_addresses(settings: Settings, analyser: Analyser) -> None:
    real = replace(settings, mode=Mode.PRODUCTION, trusted_hosts=("localhost",))
    app = create_app(real, analyser=analyser)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = new_client(app)
    codes = [
        browser.post(
            "/sign-in", data={"email": "x"}, environ_base={"REMOTE_ADDR": f"2001:db8::{place:x}"}
        ).status_code
        for place in range(6)
    ]
    assert codes == [422] * 5 + [429]


def test_counters_are_for_the_service_alone(app: Flask, settings: Settings) -> None:
    new_client(app).post("/sign-in", data={"email": "x"})
    for path in settings.instance.glob("limits.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
