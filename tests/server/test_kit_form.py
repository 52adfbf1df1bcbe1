"""The form for a library's files: no account, nothing stored; the zip, or each error at its field."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from publishing import publish

from server.config import Environment
from server.deployment.kit.form import FormError, read_form
from server.languages import FOLDER

PAGE = "/for-libraries/kit/"
FILLED = {
    "systems-linux": "yes",
    "systems-windows": "yes",
    "joined": "yes",
    "firefox": "esr",
    "wiped": "unknown",
    "name": "Springfield Public Library",
    "home": "https://www.springfield.lib.example.org/",
    "ask": " mailto:ask@springfield.lib.example.org ",
    "language": "es",
    "loudness": "badge",
    "remember": "session",
    "campaign_links": "off",
    "pages": "https://www.springfield.lib.example.org/a/\r\n\r\nhttps://www.springfield.lib.example.org/b/\r\n",
    "advice-creativebug": "Ask at the desk for a guest card.",
    "hide-hoopla": "yes",
}
RULES = frozenset({"creativebug", "hoopla", "kanopy"})


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: the form asks it for nothing."""
    return sqlite_url


@pytest.fixture
def published(context, rules: Path, client: FlaskClient) -> FlaskClient:
    publish(context, rules)
    return client


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removeprefix("libraries-optout-kit/"): archive.read(name) for name in archive.namelist()}


def test_a_filled_form_comes_back_as_the_zip_and_leaves_nothing_behind(published, context) -> None:
    instance = context.settings.instance
    before = sorted(instance.rglob("*"))
    answer = published.post(PAGE, data=FILLED)
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "libraries-optout-kit-springfield-public-library.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "ETag" not in answer.headers
    made = {path.relative_to(instance) for path in set(instance.rglob("*")) - set(before)}
    assert {str(path) for path in made} <= {"keys/packaging.pem"}  # a development server's first use makes it
    files = unpacked(answer.data)
    settings = json.loads(json.loads(files["values.json"])["settings"])
    assert settings["library"]["ask"] == "mailto:ask@springfield.lib.example.org"
    assert settings["pages"] == [f"https://www.springfield.lib.example.org/{letter}/" for letter in "ab"]
    assert settings["advice"] == {"creativebug": {"text": "Ask at the desk for a guest card."}}
    assert settings["hidden"] == ["hoopla"]
    assert settings["campaign_links"] == "off"
    assert "loudness" not in settings  # what is usual need not be said
    assert not {"language", "loudness"} & set(settings["locked"])
    assert {name.split("/")[0] for name in files if "/" in name} == {"linux", "windows"}
    assert published.post(PAGE, data=FILLED).data == answer.data


def test_a_consortium_s_members_are_lines(published) -> None:
    members = "Alder Library; https://alder.example.net/; mailto:desk@alder.example.net\n\nBirch Library\n"
    files = unpacked(published.post(PAGE, data=FILLED | {"members": members}).data)
    names = {name.split("/")[1] for name in files if name.startswith("members/")}
    assert names == {"1-alder-library", "2-birch-library"}
    settings = json.loads(json.loads(files["members/1-alder-library/values.json"])["settings"])
    assert settings["library"] == {
        "name": "Alder Library",
        "home": "https://alder.example.net/",
        "ask": "mailto:desk@alder.example.net",
    }


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "“The library’s name” is missing. Fill it in."),
        ("name", "A" * 1_000_000, "“The library’s name” is longer than 120 characters. Shorten it."),
        ("name", "<script>alert(1)</script>", "“The library’s name” looks like markup; write plain text."),
        ("home", "http://www.lib.example.org/", "“Its home page” is not an https address."),
        ("home", "https://www.lib.example.org/ x", "“Its home page” has the wrong form. Copy it"),
        (
            "proxies",
            "ezproxy.lib.example.org\n\nco.uk\n",
            "“Hosts of the log-in from outside”, line 3, is a public suffix",
        ),
        ("proxies", "https://x.example.org", "“Hosts of the log-in from outside”, line 1, is not a host name"),
        ("proxies", "\n".join(["a.example.org"] * 21), "“Hosts of the log-in from outside” has more than 20 entries."),
        ("login_templates", "https://login.lib.example.org/?url=", "“Log-in links”, line 1, must hold $@ once."),
        ("members", "Alder Library; ftp://x\n", "“Members of a consortium”, line 1, is not an https address."),
        ("advice-creativebug", "<b>Ask</b>", "“Your library’s advice” looks like markup; write plain text."),
        ("advice-creativebug", "A" * 301, "“Your library’s advice” is longer than 300 characters."),
        ("advice-nobody", "Ask.", "“The whole form” there is no rule"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_with_the_mend_and_nothing_typed_is_lost(
    published, field, value, said
) -> None:
    answer = published.post(PAGE, data=FILLED | {field: value})
    assert answer.status_code == 422
    page = answer.text.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
    if field != "advice-nobody":
        assert said in page
        assert f'id="{field}-wrong"' in page
        assert re.search(rf'<(input|textarea) id="{field}"[^>]* aria-invalid="true"', answer.text)
    assert "Springfield Public Library" in page or field == "name"
    assert "https://www.springfield.lib.example.org/b/" in page
    assert "Ask at the desk" in page or field == "advice-creativebug"
    assert "<script>alert" not in answer.text
    assert len(answer.data) < 200_000


def test_everything_that_is_wrong_is_said_at_once(published) -> None:
    page = published.post(PAGE, data={"name": "", "home": "x", "proxies": "com"}).text
    found = re.findall(r'<p class="wrong" id="([\w-]+)-wrong">', page)
    assert set(found) == {"systems", "name", "home", "proxies"}
    assert page.count('<li><a href="#') >= 4


def test_in_spanish_the_errors_are_spanish(published) -> None:
    page = published.post(f"/es{PAGE}", data=FILLED | {"proxies": "co.uk"}).text
    assert "«Servidores del acceso desde fuera», línea 1, es un sufijo público" in page


def test_every_error_that_the_form_can_give_has_its_translation() -> None:
    with (FOLDER / "es.po").open("rb") as file:
        known = {message.id for message in read_po(file) if message.id}
    wrong = [
        {},
        {"name": " \u200b"},
        {"name": "A  B"},
        {"name": "A\u0301"},
        {"name": "<"},
        {"name": "A" * 121},
        {"home": "https://x@www.lib.example.org/"},
        {"home": "https://" + "a" * 500 + ".org/"},
        {"home": "https://10.0.0.1/"},
        {"home": "https://www.lib.example.org:99999/"},
        {"home": "a b"},
        {"pages": "\n".join(["https://www.lib.example.org/"] * 51)},
        {"proxies": "co.uk\nA.example.org\n10.0.0.1\n" + "a" * 254},
        {"login_templates": "https://login.lib.example.org/\nhttps://$@.lib.example.org/login"},
        {"advice-creativebug": "A" * 301},
        {"members": "\n".join(["Alder"] * 201)},
    ]
    said = set()
    for fields in wrong:
        with pytest.raises(FormError) as caught:
            read_form({"name": "X", "systems-linux": "yes"} | fields if fields else {}, RULES)
        said |= {text for found in caught.value.problems.values() for _, *texts in found for text in texts}
    assert len(said) > 20
    assert said <= known


def test_a_field_that_comes_twice_is_no_form_of_ours(published) -> None:
    answer = published.post(PAGE, data="name=A&name=B", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_without_a_packaging_key_production_says_so_and_makes_nothing(context, rules, client_of, monkeypatch) -> None:
    publish(context, rules)
    monkeypatch.setattr("server.app.refuse_development_list", lambda _settings: None)
    client = client_of(context.settings.model_copy(update={"environment": Environment.PRODUCTION}))
    assert "does not make these files yet" in client.get(PAGE).text
    assert client.post(PAGE, data=FILLED).status_code == 503
