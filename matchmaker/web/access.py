"""Who is asking, and who may open a page: every view declares its role with `allow`."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.user import MembershipState, Role, Viewer
from matchmaker.store import sessions, users
from matchmaker.web.clock import now
from matchmaker.web.database import db

SESSION_KEY = "session"
LONGEST_PATH = 1000  # it is kept with the link; none of ours is a tenth of that
_View = TypeVar("_View", bound=Callable[..., object])
Rescue = Callable[[], ResponseReturnValue | None]


def allow(role: Role, *, signed_out: Rescue | None = None) -> Callable[[_View], _View]:
    """Declare the role a view needs. Others get the sign-in page (signed out) or 404 (signed in): no hint what is there.

    `signed_out` answers what somebody signed out posts, so that a text typed while the session ended is not lost. It must
    change nothing, for it runs before the CSRF check; None from it means the sign-in page.
    """

    def declare(view: _View) -> _View:
        view.allowed_role = role  # type: ignore[attr-defined]
        view.signed_out = signed_out  # type: ignore[attr-defined]
        return view

    return declare


def declared_role(app: Flask, endpoint: str) -> Role | None:
    """The role that an endpoint declares; static files are public, anything else undeclared is None."""
    if endpoint == "static":
        return Role.PUBLIC
    return getattr(app.view_functions[endpoint], "allowed_role", None)


def viewer() -> Viewer:
    """The person behind this request."""
    if "viewer" not in g:
        g.viewer = _load_viewer()
    seen: Viewer = g.viewer
    return seen


def safe_path(path: str | None) -> str:
    """`path` if it leads to a page of this site, else an empty string: a sign-in link must not send people elsewhere."""
    if (
        not path
        or not path.startswith("/")
        or path.startswith("//")
        or "\\" in path
        or not path.isprintable()
        or len(path) > LONGEST_PATH
    ):
        return ""
    parts = urlsplit(path)
    return "" if parts.scheme or parts.netloc else path


def _load_viewer() -> Viewer:
    nobody = Viewer(user=None, roles=frozenset())
    token = session.get(SESSION_KEY)
    if not isinstance(token, str):
        return nobody
    user_id = sessions.find_session_user_id(db(), token, now())
    user = users.find_user(db(), user_id) if user_id else None
    if user is None or user.disabled_at is not None:
        return nobody
    active = [m for m in users.list_memberships(db(), user.id) if m.state is MembershipState.ACTIVE]
    return Viewer(
        user=user,
        roles=frozenset(m.role for m in active),
        company_id=next((m.company_id for m in active if m.company_id), None),
        institution_id=next((m.institution_id for m in active if m.institution_id), None),
    )


def init_app(app: Flask) -> None:
    @app.before_request
    def check_role() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: Flask answers 404 or 405
        role = declared_role(current_app, request.endpoint)
        if role is None:
            raise RuntimeError(f"{request.endpoint} declares no role")
        if viewer().may_act_as(role):
            return None
        if viewer().signed_in:
            abort(404)
        rescue = getattr(current_app.view_functions[request.endpoint], "signed_out", None)
        if rescue is not None and request.method == "POST":
            answer: ResponseReturnValue | None = rescue()
            if answer is not None:
                return answer
        target = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("account.sign_in", next=safe_path(target) or None))
