"""What tests of the maintainers' pages share: accounts, browsers that are signed in, forms as a page gives them."""

import re
import time
from dataclasses import dataclass
from html import unescape
from typing import Any

from authenticator import Authenticator
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.accounts import codes, managing, passwords, sessions
from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.context import Context
from server.journal.chain import COMMAND_LINE
from server.maintain.visit import COOKIE
from server.privacy.erasures import now_utc

PASSWORD = "correct horse battery staple"
_HASH = passwords.hash_password(PASSWORD)
ORIGIN = "http://localhost:8000"


@dataclass(frozen=True)
class Known:
    """An account of a test."""

    number: int
    username: str
    person: str
    secret: str
    invitation: str


def invited(context: Context, username: str, *roles: Role, same_person_as: str = "") -> Known:
    """An account whose link has not been used."""
    with context.database.write() as session:
        guest = managing.Guest(username, f"{username} Example", roles or (Role.EDITOR,), same_person_as)
        made = managing.invite(session, COMMAND_LINE, guest)
        row = session.get_one(AccountRow, made.account)
        return Known(row.id, row.username, row.person, "", made.token)


def known(context: Context, username: str, *roles: Role, same_person_as: str = "") -> Known:
    """An account with password and code."""
    account, secret = invited(context, username, *roles, same_person_as=same_person_as), codes.new_secret()
    with context.database.write() as session:
        row = session.get_one(AccountRow, account.number)
        row.password, row.totp_secret = _HASH, context.secrets.seal({"totp": secret})
        managing.complete(session, row, now_utc())
    return Known(account.number, username, account.person, secret, account.invitation)


def code_now(secret: str, later: int = 0) -> str:
    """What an app shows now, or some seconds later."""
    return TOTP(bytes.fromhex(secret), 6, SHA1(), 30).generate(time.time() + later).decode()


def actor(account: Known, *roles: Role, fresh: bool = True) -> Actor:
    return Actor(account.number, account.username, frozenset(roles), account.person, fresh=fresh)


def sign_in(context: Context, client: FlaskClient, account: Known, way: str = sessions.PASSKEY) -> str:
    """Put a new session of this account into the test's browser; returns its token."""
    with context.database.write() as session:
        row = session.get_one(AccountRow, account.number)
        token = sessions.begin(session, row, sessions.Coming(way, "A browser"), now_utc())
    client.set_cookie(COOKIE, token, secure=True, httponly=True)
    return token


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"no field {name} in\n{page.text}"
    return unescape(found[1])


def options(page: TestResponse) -> str:
    """What the page gives to the browser's passkeys."""
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found
    return unescape(found[1])


def form_token(context: Context, token: str) -> str:
    """What a form of this session brings back."""
    return context.secrets.key("maintainers’ form", token)


def post(context: Context, client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Send a form as a page of ours would."""
    cookie = client.get_cookie(COOKIE)
    assert cookie
    return client.post(path, data={"csrf": form_token(context, cookie.value), **fields})


def add_passkey(client: FlaskClient, device: Authenticator) -> TestResponse:
    """Make a passkey on the page for it."""
    page = client.get("/maintain/account/passkeys/new/")
    assert page.status_code == 200
    fields = {"csrf": hidden(page, "csrf"), "state": hidden(page, "state"), "answer": device.make(options(page))}
    return client.post("/maintain/account/passkeys/new/", data={**fields, "name": "A laptop"})


def use_passkey(client: FlaskClient, device: Authenticator, page: str = "log-in", **more: str) -> TestResponse:
    """Use a passkey on the page for it."""
    shown = client.get(f"/maintain/{page}/")
    fields = {"csrf": hidden(shown, "csrf"), "state": hidden(shown, "state"), "answer": device.sign(options(shown))}
    return client.post(f"/maintain/{page}/passkey/", data={**fields, **more})


def signed_in_people(context: Context, client: FlaskClient) -> dict[str, FlaskClient]:
    """Browsers of an author, a reviewer, and a reporter; each is signed in."""
    made = {}
    for name, role in {"author": Role.EDITOR, "reviewer": Role.REVIEWER, "reporter": Role.REPORTER}.items():
        made[name] = client.application.test_client()
        sign_in(context, made[name], known(context, name, role))
    return made


def form_of(page: TestResponse) -> dict[str, str]:
    """What a browser would send of the form of an entry."""
    text = page.text
    fields = {
        unescape(match[1]): unescape(match[2])
        for match in re.finditer(r'<input (?:type="hidden" |id="[^"]*" )name="([^"]+)" value="([^"]*)"', text)
    }
    for match in re.finditer(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n?(.*?)</textarea>', text, re.DOTALL):
        fields[unescape(match[1])] = unescape(match[2])
    for match in re.finditer(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r"<option selected>([^<]*)", match[2])
        fields[unescape(match[1])] = unescape(chosen[1]) if chosen else ""
    for match in re.finditer(r'<input type="checkbox" id="[^"]*" name="([^"]+)" value="([^"]*)" checked', text):
        fields[unescape(match[1])] = unescape(match[2])
    fields.pop("csrf", None)
    return fields


def step(context: Context, client: FlaskClient, number: int, name: str, **fields: str) -> TestResponse:
    """Press a button of a change's page."""
    page = client.get(f"/maintain/changes/{number}/")
    shown = {"version": _found(r"version (\d+),", page), **fields}
    if sha256 := re.search(r'name="sha256" value="([0-9a-f]+)"', page.text):
        shown.setdefault("sha256", sha256[1])
    return post(context, client, f"/maintain/changes/{number}/{name}/", **shown)


def open_sources(context: Context, client: FlaskClient, number: int) -> None:
    """Open all of a change's evidence."""
    page = client.get(f"/maintain/changes/{number}/")
    for path in re.findall(r'action="(/maintain/changes/\d+/sources/[^"]+/open/)"', page.text):
        assert post(context, client, path).status_code == 303


def state(client: FlaskClient, number: int) -> str:
    """Where a change stands, as its page says."""
    return _found(r'<span class="state">([^<]+)', client.get(f"/maintain/changes/{number}/"))


def _found(pattern: str, page: TestResponse) -> str:
    found = re.search(pattern, page.text)
    assert found, f"no {pattern} in\n{page.text}"
    return found[1]
