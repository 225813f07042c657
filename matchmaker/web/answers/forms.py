"""What a side answers, and to whom the institution hands on."""

from collections.abc import Sequence

from wtforms import RadioField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, ValidationError

from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.web.forms import Form, LineField, TextField, email_field
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l

LONGEST_NOTE, LONGEST_CONDITION, LONGEST_LINE = 2000, 500, 300
# What only one of the two can mean is offered to that one only.
_NOT_FOR = {
    Side.COMPANY: frozenset({DeclineReason.NO_LONGER_OFFERED}),
    Side.INSTITUTION: frozenset({DeclineReason.TOO_EXPENSIVE, DeclineReason.FOUND_ELSEWHERE}),
}


class ConfirmForm(Form):
    """A button whose press, unlike the opening of a page, is a person's; only its token counts."""


class ReasonForm(Form):
    """Why a side says no, in one of the coded reasons and in its own words; both optional."""

    # A page may have been opened before a reason was switched off: every reason of the side is taken.
    reason = RadioField(_l("Why not?"), validators=[Optional()], validate_choice=False)
    note = TextField(
        _l("In your own words"),
        [Optional(), Length(max=LONGEST_NOTE, message=_l("This is longer than 2,000 characters."))],
    )

    def validate_reason(self, field: RadioField) -> None:
        if field.data and field.data not in self._known:
            raise ValidationError(_("Choose one of the reasons."))

    def fill_choices(self, side: Side, offered: Sequence[DeclineReason]) -> None:
        self._known = frozenset(DeclineReason) - _NOT_FOR[side]
        self.reason.choices = [(reason.value, label(reason)) for reason in offered if reason in self._known]

    @property
    def why(self) -> DeclineReason | None:
        return DeclineReason(self.reason.data) if self.reason.data else None


class AnswerForm(ReasonForm):
    """Yes, not now or no, each a button of its own; the condition of a yes, the reason and note of a no are optional."""

    answer = StringField(validators=[AnyOf(list(Answer), message=_l("Press one of the buttons."))])
    read = StringField()  # set by a page that shows the other side's condition
    condition = TextField(
        _l("Your condition or wish"),
        [Optional(), Length(max=LONGEST_CONDITION, message=_l("This is longer than 500 characters."))],
    )

    def validate_note(self, field: TextField) -> None:
        """What was written for the coordinators alone must not go to the other side with a yes."""
        if field.data and self.answer.data == Answer.YES:
            raise ValidationError(
                _("You wrote why not and said yes. Press the button that you mean, or empty this field.")
            )

    def validate_reason(self, field: RadioField) -> None:
        """Enter on a reason presses the first button, which says yes: ask rather than take it for one."""
        super().validate_reason(field)
        if field.data and self.answer.data == Answer.YES:
            raise ValidationError(
                _("You gave a reason against it and said yes. Press the button that you mean.")
            )

    def accepts_unread(self, condition: str) -> bool:
        """Whether it is a yes to a condition that its page did not show yet; then the field says so."""
        unread = bool(condition) and self.chosen is Answer.YES and self.read.data != "yes"
        if unread:
            told = _("The other side has added a condition to its yes. Read it, and press again.")
            self.answer.errors = [told]
        return unread

    @property
    def chosen(self) -> Answer:
        return Answer(str(self.answer.data))

    @property
    def words(self) -> str:
        """The condition of a yes; of a no all that was written, for it goes to the coordinators alone."""
        if self.chosen is Answer.YES:
            return self.condition.data or ""
        return "\n".join(text for text in (self.note.data, self.condition.data) if text)


class HandOnForm(Form):
    """A colleague's address, and a line to them."""

    email = email_field(
        _l("Your colleague's e-mail address"), DataRequired(_l("Give your colleague's e-mail address."))
    )
    why = LineField(
        _l("A line to your colleague"),
        [Optional(), Length(max=LONGEST_LINE, message=_l("This is longer than 300 characters."))],
    )
