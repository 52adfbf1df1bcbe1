"""Donations: plain links to the operator's own pages, what those ask for, and an honest page if there are none."""

import re
from pathlib import Path

import pytest
from publishing import publish

from server.errors import OptOutError
from server.web.donating import read_donations

EXAMPLE = re.search(
    r"```yaml\n(.*?)```",
    (Path(__file__).parents[2] / "docs" / "for-maintainers" / "donations.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


@pytest.fixture
def site_with(context, rules: Path, client_of):
    """The pages of an installation with this file."""
    publish(context, rules)

    def make(text: str):
        path = context.settings.donations_file
        path.write_text(text, encoding="utf-8")
        return client_of(context.settings)

    return make


def test_without_a_file_the_page_says_so_and_no_campaign_asks(context, rules, client) -> None:
    publish(context, rules)
    assert "takes no donations here" in client.get("/donate/").text
    campaign = client.get("/campaigns/library-card-is-enough/").text
    assert "Donate</a>" not in campaign.split("<footer")[0]


def test_the_page_says_who_gets_it_what_it_does_and_what_is_asked_for(site_with) -> None:
    client = site_with(EXAMPLE.group(1))
    page = client.get("/donate/").text
    assert "The money goes to the Friends of Example Libraries." in page
    assert "keeps the server running for a month" in page
    assert "asks for your name, your address and a card" in page
    assert '<a class="button" href="https://pay.example.org/once" rel="noreferrer external">' in page
    assert "pay.example.org" in client.get("/es/donate/").text
    assert 'href="/donate/">Donate</a>' in client.get("/campaigns/library-card-is-enough/").text.split("<footer")[0]


def test_the_page_loads_nothing_of_the_payment_page(site_with) -> None:
    answer = site_with(EXAMPLE.group(1)).get("/donate/")
    assert re.findall(r'(?:src|action)="https?:', answer.text) == []
    assert "script" not in answer.headers["Content-Security-Policy"].replace("require-trusted-types-for 'script'", "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("https://pay.example.org/once", "http://pay.example.org/once"), r":15: once\.url: String should match"),
        (("asks:", "askes:"), "asks: Field required"),
        (("amount: 1 $", "amount: <b>1</b>"), r"monthly\.amounts\.0\.amount: .*looks like markup"),
        (("recipient:", "recipient: ["), "donations.yaml:"),
    ],
)
def test_a_file_that_is_not_in_order_is_named_with_line_and_field(tmp_path: Path, change, says) -> None:
    path = tmp_path / "donations.yaml"
    path.write_text(EXAMPLE.group(1).replace(*change), encoding="utf-8")
    with pytest.raises(OptOutError, match=says):
        read_donations(path)


def test_a_file_without_a_way_to_give_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "donations.yaml"
    path.write_text("recipient: {en: us}\nasks: {en: nothing}\n", encoding="utf-8")
    with pytest.raises(OptOutError, match="neither monthly nor once"):
        read_donations(path)


def test_pages_that_can_be_passed_on_have_a_picture_of_ours_and_private_ones_have_none(context, rules, client) -> None:
    publish(context, rules)
    page = client.get("/campaigns/library-card-is-enough/").text
    picture = re.search(r'<meta property="og:image" content="http://localhost:8000(/static/[^"]+)"', page).group(1)
    with client.get(picture) as answer:
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(b"\x89PNG")
    assert 'og:title" content="A library card is enough"' in page
    for private in ("/signature/x/", "/libraries/entry/x/", "/campaigns/library-card-is-enough/signers/"):
        assert "og:" not in client.get(private).text
