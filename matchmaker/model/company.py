"""The company that asks, and the consents it gave."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matchmaker.model.codes import Sector, SizeClass


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """What a company tells of itself. `municipality` is a three-digit code; `business_id` is normalised (1234567-8)."""

    name: str
    business_id: str | None = None
    municipality: str | None = None
    size: SizeClass | None = None
    sector: Sector | None = None
    nace_section: str | None = None
    makes: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its profile; a merged one names the entry that lives on."""

    id: str
    profile: CompanyProfile
    is_demo: bool
    created_at: datetime
    merged_into: str | None


class ConsentPurpose(StrEnum):
    """What a company agrees to; each is asked and explained on its own."""

    MATCH = "match"
    INTRODUCE = "introduce"
    REPORT = "report"


class ConsentChannel(StrEnum):
    """How a consent reached us."""

    FORM = "form"
    PHONE = "phone"
    VISIT = "visit"
    EMAIL = "email"


# The privacy notice and the sentences beside the consents are one text; a change of meaning makes a new version.
CONSENT_TEXT_VERSION = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent to one purpose, under one version of the privacy text; `agreed_by` names the person who agreed."""

    id: str
    company_id: str
    need_id: str | None
    purpose: ConsentPurpose
    text_version: str
    agreed_by: str
    channel: ConsentChannel
    given_at: datetime
    withdrawn_at: datetime | None
    recorded_by: str | None
