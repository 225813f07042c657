"""What scripts/deploy and instance/ promise fits the code."""

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from flask import Flask

from matchmaker import config
from matchmaker.cli.supervision import STOP_GRACE
from matchmaker.web import gunicorn

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "scripts" / "deploy"
EXAMPLE = ROOT / "instance" / "config.example.toml"
UNITS = sorted(DEPLOY.glob("*.service"))


def everything_set() -> str:
    """The example with every commented-out setting made real."""
    return re.sub(r"^# (?=\[|\w+ = )", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_example_configuration_is_accepted_as_it_is(tmp_path: Path):
    (tmp_path / "config.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    settings = config.load({}, tmp_path)
    assert (settings.base_url, settings.proxy_hops, settings.smtp) == ("https://match.example.fi", 1, None)


def test_example_configuration_shows_every_setting(tmp_path: Path):
    text = everything_set()
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    settings = config.load({}, tmp_path)
    assert settings.smtp is not None
    assert settings.trusted_hosts == ("match.example.fi", "www.match.example.fi")
    shown = tomllib.loads(text)
    of_the_start = {"mode", "instance", "testing"}
    assert set(shown) == set(config.Settings.__dataclass_fields__) - of_the_start
    assert set(shown["smtp"]) == set(config.Smtp.__dataclass_fields__)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_what_exists_as_the_services_own_user(path: Path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(path)
    service = unit["Service"]
    assert (service["User"], service["UMask"], service["NoNewPrivileges"]) == ("matchmaker", "0077", "yes")
    program, *arguments = service["ExecStart"].removeprefix("/srv/matchmaker/").split()
    assert program == ".venv/bin/python" or (ROOT / program).is_file()
    if "--config" in arguments:
        assert arguments[-1] == "python:matchmaker.web.gunicorn"
    text = path.read_text(encoding="utf-8")
    assert "Environment=MATCHMAKER_INSTANCE=/var/lib/matchmaker" in text
    assert "Environment=MATCHMAKER_MODE=production" in text


def test_nginx_is_the_one_hop_that_the_example_believes():
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["proxy_hops"] == 1
    assert re.search(r"proxy_set_header X-Forwarded-For\s+\$remote_addr;", nginx)
    assert "$proxy_add_x_forwarded_for" not in nginx


def test_web_process_waits_less_at_its_end_than_whoever_stops_it():
    for unit in ("matchmaker-web.service", "matchmaker-worker.service"):
        text = (DEPLOY / unit).read_text(encoding="utf-8")
        stop = int(re.search(r"TimeoutStopSec=(\d+)", text)[1])
        assert gunicorn.graceful_timeout < STOP_GRACE < stop


def test_nginx_writes_no_request_into_its_error_log():
    """A request that is too fast, or that finds no service, would be written with its path and its referrer."""
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^ *error_log \S+ (\w+);", nginx, re.MULTILINE) == ["crit"]
    assert re.search(r"access_log /var/log/nginx/matchmaker.log matchmaker if=", nginx)


# nginx is a real installation's, not this service's: scripts/test installs no web server on the machine of whoever runs it.
# What matters in the example is asserted above without it; here nginx reads it where there is one.
@pytest.mark.skipif(shutil.which("nginx") is None, reason="NO NGINX: its example was not read by it")
def test_nginx_reads_its_example(tmp_path: Path):
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    key = tmp_path / "privkey.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=match.example.fi", "-keyout", key, "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    for place in ("/etc/letsencrypt/live/match.example.fi", "/var/log/nginx"):
        site = site.replace(place, str(tmp_path))
    (tmp_path / "site.conf").write_text(re.sub(r"listen (\[::\]:)?(80|443)", r"listen \g<1>1\2", site))
    bodies = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ {bodies} include {tmp_path}/site.conf; }}"
    )
    tried = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr


def test_nginx_writes_no_secret_link_into_its_log(app: Flask):
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    kept_out = re.search(r"~(\S+) 0;", nginx)[1]
    secret = {rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    assert secret
    assert [rule for rule in sorted(secret) if not re.search(kept_out, rule)] == []
