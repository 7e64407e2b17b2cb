"""The server's certificate."""

import ssl

from faxstatus_core.errors import FaxError
from faxstatus_core.security.settings import TlsSection


class TlsError(FaxError):
    """A certificate or key that cannot be used."""


def tls_context(section: TlsSection) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate. Raises TlsError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_certificate(context, section)
    return context


def load_certificate(context: ssl.SSLContext, section: TlsSection) -> None:
    """Give ``context`` the certificate, also a renewed one: it holds for new connections.

    Raises TlsError; the context then has the one that it had.
    """
    try:
        # Into another first: a certificate without its key would stay in the context. The empty
        # password is for an encrypted key, for which OpenSSL would else ask the terminal.
        for each in (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), context):
            each.load_cert_chain(section.certificate, section.key, lambda: "")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise TlsError(
            f"the certificate or its key cannot be used: {reason}",
            where=f"{section.certificate}, {section.key}",
            remedy="give PEM files that belong together, the key without a password",
        ) from error
