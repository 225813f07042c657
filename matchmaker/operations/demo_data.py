"""The invented people and organisations of the demo. Every name says so, and every address is at example.com."""

from dataclasses import dataclass
from datetime import timedelta

from matchmaker.model.codes import Help, InstitutionKind, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedChannel, NeedContent
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import Role

INSTITUTION = "Demo-tutkimuslaitos (keksitty)"
INSTITUTION_KIND = InstitutionKind.RESEARCH_INSTITUTE

WORKSHOP = CompanyProfile(
    name="Esimerkkipaja Oy (keksitty)",
    municipality="915",
    size=SizeClass.SMALL,
    sector=Sector.MACHINERY,
    nace_section="C",
    makes="Ohutlevyosia ja hitsattuja kokoonpanoja pienissä sarjoissa konepajoille ja laitevalmistajille.",
)
BERRY_FARM = CompanyProfile(
    name="Mallimarja Oy (keksitty)",
    municipality="778",
    size=SizeClass.MICRO,
    sector=Sector.FOOD,
    nace_section="C",
    makes="Mustaherukasta ja mansikasta juomia ja hilloja, omat pellot ja pieni tuotantotila.",
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """An account that anyone may sign in to, in demo mode only."""

    email: str
    name: str
    role: Role


USERS: tuple[DemoUser, ...] = (
    DemoUser("company@demo.example.com", "Demo-yrittäjä (keksitty)", Role.COMPANY),
    DemoUser("coordinator@demo.example.com", "Demo-koordinaattori (keksitty)", Role.COORDINATOR),
    DemoUser("coordinator2@demo.example.com", "Toinen demo-koordinaattori (keksitty)", Role.COORDINATOR),
    DemoUser("institution@demo.example.com", "Demo-tutkija (keksitty)", Role.INSTITUTION),
    DemoUser("admin@demo.example.com", "Demo-ylläpitäjä (keksitty)", Role.ADMIN),
)

OFFERINGS: tuple[tuple[OfferingState, OfferingContent], ...] = (
    (
        OfferingState.PUBLISHED,
        OfferingContent(
            kind=OfferingKind.SERVICE,
            texts={
                Language.FI: OfferingText(
                    "Koneiden värähtelymittaus (demo)",
                    "Keksitty esimerkkipalvelu. Mittaamme puhaltimen, pumpun tai työstökoneen värähtelyn paikan"
                    " päällä ja kerromme, johtuuko tärinä epätasapainosta, linjauksesta, laakerista vai jalustasta."
                    " Raportissa on mittaustulosten lisäksi ehdotus korjauksesta ja siitä, mitä kannattaa seurata"
                    " jatkossa.",
                ),
                Language.EN: OfferingText(
                    "Vibration measurements for machines (demo)",
                    "An invented example. We measure the vibration of a fan, pump or machine tool where it stands"
                    " and say whether imbalance, alignment, a bearing or the foundation causes it. The report names"
                    " a repair and what to keep an eye on afterwards.",
                ),
            },
            keywords=("värähtely", "laakerit", "kunnonvalvonta", "condition monitoring"),
            helps=frozenset({Help.MEASUREMENT, Help.ANALYSIS}),
            sectors=frozenset({Sector.MACHINERY, Sector.ENERGY}),
            unit="Konetekniikan demolaboratorio",
            place="Varkaus",
            target_text="Konepajat, laitosten kunnossapito ja laitevalmistajat",
            how_to_get="Kerro koneesta ja oireesta. Sovimme mittauspäivän, ja saat raportin kahdessa viikossa.",
        ),
    ),
    (
        OfferingState.PUBLISHED,
        OfferingContent(
            kind=OfferingKind.SERVICE,
            texts={
                Language.FI: OfferingText(
                    "Hitsausrobotin kokeilu omalla tuotteella (demo)",
                    "Keksitty esimerkkipalvelu. Yritys tuo oman osansa ja kiinnittimensä, ja kokeilemme sen"
                    " hitsaamista yhteistyörobotilla. Lopuksi laskemme, millä sarjakoolla robotti maksaa itsensä"
                    " takaisin, kun tuote vaihtuu usein, ja mitä hitsaajan pitää osata ohjelmoinnista.",
                ),
            },
            keywords=("hitsaus", "robotiikka", "cobotti", "piensarjat"),
            helps=frozenset({Help.PILOTING, Help.EXPERTISE}),
            sectors=frozenset({Sector.MACHINERY}),
            unit="Konetekniikan demolaboratorio",
            place="Varkaus",
            target_text="Pienet ja keskisuuret konepajat",
        ),
    ),
    (
        OfferingState.DRAFT,
        OfferingContent(
            kind=OfferingKind.SERVICE,
            texts={
                Language.EN: OfferingText(
                    "Ageing tests for battery packs (demo)",
                    "An invented example, still a draft: only the institution and the coordinators see it.",
                ),
            },
            helps=frozenset({Help.TESTING}),
            sectors=frozenset({Sector.ENERGY}),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoNeed:
    """A need of an invented company; one that came by phone was written down by the coordinator."""

    company: CompanyProfile
    sender: str
    channel: NeedChannel
    age: timedelta
    content: NeedContent

    @property
    def submission_key(self) -> str:
        return f"demo: {self.content.title}"


NEEDS: tuple[DemoNeed, ...] = (
    DemoNeed(
        company=WORKSHOP,
        sender="company@demo.example.com",
        channel=NeedChannel.WEB,
        age=timedelta(days=3, hours=4),
        content=NeedContent(
            title="Puhallin tärisee ja laakerit kestävät puoli vuotta",
            description=(
                "Pölynpoiston puhallin on alkanut täristä. Laakerit on vaihdettu kahdesti vuoden sisään, eikä"
                " huolto löydä syytä. Tarvittaisiin joku mittaamaan, mistä tärinä tulee, ja sanomaan, riittääkö"
                " tasapainotus vai pitääkö koko jalusta tehdä uusiksi."
            ),
            language=Language.FI,
            helps=frozenset({Help.MEASUREMENT, Help.EXPERTISE}),
            sector=Sector.MACHINERY,
            urgency=Urgency.NOW,
        ),
    ),
    DemoNeed(
        company=BERRY_FARM,
        sender="coordinator@demo.example.com",
        channel=NeedChannel.PHONE,
        age=timedelta(days=1, hours=2),
        content=NeedContent(
            title="Mustaherukkajuoma alkaa käydä pullossa",
            description=(
                "Uusi juoma menee pilalle noin kolmen viikon jälkeen: pullo pihisee ja maku muuttuu. Omaa"
                " laboratoriota ei ole. Pitäisi saada selville, mikä siellä kasvaa ja paljonko kuumennusta pitää"
                " lisätä, ettei marjan maku kärsi."
            ),
            language=Language.FI,
            helps=frozenset({Help.ANALYSIS}),
            sector=Sector.FOOD,
            phone="+358 40 123 4567",
            urgency=Urgency.MONTHS,
        ),
    ),
    DemoNeed(
        company=WORKSHOP,
        sender="company@demo.example.com",
        channel=NeedChannel.WEB,
        age=timedelta(hours=5),
        content=NeedContent(
            title="Is a welding robot worth it for batches of thirty?",
            description=(
                "We make sheet metal parts in batches of 20 to 50 and cannot find enough welders. The products"
                " change every week. Before buying anything we would like to try one of our own products on a robot"
                " and hear from somebody who does not sell them whether it pays."
            ),
            language=Language.EN,
            helps=frozenset({Help.PILOTING}),
            sector=Sector.MACHINERY,
            urgency=Urgency.MONTHS,
        ),
    ),
)
