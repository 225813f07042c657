"""Who is behind a request on an institution's pages."""

from matchmaker.model.errors import NotFound
from matchmaker.model.user import Actor, Role
from matchmaker.web.access import viewer


def own_institution_id() -> str:
    """The viewer's institution; pages for its members only."""
    institution_id = viewer().institution_id
    if institution_id is None:
        raise NotFound("institution", "")
    return institution_id


def own_actor() -> Actor:
    """The viewer, acting for the institution."""
    return viewer().actor(Role.INSTITUTION)
