"""How gunicorn serves the application: `gunicorn --config python:matchmaker.web.gunicorn` is the whole command.

HOST, PORT and WEB_CONCURRENCY say where and with how many processes; GUNICORN_CMD_ARGS may override anything, as usual.
"""

import gc
import os

# Numerical libraries read these when they are first imported. Their threads would be started before the fork, do not
# survive it, and the children would wait for them for ever.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_host = os.environ.get("HOST", "127.0.0.1")

wsgi_app = "matchmaker.web.wsgi:app"
bind = (
    f"[{_host}]:{os.environ.get('PORT', '8000')}"
    if ":" in _host
    else f"{_host}:{os.environ.get('PORT', '8000')}"
)
workers = int(os.environ.get("WEB_CONCURRENCY", "4"))
preload_app = True  # catalogue index and lexicons are read once and shared by all processes
control_socket_disable = True  # otherwise a socket appears in the home folder of whoever starts it
# Browsers open connections before they need them. A thread waits for each, so that none of them holds up a process;
# the application itself still runs one request at a time (matchmaker.web.turns).
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 10  # below what the supervisor and systemd wait before they kill
# Which proxies to believe is decided in one place, `proxy_hops` in config.toml; gunicorn itself believes none.
forwarded_allow_ips = ""
accesslog = None  # addresses of visitors are nginx's business, kept as briefly as its logs are
loglevel = "warning"


def when_ready(_server: object) -> None:
    """Before the fork: put what is loaded out of the garbage collector's reach, which would copy it page by page."""
    gc.collect()
    gc.freeze()
