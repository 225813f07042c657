"""Settings of one installation: from `MATCHMAKER_*` variables and `instance/config.toml`, checked at start."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

_E = TypeVar("_E", bound=StrEnum)

CLUSTER, CLUSTER_FI = "Energy Cluster North Savo", "Pohjois-Savon energiaklusteri"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class ConfigError(Exception):
    """A setting is missing or wrong; `name` is the setting, `reason` a plain sentence."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Mode(StrEnum):
    """`demo` runs on loopback with invented accounts; `production` is a real installation."""

    DEMO = "demo"
    PRODUCTION = "production"


class Tls(StrEnum):
    """How the connection to the SMTP server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server; without one, mail is written as .eml files into the instance's outbox."""

    host: str
    port: int = 587
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that one installation decides. `base_url` has no trailing slash; `proxy_hops` counts trusted reverse proxies."""

    mode: Mode
    instance: Path
    base_url: str
    secret_key: str
    mail_from: str
    cluster_name: str = CLUSTER
    cluster_name_fi: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    smtp: Smtp | None = None
    proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = ()
    testing: bool = False

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    def cluster(self, language: str) -> str:
        """The cluster's name for readers of a language; one name that is given serves both."""
        if language != "fi":
            return self.cluster_name
        return self.cluster_name_fi or (CLUSTER_FI if self.cluster_name == CLUSTER else self.cluster_name)

    @property
    def database(self) -> Path:
        """The demo has a database of its own, so that it can never mix with real data."""
        return self.instance / ("demo.db" if self.demo else "matchmaker.db")

    @property
    def limiter_database(self) -> Path:
        return self.instance / "limits.db"

    @property
    def index_folder(self) -> Path:
        return self.instance / ("index-demo" if self.demo else "index")

    @property
    def lexicon_folder(self) -> Path:
        """Where text analysis keeps what is slow to make; the same for the demo and for real data."""
        return self.instance / "lexicons"

    @property
    def template_folder(self) -> Path:
        """Where compiled page templates are kept."""
        return self.instance / "templates"

    @property
    def heartbeat(self) -> Path:
        """A file whose time says when the worker was last at work."""
        return self.instance / ("worker-demo" if self.demo else "worker")

    @property
    def backup_folder(self) -> Path:
        """Where backups are made, unless a person names another folder."""
        return self.instance / "backups"

    @property
    def outbox(self) -> Path:
        return self.instance / "outbox"


def default_instance() -> Path:
    """`instance/` beside the package, unless `MATCHMAKER_INSTANCE` names another folder."""
    named = os.environ.get("MATCHMAKER_INSTANCE")
    return Path(named) if named else Path(__file__).resolve().parent.parent / "instance"


def load(environment: Mapping[str, str] | None = None, instance: Path | None = None) -> Settings:
    """Read, check and return the settings; make the instance folder and the secret key when they are missing.

    A variable `MATCHMAKER_BASE_URL` wins over `base_url` in config.toml, and so on. Raises ConfigError.
    """
    env = os.environ if environment is None else environment
    folder = instance or (
        Path(env["MATCHMAKER_INSTANCE"]) if env.get("MATCHMAKER_INSTANCE") else default_instance()
    )
    folder.mkdir(parents=True, exist_ok=True)
    values = _file_values(folder / "config.toml")
    for name in (
        "mode",
        "base_url",
        "secret_key",
        "mail_from",
        "cluster_name",
        "cluster_name_fi",
        "contact_email",
        "contact_phone",
        "proxy_hops",
    ):
        if f"MATCHMAKER_{name.upper()}" in env:
            values[name] = env[f"MATCHMAKER_{name.upper()}"]
    mode = _choice(Mode, "mode", values.get("mode", Mode.PRODUCTION))
    base_url = _base_url(mode, str(values.get("base_url", "")), env)
    return Settings(
        mode=mode,
        instance=folder,
        base_url=base_url,
        secret_key=str(values.get("secret_key") or _secret_key(folder / "secret_key")),
        mail_from=str(values.get("mail_from") or f"matchmaker@{urlsplit(base_url).hostname}"),
        cluster_name=str(values.get("cluster_name", values.get("cluster_name_fi", CLUSTER))),
        cluster_name_fi=str(values.get("cluster_name_fi", "")),
        contact_email=str(values.get("contact_email", "")),
        contact_phone=str(values.get("contact_phone", "")),
        smtp=_smtp(values.get("smtp")),
        proxy_hops=0 if mode is Mode.DEMO else _number("proxy_hops", values.get("proxy_hops", 0), 0, 5),
        trusted_hosts=LOOPBACK_HOSTS if mode is Mode.DEMO else _trusted_hosts(values, base_url),
    )


def _file_values(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config.toml", str(error)) from error


def _choice(kind: type[_E], name: str, value: object) -> _E:
    try:
        return kind(str(value))
    except ValueError as error:
        raise ConfigError(name, f"{value!r} is none of {', '.join(kind)}") from error


def _number(name: str, value: object, low: int, high: int) -> int:
    try:
        number = int(str(value))
    except ValueError as error:
        raise ConfigError(name, f"{value!r} is not a whole number") from error
    if not low <= number <= high:
        raise ConfigError(name, f"{number} is not between {low} and {high}")
    return number


def _base_url(mode: Mode, value: str, env: Mapping[str, str]) -> str:
    if not value and mode is Mode.DEMO:
        return f"http://{env.get('HOST', '127.0.0.1')}:{env.get('PORT', '8000')}"
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(
            "base_url", f"{value!r} is not the public address of the service, like https://match.example.fi"
        )
    if (
        mode is Mode.PRODUCTION
        and parts.scheme != "https"
        and f"{parts.hostname}" not in ("localhost", "127.0.0.1")
    ):
        raise ConfigError("base_url", "a real installation is reached by https")
    return value.rstrip("/")


def _trusted_hosts(values: Mapping[str, Any], base_url: str) -> tuple[str, ...]:
    named = values.get("trusted_hosts", [])
    if not isinstance(named, list) or not all(isinstance(host, str) for host in named):
        raise ConfigError("trusted_hosts", "must be a list of host names")
    return tuple(dict.fromkeys([str(urlsplit(base_url).hostname), *named]))


def _smtp(values: object) -> Smtp | None:
    if values is None:
        return None
    if not isinstance(values, dict) or not values.get("host"):
        raise ConfigError("smtp", "needs at least a host")
    return Smtp(
        host=str(values["host"]),
        port=_number("smtp.port", values.get("port", 587), 1, 65535),
        tls=_choice(Tls, "smtp.tls", values.get("tls", Tls.STARTTLS)),
        user=str(values.get("user", "")),
        password=str(values.get("password", "")),
    )


def _secret_key(path: Path) -> str:
    """Read the key, or make it: mode 0600 from the first byte, and whoever comes second reads the first one's key."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text(encoding="ascii").strip()
        if len(key) < 32:
            raise ConfigError(
                "secret_key", f"{path} is shorter than 32 characters; delete it to have a new one"
            ) from None
        return key
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
