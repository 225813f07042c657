"""Rate limits that hold across workers: counters in a small SQLite file of their own."""

import ipaddress
import os
import sqlite3
import time
from pathlib import Path

from flask import Flask, request
from flask_limiter import Limiter
from limits.storage import Storage

# In one place, so that they can be read against each other. Per address of the visitor.
SIGN_IN = "10/hour;5/minute"
PREVIEW = "120/hour;20/minute"
# Help while somebody types, and drafts that save themselves every few seconds; a few colleagues may share an address.
WRITING_HELP = "1200/hour;60/minute"
AUTOSAVE = "2400/hour;120/minute"
SEARCH = "60/minute"
MESSAGE = "10/hour"


def visitor() -> str:
    """Whom a request is counted for: its IPv4 address, or the /64 of its IPv6 address, of which one household has them all."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False).network_address)


limiter = Limiter(key_func=visitor, strategy="fixed-window")


class SQLiteStorage(Storage):
    """Fixed-window counters. One upsert counts a hit, so that no two workers let the same one through."""

    STORAGE_SCHEME = ["matchmaker-sqlite"]  # noqa: RUF012 -- the name and shape that `limits` reads

    def __init__(self, uri: str, wrap_exceptions: bool = False, **_options: object) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._path = Path(uri.removeprefix("matchmaker-sqlite://"))
        with self._connect() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS hits (key TEXT PRIMARY KEY, n INTEGER NOT NULL, expires REAL NOT NULL) STRICT"
            )

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._connect() as connection:
            row = connection.execute(
                "INSERT INTO hits VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                " n = CASE WHEN expires <= ? THEN excluded.n ELSE n + excluded.n END,"
                " expires = CASE WHEN expires <= ? THEN excluded.expires ELSE expires END RETURNING n",
                [key, amount, now + expiry, now, now],
            ).fetchone()
            connection.execute("DELETE FROM hits WHERE expires < ?", [now - 3600])
        return int(row[0])

    def get(self, key: str) -> int:
        with self._connect() as connection:
            row = connection.execute(
                "SELECT n FROM hits WHERE key = ? AND expires > ?", [key, time.time()]
            ).fetchone()
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        with self._connect() as connection:
            row = connection.execute("SELECT expires FROM hits WHERE key = ?", [key]).fetchone()
        return float(row[0]) if row else time.time()

    def check(self) -> bool:
        with self._connect() as connection:
            connection.execute("SELECT 1 FROM hits LIMIT 1")
        return True

    def reset(self) -> int | None:
        with self._connect() as connection:
            return int(connection.execute("DELETE FROM hits").rowcount)

    def clear(self, key: str) -> None:
        with self._connect() as connection:
            connection.execute("DELETE FROM hits WHERE key = ?", [key])

    def _connect(self) -> "_Connection":
        return _Connection(self._path)


class _Connection:
    """A connection for one step: gunicorn forks after the storage is made, and SQLite handles must not cross a fork."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Visitors' addresses are in it: for this user's eyes only, like the database.
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._opened = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        self._opened.execute("PRAGMA journal_mode = WAL")
        self._opened.execute("PRAGMA synchronous = OFF")
        return self._opened

    def __exit__(self, *_exc: object) -> None:
        self._opened.close()


def init_app(app: Flask, path: Path) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = f"matchmaker-sqlite://{path}"
    app.config["RATELIMIT_HEADERS_ENABLED"] = True
    limiter.init_app(app)
