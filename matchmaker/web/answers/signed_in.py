"""The same questions for members of the company or the institution who are signed in."""

from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Answer, DeclineReason, Progress, Side
from matchmaker.model.user import Actor, Role
from matchmaker.operations.after_a_no import explain_answer, reconsider_answer
from matchmaker.operations.answer_introduction import ROLES, answer_introduction
from matchmaker.operations.hand_on_introduction import hand_on_introduction, take_back_question
from matchmaker.operations.read_introduction import Question, read_as_member
from matchmaker.operations.tell_progress import tell_progress
from matchmaker.store import introductions
from matchmaker.web.access import allow, viewer
from matchmaker.web.answers import blueprint, steps
from matchmaker.web.answers.reader import Urls
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.limits import MESSAGE, limiter
from matchmaker.web.questions import settled


@blueprint.route("/introductions/<introduction_id>", methods=["GET", "POST"])
@allow(Role.SIGNED_IN)
def introduction(introduction_id: str) -> ResponseReturnValue:
    """What the viewer's company or institution is asked, and its answer."""
    return steps.answer(_member(introduction_id))


@blueprint.post("/introductions/<introduction_id>/hand-on")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def hand_on_signed_in(introduction_id: str) -> ResponseReturnValue:
    return steps.hand_on(_member(introduction_id))


@blueprint.post("/introductions/<introduction_id>/take-back")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def take_back_signed_in(introduction_id: str) -> ResponseReturnValue:
    return steps.take_back(_member(introduction_id))


@blueprint.post("/introductions/<introduction_id>/reason")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def reason_signed_in(introduction_id: str) -> ResponseReturnValue:
    return steps.explain(_member(introduction_id))


@blueprint.post("/introductions/<introduction_id>/reconsider")
@allow(Role.SIGNED_IN)
@limiter.limit(MESSAGE)
def reconsider_signed_in(introduction_id: str) -> ResponseReturnValue:
    return steps.reconsider(_member(introduction_id))


@blueprint.post("/introductions/<introduction_id>/progress")
@allow(Role.COMPANY)
@limiter.limit(MESSAGE)
def progress_signed_in(introduction_id: str) -> ResponseReturnValue:
    member = _member(introduction_id)
    if member.side is not Side.COMPANY:
        raise NotFound("introduction", introduction_id)
    return steps.tell_progress(member)


def _member(introduction_id: str) -> "Member":
    """The viewer, as a member of one of the two sides of an introduction.

    Raises NotFound for others', and while the question can still be taken back.
    """
    found = introductions.get_introduction(db(), introduction_id)
    if found.ended_at is None and found.asked_at > settled():
        raise NotFound("introduction", introduction_id)
    if viewer().company_id == found.company_id:
        return Member(introduction_id, Side.COMPANY, url_for("company.need", need_id=found.need_id))
    if viewer().institution_id == found.institution_id and found.institution_asked:
        return Member(introduction_id, Side.INSTITUTION, url_for("institution.asked"))
    raise NotFound("introduction", introduction_id)


@dataclass(frozen=True, slots=True)
class Member:
    """A reader who is signed in."""

    introduction_id: str
    side: Side
    back: str

    @property
    def urls(self) -> Urls:
        one = self.introduction_id
        return Urls(
            answer=url_for("answers.introduction", introduction_id=one),
            hand_on=url_for("answers.hand_on_signed_in", introduction_id=one),
            take_back=url_for("answers.take_back_signed_in", introduction_id=one),
            reason=url_for("answers.reason_signed_in", introduction_id=one),
            reconsider=url_for("answers.reconsider_signed_in", introduction_id=one),
            progress=url_for("answers.progress_signed_in", introduction_id=one),
        )

    @property
    def email(self) -> str:
        user = viewer().user
        return user.email if user else ""

    @property
    def actor(self) -> Actor:
        return viewer().actor(ROLES[self.side])

    def question(self) -> Question:
        found = introductions.get_introduction(db(), self.introduction_id)
        return read_as_member(db(), found, self.side, self.email, now())

    def answer(self, answer: Answer, reason: DeclineReason | None, note: str) -> None:
        answer_introduction(
            db(),
            introduction_id=self.introduction_id,
            side=self.side,
            answer=answer,
            reason=reason,
            note=note,
            actor=self.actor,
            now=now(),
        )

    def explain(self, reason: DeclineReason | None, note: str) -> None:
        explain_answer(
            db(),
            introduction_id=self.introduction_id,
            side=self.side,
            reason=reason,
            note=note,
            actor=self.actor,
            now=now(),
        )

    def reconsider(self) -> None:
        reconsider_answer(
            db(), introduction_id=self.introduction_id, side=self.side, actor=self.actor, now=now()
        )

    def hand_on(self, email: str, why: str) -> None:
        hand_on_introduction(
            db(), introduction_id=self.introduction_id, email=email, why=why, actor=self.actor, now=now()
        )

    def take_back(self) -> None:
        take_back_question(db(), introduction_id=self.introduction_id, actor=self.actor, now=now())

    def tell_progress(self, progress: Progress) -> None:
        tell_progress(
            db(), introduction_id=self.introduction_id, progress=progress, actor=self.actor, now=now()
        )
