"""The server's certificate: taken, renewed, or refused with a reason. No sockets."""

import ssl
from pathlib import Path

import pytest

from faxstatus_core.security import TlsError, TlsSection, load_certificate, tls_context

FOLDER = Path(__file__).parent / "certificates"


def section(certificate: str, key: str) -> TlsSection:
    return TlsSection(certificate=FOLDER / certificate, key=FOLDER / key)


def handshake(server: ssl.SSLContext, newest: ssl.TLSVersion) -> tuple[str | None, bytes | None]:
    """The version that a client gets, and the certificate, in DER."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
    context.set_ciphers("ALL:@SECLEVEL=0")
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client_end = context.wrap_bio(to_client, to_server)
    server_end = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(3):
        for end in (client_end, server_end):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client_end.version(), client_end.getpeercert(binary_form=True)


def der(name: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert((FOLDER / name).read_text())


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_client_gets_the_certificate(version: str) -> None:
    got = handshake(tls_context(section("one.pem", "one.key")), ssl.TLSVersion[version])
    assert got == (version.replace("_", "."), der("one.pem"))


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_client_that_knows_only_tls_1_1_is_refused() -> None:
    with pytest.raises(ssl.SSLError):
        handshake(tls_context(section("one.pem", "one.key")), ssl.TLSVersion.TLSv1_1)


def test_renewed_certificate_holds_for_the_next_connection() -> None:
    context = tls_context(section("one.pem", "one.key"))
    load_certificate(context, section("other.pem", "other.key"))
    assert handshake(context, ssl.TLSVersion.TLSv1_3)[1] == der("other.pem")


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        ("one.pem", "other.key"),
        ("one.pem", "encrypted.key"),
        ("one.pem", "none.key"),
        ("none.pem", "one.key"),
        ("one.key", "one.key"),
        ("../test_tls.py", "one.key"),
        (".", "one.key"),
    ],
)
def test_pair_that_does_not_fit_is_refused_and_the_old_one_stays(
    certificate: str, key: str
) -> None:
    with pytest.raises(TlsError, match="cannot be used"):
        tls_context(section(certificate, key))
    context = tls_context(section("other.pem", "other.key"))
    with pytest.raises(TlsError):
        load_certificate(context, section(certificate, key))
    assert handshake(context, ssl.TLSVersion.TLSv1_3)[1] == der("other.pem")
