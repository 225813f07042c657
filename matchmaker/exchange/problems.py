"""What is wrong with a file: message ids with parameters, to be put into the reader's language where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from matchmaker.i18n import N_

FILE_TOO_BIG = N_("The file is larger than %(limit)s megabytes.")
TOO_MANY_ROWS = N_("The file has more than %(limit)s rows.")
FILE_EMPTY = N_("The file has no rows.")
IS_SPREADSHEET = N_("This is a spreadsheet or an archive. Save it as CSV (UTF-8) and import that file.")
HAS_NUL = N_("The file holds NUL characters, so it is damaged or no text file.")
NOT_TEXT = N_("The file is neither UTF-8 nor Windows-1252 text.")
NOT_JSON = N_("This line is not valid JSON: %(detail)s.")
NOT_AN_OBJECT = N_('Each line must be one JSON object, like {"id": "a1", "kind": "service"}.')
NAMED_TWICE = N_("This column is there twice.")
BAD_QUOTING = N_("The quotation marks do not match from here on.")
CELL_COUNT = N_("The row has %(found)s cells, the heading has %(wanted)s.")
UNKNOWN_COLUMN = N_("There is no such column. Known columns: %(known)s.")
MISSING_COLUMN = N_("This column is missing.")
MISSING = N_("A value is missing here.")
NOT_A_TEXT = N_("This must be text.")
NOT_A_LIST = N_("This must be a list of texts.")
TOO_LONG = N_("The text has %(found)s characters; at most %(limit)s fit here.")
TOO_MANY = N_("The list has %(found)s values; at most %(limit)s fit here.")
HAS_BAR = N_("A value of a list may not contain “|”.")
NOT_ALLOWED = N_("“%(value)s” is not known here. Allowed values: %(allowed)s.")
NO_MUNICIPALITY = N_(
    "There is no municipality “%(value)s”. Write its code or its Finnish or Swedish name, like 297 or Kuopio."
)
NO_REGION = N_("There is no region “%(value)s”. Allowed values: %(allowed)s.")
NOT_A_DAY = N_("“%(value)s” is not a day. Write 2026-12-31 or 31.12.2026.")
ENDS_FIRST = N_("The last day %(ends)s is before the first day %(starts)s.")
NOT_A_LINK = N_("“%(value)s” is not a web address. It begins with https:// or http://.")
NO_TEXT = N_("A title and a description are needed, in Finnish, in English or in both.")
HALF_A_TEXT = N_("Title and description of a language go together; this one is missing.")
REPEATED_ID = N_("This id is already on line %(line)s.")
KIND_DIFFERS = N_("Line %(line)s gives “%(institution)s” another kind.")
OTHER_INSTITUTION = N_("This id belongs to an offering of “%(institution)s”. Use another id.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a line (1 is the first; 0 means the whole file) and in a column ('' means the whole line).

    `message` is a message id with named parameters.
    """

    line: int
    column: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`, a gettext function."""
        return translate(self.message) % self.params
