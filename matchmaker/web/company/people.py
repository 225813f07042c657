"""Who is behind a request on the company's pages."""

from matchmaker.model.errors import NotFound
from matchmaker.model.user import Membership, MembershipState, Role, User
from matchmaker.store import users
from matchmaker.web.access import viewer
from matchmaker.web.database import db


def own_user() -> User:
    """The signed-in user; pages for signed-in people only."""
    user = viewer().user
    if user is None:
        raise NotFound("user", "")
    return user


def own_company_id() -> str:
    """The viewer's company; pages for company members only."""
    company_id = viewer().company_id
    if company_id is None:
        raise NotFound("company", "")
    return company_id


def waiting_request() -> Membership | None:
    """The viewer's request to join a company, while it waits and the viewer has no company."""
    if viewer().company_id is not None:
        return None
    held = users.list_memberships(db(), own_user().id)
    return next((m for m in held if m.role is Role.COMPANY and m.state is MembershipState.REQUESTED), None)
