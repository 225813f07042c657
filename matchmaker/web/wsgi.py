"""The application object that gunicorn serves, one request at a time in each process."""

from matchmaker import config
from matchmaker.web.app import create_app
from matchmaker.web.turns import OneAtATime
from matchmaker.web.warming import warm


def _application() -> OneAtATime:
    made = create_app(config.load())
    warm(made)
    return OneAtATime(made)


app = _application()
