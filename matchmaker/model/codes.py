"""The closed lists that needs, offerings, forms, filters and imports share."""

from enum import StrEnum


class Language(StrEnum):
    """Languages of pages and texts."""

    FI = "fi"
    EN = "en"


class Help(StrEnum):
    """What kind of help an offering gives or a need asks for."""

    MEASUREMENT = "measurement"
    TESTING = "testing"
    ANALYSIS = "analysis"
    PILOTING = "piloting"
    INFRASTRUCTURE = "infrastructure"
    EXPERTISE = "expertise"
    JOINT_RD = "joint-rd"
    TRAINING = "training"
    STUDENT_WORK = "student-work"
    FUNDING_SUPPORT = "funding-support"
    NETWORKING = "networking"


class Sector(StrEnum):
    """Field of business; the three of the first cluster come first."""

    ENERGY = "energy"
    MACHINERY = "machinery"
    HEALTH_TECHNOLOGY = "health-technology"
    HEALTH_PHARMA = "health-pharma"
    WATER_ENVIRONMENT = "water-environment"
    CIRCULAR_MINING = "circular-mining"
    BIO_FOREST = "bio-forest"
    FOOD = "food"
    ICT = "ict"
    CONSTRUCTION = "construction"
    BUSINESS = "business"
    OTHER = "other"


class SizeClass(StrEnum):
    """Staff of an enterprise: micro < 10, small 10-49, medium 50-249, large 250 and over."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Urgency(StrEnum):
    """When the company hopes for help."""

    NOW = "now"
    MONTHS = "months"
    LATER = "later"


class InstitutionKind(StrEnum):
    """What sort of organisation provides offerings."""

    UNIVERSITY = "university"
    APPLIED_SCIENCES = "applied-sciences"
    RESEARCH_INSTITUTE = "research-institute"
    HOSPITAL = "hospital"
    VOCATIONAL = "vocational"
    DEVELOPMENT_COMPANY = "development-company"
    PUBLIC_BODY = "public-body"
    CLUSTER = "cluster"
    OTHER = "other"


# TOL 2025 / NACE Rev. 2.1 sections, the letter a company knows from its tax papers.
NACE_SECTIONS: tuple[str, ...] = tuple("ABCDEFGHIJKLMNOPQRSTUV")
