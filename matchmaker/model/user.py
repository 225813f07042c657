"""People, their roles, and the actor behind every step."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matchmaker.model.codes import Language


class Role(StrEnum):
    """Who may open a page; a user's memberships give the roles other than public and signed-in."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    COMPANY = "company"
    INSTITUTION = "institution"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class MembershipState(StrEnum):
    """A membership starts as an invitation or a request and counts only while active."""

    INVITED = "invited"
    REQUESTED = "requested"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class User:
    """A person who can sign in; the e-mail address is kept in lower case."""

    id: str
    email: str
    name: str
    language: Language
    created_at: datetime
    disabled_at: datetime | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """One role of one user; company and institution members name theirs."""

    id: str
    user_id: str
    role: Role
    company_id: str | None
    institution_id: str | None
    state: MembershipState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: a user in a role, or the service itself (`user_id` None)."""

    user_id: str | None
    role: Role

    @classmethod
    def system(cls) -> "Actor":
        return cls(user_id=None, role=Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a request, with what their active memberships open."""

    user: User | None
    roles: frozenset[Role]
    company_id: str | None = None
    institution_id: str | None = None

    @property
    def signed_in(self) -> bool:
        return self.user is not None

    def may_act_as(self, role: Role) -> bool:
        """Admins may do all that coordinators may; everybody may open public pages."""
        if role is Role.PUBLIC:
            return True
        if role is Role.SIGNED_IN:
            return self.signed_in
        return role in self.roles or (role is Role.COORDINATOR and Role.ADMIN in self.roles)

    def actor(self, role: Role) -> Actor:
        """The actor of a step that this viewer takes in `role`."""
        return Actor(user_id=self.user.id if self.user else None, role=role)
