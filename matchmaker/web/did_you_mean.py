"""Places that are misspelt: the page asks 'did you mean' and one press sends the form with what was meant."""

from typing import Any

from wtforms import Field

from matchmaker.model import places


class MeantField(Field):
    """A field whose macro offers `meant` as a button; its press counts only while the text is the one it was offered for.

    `put_right` says that it was pressed and the field now holds what was meant.
    """

    meant = ""
    put_right = False
    data: Any

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        pressed = formdata.getlist(f"{self.name}-meant") if formdata is not None else []
        if pressed and self.data and self.corrected(self.data) == pressed[-1]:
            self.data = pressed[-1]
            self.put_right = True

    def corrected(self, typed: str) -> str:
        """What was meant by a misspelt text; '' where there is nothing to correct, or nothing near."""
        raise NotImplementedError


def corrected_town(typed: str) -> str:
    """The name of the municipality that a misspelt name is near to; '' for a known one and where none is near."""
    if places.find_municipality(typed) is not None:
        return ""
    near = places.suggest_municipality(typed)
    return near.name_fi if near else ""
