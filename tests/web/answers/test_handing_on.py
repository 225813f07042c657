"""Handing a question on to a colleague: shown before it leaves, told to the colleague and the coordinator, taken back."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from matchmaker.model.introduction import Answer, Side
from tests.conftest import SignIn
from tests.introducing import COORDINATOR, KAISA, MEMBER, PROFESSOR, World
from tests.web.answers.conftest import LEFT, Post, link_of, mail_to, text_of

COLLEAGUE = "kollega@tutkimus.example"
LINE = "Hitsaus on sinun alaasi."
SEND = {"colleague-email": COLLEAGUE, "colleague-why": LINE, "step": "send"}
NEXT = LEFT + timedelta(minutes=1)


@pytest.fixture
def old(asked: World, post: Post) -> str:
    """The link of the question's first mail to the institution."""
    return link_of(mail_to(post(LEFT), PROFESSOR))


@pytest.mark.parametrize(
    ("email", "strange"), [(COLLEAGUE, False), ("x@sub.tutkimus.example", False), ("a@b.fi", True)]
)
def test_the_mail_is_shown_before_it_leaves(
    asked: World, old: str, visitor: FlaskClient, email: str, strange: bool
) -> None:
    typed = {"colleague-email": email, "colleague-why": LINE}
    page = visitor.post(f"{old}/hand-on", data=typed)
    for words in (
        f"Hand this on to {email}?",
        f"Professori P ({PROFESSOR}) siirsi",
        LINE,
        "Konepaja etsii apua",
    ):
        assert words in page.text
    assert ("This address ends in b.fi" in page.text, "end in tutkimus.example" in page.text) == (
        strange,
        strange,
    )
    assert asked.introduction.institution_email == PROFESSOR
    back = visitor.post(f"{old}/hand-on", data={**typed, "step": "change"}).text
    assert (f'value="{email}"' in back, f'value="{LINE}"' in back) == (True, True)
    assert asked.introduction.institution_email == PROFESSOR


def test_the_colleague_reads_from_whom_it_comes_and_answers(
    asked: World, old: str, post: Post, visitor: FlaskClient
) -> None:
    assert visitor.post(f"{old}/hand-on", data=SEND).status_code == 302
    page = visitor.get(old).text
    assert f"handed on to {COLLEAGUE} on 24 Nov 2026" in page
    assert "Konepaja etsii" not in page
    assert visitor.post(old, data={"answer": "yes"}).status_code == 409
    mail = mail_to(post(NEXT), COLLEAGUE)
    assert f"Professori P ({PROFESSOR}) siirsi tämän kysymyksen sinulle" in text_of(mail)
    assert f"Hän kirjoittaa: {LINE}" in text_of(mail)
    assert "Take the question back" not in visitor.get(link_of(mail)).text
    assert visitor.post(link_of(mail), data={"answer": "yes"}).status_code == 302
    assert asked.introduction.answers[Side.INSTITUTION].answer is Answer.YES
    assert "Take the question back" not in visitor.get(old).text
    assert visitor.post(f"{old}/take-back").status_code == 409


def test_it_is_taken_back_until_the_colleague_answers(
    asked: World, old: str, post: Post, visitor: FlaskClient
) -> None:
    visitor.post(f"{old}/hand-on", data=SEND)
    colleague = link_of(mail_to(post(NEXT), COLLEAGUE))
    assert visitor.post(f"{colleague}/take-back").status_code == 409, "it was not handed on by the colleague"
    assert "Take the question back" in visitor.get(old).text
    assert "The question is yours again." in visitor.post(f"{old}/take-back", follow_redirects=True).text
    assert post(NEXT) == {}, "the first mail's link answers again"
    assert "A colleague answers this" in visitor.get(colleague).text
    assert visitor.post(colleague, data={"answer": "no"}).status_code == 409
    assert visitor.post(old, data={"answer": "yes"}).status_code == 302
    assert asked.introduction.institution_email == PROFESSOR


@pytest.mark.usefixtures("at_once")
def test_members_and_the_coordinator_see_where_it_went(asked: World, sign_in: SignIn) -> None:
    url = f"/introductions/{asked.introduction.id}"
    assert sign_in(KAISA).post(f"{url}/hand-on", data=SEND).status_code == 404
    member = sign_in(MEMBER)
    assert member.post(f"{url}/hand-on", data=SEND).status_code == 302
    for page in ("/institution/asked", f"/institution/asked/{asked.match_id}"):
        shown = member.get(page).text
        assert f"Handed on to {COLLEAGUE} on 24 Nov 2026" in shown
        assert ("Take the question back" in shown, "Answer: yes, not now or no" in shown) == (True, False)
    need = sign_in(COORDINATOR).get(f"/coordinator/needs/{asked.need_id}").text
    assert f"{COLLEAGUE} ({LINE})" in need
    assert member.post(f"{url}/take-back").status_code == 302
    assert "Answer: yes, not now or no" in member.get("/institution/asked").text
    assert (
        "took back what it had handed on"
        in sign_in(COORDINATOR).get(f"/coordinator/needs/{asked.need_id}").text
    )


@pytest.mark.usefixtures("at_once")
def test_the_company_cannot_take_it_back_nor_a_page_opened_before_answer(
    asked: World, sign_in: SignIn
) -> None:
    url = f"/introductions/{asked.introduction.id}"
    member = sign_in(MEMBER)
    member.post(f"{url}/hand-on", data=SEND)
    assert member.post(url, data={"answer": "yes"}).status_code == 409
    assert sign_in(KAISA).post(f"{url}/take-back").status_code == 404
    assert (asked.introduction.institution_email, asked.introduction.answers) == (COLLEAGUE, {})


@pytest.mark.parametrize(
    "email", ["", "no address", PROFESSOR.upper(), "a@b\r\nBcc: x@y.fi", "x" * 300 + "@a.fi"]
)
def test_a_wrong_colleague_is_said_beside_the_field(
    asked: World, old: str, visitor: FlaskClient, email: str
) -> None:
    for step in ("", "send"):
        page = visitor.post(f"{old}/hand-on", data={"colleague-email": email, "step": step})
        assert (page.status_code, 'aria-invalid="true"' in page.text) == (422, True)
    assert asked.introduction.institution_email == PROFESSOR
