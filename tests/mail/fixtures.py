"""Settings without a demo, a mail server, a certificate of its own."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.config import Mode, Settings
from tests.mail.mailserver import MailServer, serve


@pytest.fixture
def production(tmp_path: Path) -> Settings:
    return Settings(
        mode=Mode.PRODUCTION,
        instance=tmp_path,
        base_url="https://match.example.fi",
        secret_key="not secret, only for tests, and long",
        mail_from="noreply@match.example.fi",
        cluster_name="Pohjois-Savon energiaklusteri",
        contact_email="koordinaattori@example.fi",
    )


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serve(MailServer()) as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("NO OPENSSL: mail over TLS was not tested (apt-get install openssl)")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
