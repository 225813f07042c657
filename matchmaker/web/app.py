"""Making the application: settings in, Flask out."""

from datetime import timedelta
from importlib import import_module

from flask import Flask, abort, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.user import Role
from matchmaker.store.database import open_database
from matchmaker.store.migrations import migrate
from matchmaker.web import (
    access,
    assets,
    clock,
    compiled,
    database,
    engine,
    errors,
    headers,
    limits,
    locale,
    navigation,
)

BLUEPRINTS = ("public", "account", "company", "coordinator", "institution", "admin", "answers")
MAX_REQUEST_BYTES = 2 * 1024 * 1024
_THIS_MACHINE = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


def create_app(settings: Settings, *, analyser: Analyser | None = None) -> Flask:
    """Migrate the database, open the index (building it when there is none) and return the application.

    `analyser` lets tests share one; otherwise it is made from what is installed.
    """
    app = Flask("matchmaker.web")
    app.config.update(
        SETTINGS=settings,
        CLOCK=clock.system_clock,
        TESTING=settings.testing,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="matchmaker",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session: a form left open over lunch still works
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=7),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _prepare_database(settings)
    _guard_hosts(app, settings)
    database.init_app(app)
    locale.init_app(app)
    compiled.init_app(app, settings.template_folder)
    headers.init_app(app, https=not settings.demo)
    assets.init_app(app)
    limits.init_app(app, settings.limiter_database)
    access.init_app(app)
    errors.init_app(app)
    engine.init_app(app, settings, analyser)
    csrf = CSRFProtect(app)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"matchmaker.web.{name}").blueprint)
    # Mail programs press its button for their users (RFC 8058): no cookie, no page seen before. The address is the secret.
    csrf.exempt("matchmaker.web.account.mail.stop_mails")
    _context(app, settings)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _prepare_database(settings: Settings) -> None:
    db = open_database(settings.database)
    try:
        migrate(db)
    finally:
        db.close()


def _guard_hosts(app: Flask, settings: Settings) -> None:
    """Answer only to our own names. The demo signs anybody in, so it answers no proxy either."""

    @app.before_request
    def refuse_strangers() -> None:
        # Whatever the server was told to listen on: another machine may write any Host.
        strange = settings.demo and (
            request.remote_addr not in _THIS_MACHINE
            or any(name == "Forwarded" or name.startswith("X-Forwarded-") for name, _value in request.headers)
        )
        if strange or _host_name(request.host) not in settings.trusted_hosts:
            abort(400)


def _host_name(host: str) -> str:
    """`example.fi:8000` -> `example.fi`, `[::1]:8000` -> `[::1]`."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _context(app: Flask, settings: Settings) -> None:
    @app.context_processor
    def frame() -> dict[str, object]:
        staff = access.viewer().may_act_as(Role.COORDINATOR)
        return {
            **navigation.context(),
            "language": locale.language().value,
            "language_switch": locale.language_switch(),
            "replay": locale.replay(),
            "cluster_name": settings.cluster(locale.language()),
            "demo": settings.demo,
            "degraded": staff and engine.degraded(),
            "csp_nonce": headers.csp_nonce(),
            "today": clock.today(),
        }
