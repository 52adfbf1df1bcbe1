"""Letters: plain and HTML alike, nothing that a stranger typed, no way to forge a header."""

import asyncio
import email
import email.policy
import socket
from datetime import UTC, datetime
from typing import Self

import pytest
from aiosmtpd.controller import Controller

from server.mail.delivery import FolderTransport
from server.mail.letters import Letter, Sender, message_of
from server.petition.letters import Subject, confirm_letter, link_letter, news_letter

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def a_letter() -> Letter:
    return Letter("A subject", ("One <b>paragraph</b>.",), ("Look", "https://optout.example/x"))


def a_sender() -> Sender:
    return Sender("campaign@optout.example", "Libraries OptOut", "https://optout.example")


class MailServer:
    """A real SMTP server on a free port of this computer."""

    def __init__(self) -> None:
        self.envelopes: list = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, loop=asyncio.new_event_loop())

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 taken"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def test_a_letter_is_plain_text_with_the_same_in_html_and_loads_nothing() -> None:
    message = message_of(a_letter(), a_sender(), "ann@example.org", "en", NOW)
    plain, page = (part.get_content() for part in message.iter_parts())
    assert "https://optout.example/x" in plain
    assert "One <b>paragraph</b>." in plain
    assert "One &lt;b&gt;paragraph&lt;/b&gt;." in page
    assert "<img" not in page
    assert "src=" not in page
    assert "List-Unsubscribe" not in message


def test_news_can_be_ended_with_one_click() -> None:
    letter = news_letter(str, Subject("A card", "https://optout.example/news/x"), "News", ("We met.",))
    message = message_of(letter, a_sender(), "ann@example.org", "en", NOW)
    assert message["List-Unsubscribe"] == "<https://optout.example/news/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("recipient", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nX: y"])
def test_a_header_cannot_be_forged(recipient) -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        message_of(a_letter(), a_sender(), recipient, "en", NOW)


def test_letters_to_signers_carry_the_link_and_the_campaign() -> None:
    for make in (confirm_letter, link_letter):
        letter = make(str, Subject("A library card is enough", "https://optout.example/s/t"))
        assert letter.action
        assert letter.action[1] == "https://optout.example/s/t"
        assert "A library card is enough" in " ".join(letter.paragraphs)


def test_without_a_mail_server_letters_are_files(tmp_path) -> None:
    with FolderTransport(tmp_path / "outbox") as transport:
        transport.send(message_of(a_letter(), a_sender(), "ann@example.org", "en", NOW))
    (path,) = (tmp_path / "outbox").glob("*.eml")
    read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert read["To"] == "ann@example.org"
    assert path.stat().st_mode & 0o077 == 0
