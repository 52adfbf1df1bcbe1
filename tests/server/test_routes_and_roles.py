"""Every route there is, with every role there is: what the policy says. A route without a line fails."""

import pytest
from maintaining import known, post, sign_in

from server.accounts.policy import POLICY
from server.accounts.roles import Role
from server.maintain.routes import ROUTES

# What anybody may read and send, by blueprint; everything else needs a line in a table of routes.
PUBLIC = {"pages", "updates", "api", "feed", "library_feed", "reference", "extension", None}
# A session opens none of these, and a token alone does: the tests of each interface walk them with every role.
BY_TOKEN = {"api-changes", "api-releases"}
ROLES = [None, *Role]
EXAMPLES = {"number": 999_999, "before": 5, "token": "x" * 43, "filename": "maintain.css", "sort": "rules"}


def routes(app):
    """Each endpoint with one of its methods and an address: (endpoint, method, path)."""
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            values = {name: EXAMPLES.get(name, "x") for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def is_public(app, endpoint: str) -> bool:
    """Whether a session makes no difference to it."""
    blueprint = endpoint.rpartition(".")[0] or None
    return blueprint in PUBLIC | BY_TOKEN or (blueprint or "").startswith("pages-")


def test_every_route_is_public_or_has_a_line(client) -> None:
    without = {
        endpoint
        for endpoint, _method, _path in routes(client.application)
        if not is_public(client.application, endpoint) and endpoint not in ROUTES
    }
    assert without == set()


def test_every_action_of_the_tables_is_in_the_policy() -> None:
    assert {need.action for need in ROUTES.values() if need.action} <= set(POLICY)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anonymous")
def test_each_role_gets_what_the_policy_says_and_nothing_else(context, client, role) -> None:
    app = client.application
    if role is not None:
        account = known(context, "somebody", role)
    asked = 0
    for endpoint, method, path in routes(app):
        if is_public(app, endpoint) or endpoint == "maintain.static":
            continue
        browser = app.test_client()
        if role is not None:
            sign_in(context, browser, account)
        else:
            browser.get("/maintain/log-in/")
        answer = post(context, browser, path) if method == "POST" else browser.open(path, method=method)
        assert answer.status_code < 500, (endpoint, method)
        assert outcome(answer) == expected(endpoint, role), (endpoint, method, answer.status_code, answer.location)
        asked += 1
    assert asked >= len(ROUTES) - 1


def outcome(answer) -> str:
    if (answer.location or "").startswith("/maintain/log-in/") and answer.status_code == 303:
        return "sign in"
    return "refused" if answer.status_code == 403 else "open"


def expected(endpoint: str, role: Role | None) -> str:
    need = ROUTES[endpoint]
    if endpoint == "maintain.log_out":
        return "sign in"  # there, too, is where it leads to
    if need.action is None:
        return "open"
    if role is None:
        return "sign in"
    return "open" if role in POLICY[need.action].roles | POLICY[need.action].own else "refused"


@pytest.mark.parametrize("role", Role)
def test_a_session_opens_nothing_that_takes_a_token(context, client, role) -> None:
    app = client.application
    sign_in(context, client, known(context, "somebody", role))
    walked = [route for route in routes(app) if route[0].rpartition(".")[0] in BY_TOKEN]
    assert walked
    for endpoint, method, path in walked:
        assert client.open(path, method=method).status_code == 401, endpoint


@pytest.mark.parametrize("role", Role)
def test_without_its_token_no_form_of_any_route_does_anything(context, client, role) -> None:
    app = client.application
    account = known(context, "somebody", role)
    for endpoint, method, path in routes(app):
        if is_public(app, endpoint) or method != "POST":
            continue
        browser = app.test_client()
        sign_in(context, browser, account)
        assert browser.post(path).status_code == 403, endpoint
