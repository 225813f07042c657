"""A company with an accepted need, an institution with an offering, and a coordinator who has approved their match."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from sqlite_utils import Database

from matchmaker.matching.explained import Explanation, Line, to_json
from matchmaker.matching.explanation import LineKind
from matchmaker.model.codes import InstitutionKind, Language, Sector
from matchmaker.model.company import CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.introduction import Answer, Introduction, LinkAction, Side
from matchmaker.model.match import Band, Decision, MatchState
from matchmaker.model.need import Audience, NeedChannel, NeedContent, NeedPart, NeedState
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import Actor, MembershipState, Role
from matchmaker.operations.answer_introduction import answer_introduction
from matchmaker.operations.ask_both_sides import ask_both_sides
from matchmaker.operations.decide_match import decide_match
from matchmaker.operations.handle_need import accept_need
from matchmaker.operations.introduction_mails import ANSWERS
from matchmaker.store import (
    action_links,
    companies,
    institutions,
    introductions,
    matches,
    needs,
    offerings,
    users,
)
from matchmaker.store.database import to_text, write_tx
from matchmaker.store.matches import MatchResult
from tests.conftest import NOW

KAISA, PROFESSOR, MEMBER, COORDINATOR = (
    "kaisa@saha.example",
    "professori@tutkimus.example",
    "tutkija@tutkimus.example",
    "koordinaattori@example.com",
)
NEED = NeedContent(
    title="Hitsi halkeaa pakkasella",
    description="Kannake on S700-terästä. Laakerit kestävät, mutta hitsi ei.",
    language=Language.FI,
    sector=Sector.MACHINERY,
    phone="+358 40 000 0000",
    summary="Konepaja etsii apua halkeilevaan hitsiin.",
    openness={
        NeedPart.TITLE: Audience.ASKED,
        NeedPart.DESCRIPTION: Audience.INTRODUCED,
        NeedPart.SECTOR: Audience.ASKED,
        NeedPart.MUNICIPALITY: Audience.INTRODUCED,
        NeedPart.SIZE: Audience.ASKED,
        NeedPart.MAKES: Audience.COORDINATOR,
    },
)
REASONS = to_json(
    Explanation(
        score=0.3,
        lines=(
            Line(LineKind.WORD, ("Hitsi",), ("hitsien",), 0.15),
            Line(LineKind.DICTIONARY, ("pakkasella",), ("cold",), 0.08),
            Line(LineKind.WORD, ("Laakerit",), ("laakerit",), 0.05),
        ),
        remainder=0.02,
        need_spans=(),
        offering_spans=(),
    )
)


@dataclass(frozen=True, slots=True)
class World:
    """The ids and actors of a small populated database."""

    db: Database
    need_id: str
    company_id: str
    institution_id: str
    match_id: str
    next_match_id: str
    coordinator: Actor
    kaisa: Actor
    researcher: Actor

    @property
    def state(self) -> MatchState:
        return matches.get_match(self.db, self.match_id).state

    @property
    def need_state(self) -> NeedState:
        return needs.get_need(self.db, self.need_id).state

    @property
    def introduction(self) -> Introduction:
        found = introductions.find_introduction(self.db, self.match_id)
        assert found is not None
        return found

    def asked(self) -> Self:
        """Both sides are asked, and the mails have left."""
        self.ask()
        self.mails_have_left(NOW + timedelta(minutes=10))
        return self

    def introduced(self) -> Self:
        """Both sides have said yes."""
        self.asked()
        for side in Side:
            self.answer(side, Answer.YES)
        return self

    def ask(self, now: datetime = NOW, **choices: object) -> Decision:
        return ask_both_sides(self.db, match_id=self.match_id, actor=self.coordinator, now=now, **choices)

    def answer(self, side: Side, answer: Answer, now: datetime = NOW, **more: object) -> Introduction:
        actor = self.kaisa if side is Side.COMPANY else self.researcher
        return answer_introduction(
            self.db,
            introduction_id=self.introduction.id,
            side=side,
            answer=answer,
            actor=actor,
            now=now,
            **more,
        )

    def link(self, side: Side, now: datetime = NOW, email: str | None = None) -> str:
        """The token of a mail's link, as it is made when the mail leaves."""
        with write_tx(self.db):
            return action_links.add_action_link(
                self.db,
                action=ANSWERS[side],
                object_id=self.introduction.id,
                email=email or self.introduction.email(side),
                now=now,
                life=timedelta(days=21),
            )

    def confirming_link(self, offering_id: str, now: datetime = NOW) -> str:
        with write_tx(self.db):
            return action_links.add_action_link(
                self.db,
                action=LinkAction.CONFIRM_OFFERING,
                object_id=offering_id,
                email=PROFESSOR,
                now=now,
                life=timedelta(days=90),
            )

    def mails(self) -> list[tuple[str, str]]:
        """(template, recipient) of mails neither sent nor taken back, in the order they were written."""
        sql = "SELECT template, recipient FROM outbox WHERE delivered_at IS NULL AND cancelled_at IS NULL ORDER BY rowid"
        rows = self.db.query(sql)
        return [(row["template"], row["recipient"]) for row in rows]

    def due(self, now: datetime) -> list[str]:
        """The templates of the mails that the worker would take up."""
        sql = (
            "SELECT template FROM outbox WHERE delivered_at IS NULL AND cancelled_at IS NULL AND not_before <= ?"
            " ORDER BY rowid"
        )
        return [row["template"] for row in self.db.query(sql, [to_text(now)])]

    def mails_have_left(self, now: datetime) -> None:
        """As after the worker has delivered what is due."""
        self.db.execute(
            "UPDATE outbox SET delivered_at = ? WHERE cancelled_at IS NULL AND delivered_at IS NULL AND not_before <= ?",
            [to_text(now)] * 2,
        )


def build_world(db: Database, *, content: NeedContent = NEED) -> World:
    """Everything up to the approval of the first match; a second match is only suggested."""
    with write_tx(db):
        kaisa = users.add_user(db, email=KAISA, language=Language.FI, now=NOW, name="Kaisa Saha")
        member = users.add_user(db, email=MEMBER, language=Language.EN, now=NOW, name="Member")
        staff = users.add_user(db, email=COORDINATOR, language=Language.FI, now=NOW, name="Koo")
        users.add_membership(
            db, user_id=staff.id, role=Role.COORDINATOR, state=MembershipState.ACTIVE, now=NOW
        )
        company = companies.add_company(
            db,
            CompanyProfile(
                "Saha Oy", municipality="297", makes="Sahatavaraa", website="https://saha.example"
            ),
            now=NOW,
        )
        users.add_membership(
            db,
            user_id=kaisa.id,
            role=Role.COMPANY,
            state=MembershipState.ACTIVE,
            now=NOW,
            company_id=company.id,
        )
        institution = institutions.add_institution(
            db, name="Tutkimuslaitos", kind=InstitutionKind.RESEARCH_INSTITUTE, now=NOW
        )
        institutions.add_contact(
            db,
            institution_id=institution.id,
            name="Professori P",
            email=PROFESSOR,
            language=Language.FI,
            now=NOW,
        )
        users.add_membership(
            db,
            user_id=member.id,
            role=Role.INSTITUTION,
            state=MembershipState.ACTIVE,
            now=NOW,
            institution_id=institution.id,
        )
        offered = [
            offerings.add_offering(
                db,
                institution_id=institution.id,
                content=OfferingContent(
                    OfferingKind.SERVICE,
                    {
                        Language.FI: OfferingText(title, text),
                        Language.EN: OfferingText(f"{title} (en)", text),
                    },
                ),
                state=OfferingState.PUBLISHED,
                now=NOW,
            )
            for title, text in (("Hitsien kylmäkokeet", "Cold tests."), ("Materiaalianalyysi", "Analyses."))
        ]
        need = needs.add_need(
            db,
            company_id=company.id,
            content=content,
            channel=NeedChannel.WEB,
            submission_key="k",
            created_by=kaisa.id,
            now=NOW,
        )
        for purpose in ConsentPurpose:
            companies.add_consent(
                db,
                company_id=company.id,
                need_id=need.id,
                purpose=purpose,
                text_version="1",
                agreed_by="Kaisa",
                channel=ConsentChannel.FORM,
                given_at=NOW,
                recorded_by=kaisa.id,
            )
        result = MatchResult(offered[0].id, offered[0].version_id, 0.3, Band.STRONG, 1, False, REASONS, ())
        weaker = replace(
            result, offering_id=offered[1].id, offering_version_id=offered[1].version_id, score=0.2, rank=2
        )
        matches.store_run(
            db,
            need_id=need.id,
            need_version_id=need.version_id,
            results=[result, weaker],
            model_version="t",
            now=NOW,
        )
    coordinator = Actor(staff.id, Role.COORDINATOR)
    first, second = matches.list_matches(db, need.id)
    accept_need(db, need_id=need.id, actor=coordinator, now=NOW)
    decide_match(
        db,
        match_id=first.id,
        seen=MatchState.SUGGESTED,
        after=MatchState.APPROVED,
        actor=coordinator,
        now=NOW,
    )
    return World(
        db=db,
        need_id=need.id,
        company_id=company.id,
        institution_id=institution.id,
        match_id=first.id,
        next_match_id=second.id,
        coordinator=coordinator,
        kaisa=Actor(kaisa.id, Role.COMPANY),
        researcher=Actor(member.id, Role.INSTITUTION),
    )
