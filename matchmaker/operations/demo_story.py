"""What has happened in the demo before its visitor comes: five needs, told by the operations that real ones go through."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.matching.index import Index
from matchmaker.model.codes import Help, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import CompanyProfile
from matchmaker.model.introduction import Answer, DeclineReason, Progress, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult, Need, NeedChannel, NeedContent, NeedState
from matchmaker.model.offering import OfferingContent
from matchmaker.model.user import Actor, Role
from matchmaker.operations import demo_data
from matchmaker.operations.add_match import add_match
from matchmaker.operations.answer_introduction import actor_at, answer_introduction
from matchmaker.operations.ask_both_sides import ask_both_sides
from matchmaker.operations.ask_clarification import ask_clarification
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.close_need import close_need
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.demo_data import DemoNeed, DemoUser
from matchmaker.operations.load_demo import add_person, submit_demo_need
from matchmaker.operations.tell_progress import tell_progress
from matchmaker.store import companies, introductions, offerings, users
from matchmaker.store.database import write_tx

HEAT_PLANT = CompanyProfile(
    name="Mallilämpö Oy (keksitty)",
    municipality="140",
    size=SizeClass.MICRO,
    sector=Sector.ENERGY,
    nace_section="D",
    makes="Kaukolämpöä hakkeesta kahdessa pienessä lämpökeskuksessa.",
)
VIBRATION, ROBOT = demo_data.OFFERINGS[0][1], demo_data.OFFERINGS[1][1]
STOKER = DemoUser("heat@demo.example.com", "Demo-lämpöyrittäjä (keksitty)", Role.COMPANY)

COORDINATOR = "coordinator@demo.example.com"

MET = DemoNeed(
    company=demo_data.WORKSHOP,
    sender="company@demo.example.com",
    channel=NeedChannel.WEB,
    age=timedelta(days=41),
    content=NeedContent(
        title="Särmäyspuristimen pumppu ulisee ja tärisee",
        description=(
            "Särmäyspuristimen hydrauliikkapumppu on alkanut täristä ja ulista. Pumppu vaihdettiin keväällä, mutta"
            " ääni palasi kuukaudessa. Ennen seuraavaa vaihtoa pitäisi mitata, johtuuko tärinä pumpusta, linjauksesta"
            " vai jalustasta."
        ),
        language=Language.FI,
        helps=frozenset({Help.MEASUREMENT}),
        sector=Sector.MACHINERY,
        urgency=Urgency.NOW,
    ),
)
ASKED = DemoNeed(
    company=demo_data.WORKSHOP,
    sender="company@demo.example.com",
    channel=NeedChannel.WEB,
    age=timedelta(days=6),
    content=NeedContent(
        title="Ruostumattomat kehikot vetävät hitsatessa kieroon",
        description=(
            "Hitsaamme ruostumattomasta putkesta kehikoita käsin 40 kappaleen sarjoina, ja ne vetävät kieroon."
            " Pysyisivätkö mitat robotilla hitsattaessa, ja voisiko sitä kokeilla omalla kehikolla ennen ostamista?"
        ),
        language=Language.FI,
        helps=frozenset({Help.PILOTING, Help.EXPERTISE}),
        sector=Sector.MACHINERY,
        urgency=Urgency.MONTHS,
    ),
)
UNCLEAR = DemoNeed(
    company=demo_data.WORKSHOP,
    sender="company@demo.example.com",
    channel=NeedChannel.WEB,
    age=timedelta(days=4),
    content=NeedContent(
        title="Maali lähtee ulkona olevista osista",
        description="Maali irtoaa ulkona olevista teräsosista jo ensimmäisenä talvena. Mistä se johtuu?",
        language=Language.FI,
        helps=frozenset({Help.ANALYSIS}),
        sector=Sector.MACHINERY,
        urgency=Urgency.MONTHS,
    ),
)
QUESTION = "Mitä maalia ja esikäsittelyä käytätte? Irtoaako maali saumoista, reunoista vai kauttaaltaan?"
DECLINED = DemoNeed(
    company=HEAT_PLANT,
    sender=STOKER.email,
    channel=NeedChannel.WEB,
    age=timedelta(days=9),
    content=NeedContent(
        title="Savukaasupuhaltimen laakerit menevät joka talvi",
        description=(
            "Hakelämpökeskuksen savukaasupuhallin alkaa täristä kovilla pakkasilla, ja laakerit on vaihdettava joka"
            " talvi. Tarvitsisimme värähtelymittauksen käyvästä koneesta. Samalla pitäisi mitata savukaasun hiukkaset:"
            " siipiin tarttuu tuhkaa, ja se voi olla syy."
        ),
        language=Language.FI,
        helps=frozenset({Help.MEASUREMENT, Help.EXPERTISE}),
        sector=Sector.ENERGY,
        urgency=Urgency.MONTHS,
    ),
)
ENDED = DemoNeed(
    company=demo_data.BERRY_FARM,
    sender=COORDINATOR,
    channel=NeedChannel.PHONE,
    age=timedelta(days=24),
    content=NeedContent(
        title="Käytetty pullotuskone ostetaan",
        description="Etsimme käytettyä pullotuskonetta, alle 500 pulloa tunnissa, mieluiten Pohjois-Savosta.",
        language=Language.FI,
        helps=frozenset(),
        sector=Sector.FOOD,
        phone="+358 40 123 4567",
        urgency=Urgency.MONTHS,
    ),
)


def tell_demo_story(db: Database, *, settings: Settings, index: CatalogueIndex, now: datetime) -> int:
    """Send five needs more into a loaded demo and bring each to another place on its way; return their number.

    Two met; two are asked; one waits for its company's answer; one came back with an institution's no; one is closed.
    Side effects: those of each step at its own time in the past, and its mails as files in the outbox.
    """
    with write_tx(db):
        plant = companies.add_company(db, HEAT_PLANT, now=now - DECLINED.age, is_demo=True)
        add_person(db, STOKER, now - DECLINED.age, company_id=plant.id)
    story = _Story(db, settings, index.current(), now)
    needs = (
        story.two_meet(),
        story.one_ends(),
        story.one_is_declined(),
        story.two_are_asked(),
        story.one_is_unclear(),
    )
    return len(needs)


@dataclass(frozen=True, slots=True)
class _Story:
    """The steps; `ago` is how long before the visitor something happened."""

    db: Database
    settings: Settings
    index: Index
    now: datetime

    def two_meet(self) -> Need:
        need = self._send(MET)
        asked = self._ask(need, VIBRATION, timedelta(days=39))
        self._answer(asked, Side.COMPANY, Answer.YES, timedelta(days=38))
        self._answer(asked, Side.INSTITUTION, Answer.YES, timedelta(days=37))
        met = timedelta(days=20)
        tell_progress(
            self.db,
            introduction_id=asked,
            progress=Progress.MET,
            actor=actor_at(self.db, MET.sender, Side.COMPANY),
            now=self.now - met,
        )
        self._deliver(met)
        return need

    def one_ends(self) -> Need:
        need = self._send(ENDED)
        ended = timedelta(days=23)
        close_need(
            self.db,
            need_id=need.id,
            seen=NeedState.SUBMITTED,
            result=ClosingResult.NOT_RESEARCH,
            actor=self._coordinator(),
            now=self.now - ended,
        )
        self._deliver(ended)
        return need

    def one_is_declined(self) -> Need:
        need = self._send(DECLINED)
        asked = self._ask(need, VIBRATION, timedelta(days=6))
        self._answer(asked, Side.COMPANY, Answer.YES, timedelta(days=5))
        self._answer(asked, Side.INSTITUTION, Answer.NO, timedelta(days=1), DeclineReason.NO_TIME)
        return need

    def two_are_asked(self) -> Need:
        need = self._send(ASKED)
        self._ask(need, ROBOT, timedelta(days=1))
        return need

    def one_is_unclear(self) -> Need:
        need = self._send(UNCLEAR)
        asked = timedelta(days=2)
        ask_clarification(
            self.db, need_id=need.id, question=QUESTION, actor=self._coordinator(), now=self.now - asked
        )
        self._deliver(asked)
        return need

    def _send(self, need: DemoNeed) -> Need:
        sent = submit_demo_need(self.db, self.index, need, now=self.now)
        self._deliver(need.age)
        return sent

    def _ask(self, need: Need, content: OfferingContent, ago: timedelta) -> str:
        """Put the question to both sides; return the introduction's id."""
        (offering,) = [one for one in offerings.list_listed(self.db) if one.content == content]
        actor, then = self._coordinator(), self.now - ago
        match = add_match(
            self.db,
            self.index,
            need_id=need.id,
            offering_id=offering.id,
            model_version=MODEL_VERSION,
            actor=actor,
            now=then,
        )
        decide_match(
            self.db, match_id=match.id, seen=match.state, after=MatchState.APPROVED, actor=actor, now=then
        )
        ask_both_sides(self.db, match_id=match.id, actor=actor, now=then)
        self._deliver(ago)
        (asked,) = introductions.list_introductions_of_need(self.db, need.id)
        return asked.id

    def _answer(
        self, asked: str, side: Side, answer: Answer, ago: timedelta, reason: DeclineReason | None = None
    ) -> None:
        email = introductions.get_introduction(self.db, asked).email(side)
        answer_introduction(
            self.db,
            introduction_id=asked,
            side=side,
            answer=answer,
            reason=reason,
            actor=actor_at(self.db, email, side),
            now=self.now - ago,
        )
        self._deliver(ago)

    def _deliver(self, ago: timedelta) -> None:
        """Let the mails of that time leave: half an hour after what they tell, when nothing can be undone."""
        while deliver_mail(self.db, self.settings, now=self.now - ago + timedelta(minutes=30)):
            pass

    def _coordinator(self) -> Actor:
        return Actor(users.list_users_by_email(self.db, [COORDINATOR])[COORDINATOR].id, Role.COORDINATOR)
