"""Sample values for previews: what the placeholders of mails may look like."""

from collections.abc import Iterable, Mapping

from matchmaker.config import Settings
from matchmaker.model.codes import Language

# name -> Finnish, English.
_TEXTS: Mapping[str, tuple[str, str]] = {
    "about": ("Hitsaussaumoihin tulee säröjä", "Cracks appear in our welds"),
    "answer": ("S355, 12 mm", "S355, 12 mm"),
    "asked": ("24.11.2026", "24 Nov 2026"),
    "before": ("Olemme tavanneet", "We have met"),
    "company": ("Paja Oy", "Forge Ltd"),
    "company_email": ("pekka@paja.example", "pekka@paja.example"),
    "company_person": ("Pekka Paja", "Pekka Paja"),
    "company_phone": ("+358 40 000 0000", "+358 40 000 0000"),
    "company_website": ("https://paja.example", "https://paja.example"),
    "company_condition": ("Aloitus vasta tammikuussa.", "We can begin in January."),
    "helps": ("Mittaus, Testaus", "Measurement, Testing"),
    "institution_condition": ("Tarvitsemme ensin näytteen.", "We need a sample first."),
    "urgency": ("Mahdollisimman pian", "As soon as possible"),
    "confirmed": ("30.11.2025", "30 Nov 2025"),
    "due": ("1.12.2026", "1 Dec 2026"),
    "institution": ("Koelaitos", "Test Institute"),
    "institution_email": ("liisa@koelaitos.example", "liisa@koelaitos.example"),
    "institution_person": ("Liisa Laine", "Liisa Laine"),
    "inviter": ("Kaisa Koordinaattori", "Kaisa Coordinator"),
    "line": ("He toivovat mittausta ennen joulua.", "They hope for a measurement before Christmas."),
    "message": ("Olen lomalla viikon. Soita heille.", "I am away for a week. Please call them."),
    "need": ("Hitsaussaumoihin tulee säröjä", "Cracks appear in our welds"),
    "next_offering": ("Väsytyskokeet", "Fatigue tests"),
    "note": ("Palataan asiaan keväällä.", "Let us talk again in spring."),
    "offering": ("Hitsausliitosten testaus", "Testing of welded joints"),
    "organisation": ("Koelaitos", "Test Institute"),
    "parts": ("Ala, Puhelin", "Field, Phone"),
    "person": ("ville@paja.example", "ville@paja.example"),
    "question": ("Mitä materiaalia kannake on?", "What material is the bracket made of?"),
    "reason": ("Ei aikaa nyt", "No time now"),
    "sender": ("Kaisa Koordinaattori", "Kaisa Coordinator"),
    "title": ("Hitsaussaumoihin tulee säröjä", "Cracks appear in our welds"),
    "until": ("31.12.2026", "31 Dec 2026"),
    "words": ("hitsaus, särö", "welding, crack"),
}
_VALUES: Mapping[str, object] = {
    "company_yes": False,
    "declined_by": "institution",
    "ending": "no-match",
    "granted": True,
    "handed_on": False,
    "hours": 24,
    "match_id": "abcdefghjkmnpqrs",
    "need_id": "abcdefghjkmnpqrs",
    "next_match_id": "abcdefghjkmnpqrs",
    "no_good_match": False,
    "not_now": True,
    "offering_id": "abcdefghjkmnpqrs",
    "page": "/company/members",
    "progress": "met",
    "result": "declined",
    "role": "institution",
    "silent": [],
    "suggested": 3,
    "unreached": [],
    "willing": "institution",
    "why": "found-elsewhere",
}


def sample_params(settings: Settings, language: Language, names: Iterable[str]) -> dict[str, object]:
    """A value for each name; the name itself where none is known, so that a preview always shows something."""
    texts = {name: pair[language is Language.EN] for name, pair in _TEXTS.items()}
    known = {**texts, **_VALUES, "link": f"{settings.base_url}/sign-in/example"}
    common = {"base_url": settings.base_url, "cluster_name": settings.cluster(language)}
    return {name: {**known, **common}.get(name, name) for name in names}


def has_sample(name: str) -> bool:
    """Whether there is a value for a name; a test asks for every placeholder."""
    return name in _TEXTS or name in _VALUES or name in ("link", "base_url", "cluster_name")
