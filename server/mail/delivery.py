"""How a letter leaves: over SMTP, or as a file for who tries things out. Only the worker does this."""

import secrets
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from server.config import MailSecurity, Settings


class Transport(Protocol):
    """Sends letters between ``with`` and its end."""

    def __enter__(self) -> Self:
        """Get ready."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give everything back."""
        ...

    def send(self, message: EmailMessage) -> None:
        """Hand one letter over.

        Raises:
            smtplib.SMTPException: it was refused.
            OSError: nobody could be reached.

        """
        ...


class FolderTransport:
    """Writes each letter as an ``.eml`` file, which any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""

    def send(self, message: EmailMessage) -> None:
        """Write the file, for this user's eyes only."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{message['Date'].datetime:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
        path.touch(mode=0o600)
        path.write_bytes(bytes(message))


class SmtpTransport:
    """Sends over one connection, opened with the first letter."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def send(self, message: EmailMessage) -> None:
        """Send one letter."""
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.send_message(message)
        except (smtplib.SMTPServerDisconnected, OSError):
            self.__exit__(None, None, None)  # the next letter gets a new connection
            raise

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context()
        if settings.smtp_security is MailSecurity.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=20, context=context
            )
        else:
            connection = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=20)
        if settings.smtp_security is MailSecurity.STARTTLS:
            connection.starttls(context=context)
        if settings.smtp_user:
            connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        return connection


def transport_of(settings: Settings) -> Transport:
    """SMTP if a host is set, else files in ``instance/outbox``."""
    return SmtpTransport(settings) if settings.smtp_host else FolderTransport(settings.instance / "outbox")
