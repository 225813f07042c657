"""What an institution reads before it answers, and a yes with a condition."""

from datetime import timedelta

from flask.testing import FlaskClient

from matchmaker.model.introduction import Answer, Side
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import needs
from tests.conftest import NOW
from tests.introducing import COORDINATOR, KAISA, PROFESSOR, World
from tests.web.answers.conftest import LEFT, Post, link_of, mail_to, text_of


def test_a_condition_is_read_by_the_other_side_before_it_can_say_yes(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    mails = post(LEFT)
    company, institution = (link_of(mail_to(mails, who)) for who in (KAISA, PROFESSOR))
    visitor.post(institution, data={"answer": "yes", "condition": "Ensin näyte."})
    assert asked.introduction.condition(Side.INSTITUTION) == "Ensin näyte."
    assert "Ensin näyte." in visitor.get(institution).text
    unread = visitor.post(company, data={"answer": "yes"})
    assert (unread.status_code, "has added a condition to its yes" in unread.text) == (409, True)
    assert "Ensin näyte." in unread.text
    assert Side.COMPANY not in asked.introduction.answers
    visitor.post(company, data={"answer": "yes", "read": "yes"})
    assert "Ensin näyte." in visitor.get(company).text
    assert "Kannake on S700-terästä." in visitor.get(institution).text, "introduced, it still reads of what"
    told = {to: text_of(mail) for (to, _subject), mail in post(LEFT + timedelta(minutes=1)).items()}
    assert "Kyllä-vastaukseen lisättiin: Ensin näyte." in told[KAISA]
    assert "Tutkimusorganisaatio lisäsi vastaukseensa: Ensin näyte." in told[COORDINATOR]
    assert "Ensin näyte." not in told[PROFESSOR]


def test_a_companys_condition_names_nobody_before_both_said_yes(
    world: World, post: Post, visitor: FlaskClient
) -> None:
    world.ask(line="Kiire ennen joulua.")
    world.answer(Side.COMPANY, Answer.YES, note="Saha Oy aloittaa maaliskuussa.")
    mail = mail_to({key: one for key, one in post(LEFT).items() if key[0] == PROFESSOR}, PROFESSOR)
    assert "Yritys on jo vastannut kyllä." in text_of(mail)
    page = visitor.get(link_of(mail)).text
    assert ("maaliskuussa" in page, "Saha Oy" in page, "Kiire ennen joulua." in page) == (True, False, True)


def test_a_condition_pressed_with_no_is_for_the_coordinators_alone(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    link = link_of(mail_to(post(LEFT), PROFESSOR))
    visitor.post(link, data={"answer": "no", "note": "Ei aikaa.", "condition": "Vasta maaliskuussa."})
    assert asked.introduction.answers[Side.INSTITUTION].note == "Ei aikaa.\nVasta maaliskuussa."
    assert asked.introduction.condition(Side.INSTITUTION) == ""


def test_the_institution_reads_what_help_is_needed_and_when(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    version = needs.get_need(asked.db, asked.need_id).version_id
    asked.db.execute("UPDATE need_versions SET urgency = 'now' WHERE id = ?", [version])
    asked.db.execute("INSERT INTO need_helps VALUES (?, 'testing')", [version])
    mail = mail_to(post(LEFT), PROFESSOR)
    assert "Avun tyyppi: Testaus\nMilloin apua tarvitaan: Mahdollisimman pian" in text_of(mail)
    page = visitor.get(link_of(mail)).text
    assert ("Testing</dd>" in page, "As soon as possible</dd>" in page) == (True, True)


def test_a_reminder_says_again_what_is_needed_and_what_silence_means(asked: World, post: Post) -> None:
    first = text_of(mail_to(post(LEFT), PROFESSOR))
    assert "Jos vastausta ei tule, muistutamme kerran" in first
    later = NOW + timedelta(days=5)
    watch_deadlines(asked.db, now=later)
    reminder = text_of(mail_to(post(later), PROFESSOR))
    for words in (
        "Konepaja etsii apua halkeilevaan hitsiin.",
        "Milloin apua tarvitaan:",
        "Jos vastausta ei tule",
    ):
        assert words in reminder
