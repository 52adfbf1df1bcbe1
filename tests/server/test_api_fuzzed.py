"""The live interface under generated requests: no 5xx, nothing that the document does not tell.

``OPTOUT_FUZZ_EXAMPLES`` sets how many requests each address gets at least; ``make test-all`` asks for more.
"""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from curating import RULE, Curation
from people import maintainer, token_of
from werkzeug.serving import make_server

from server.accounts.roles import Role
from server.api.public import document
from server.app import create_app
from server.releases import drafting, muting
from server.releases.alone import alone
from server.releases.drafts import DraftKind

EXAMPLES = int(os.environ.get("OPTOUT_FUZZ_EXAMPLES", "10"))
SEED = 20190628
# A 422 is no breach of the schema: it can be read, and the gates or another change stand against it.
ACCEPTED = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422", "503"]
"""


@pytest.fixture
def token(context, rules: Path) -> str:
    """A token that may do everything, on a server with a published list, two open changes, a draft, and a mute."""
    curation = Curation.of(context, published=True)
    now, someone = datetime.now(UTC), curation.second
    said = muting.Said("The company disagrees; we are checking.", "Editor on duty")
    muting.suspend(context.database, context.settings, someone, RULE, said, now)
    with alone(context.database, context.settings) as session:
        drafting.draft(session, context.settings, someone, drafting.Order(DraftKind.RENEWAL), now)
    for words in ("Ask at the desk.", "Call the desk."):
        curation.propose(words=words)
    return token_of(context.database, maintainer(context.database, "Al All", *Role))


@pytest.fixture
def address(context, token):
    """The address of that server."""
    app = create_app(context.settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["optout"].database.close()


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)], indirect=True
)
def test_no_generated_request_gets_an_answer_that_the_document_does_not_tell(address, token, tmp_path) -> None:
    # From a file, because schemathesis leaves the address out that it has read the document from.
    path = tmp_path / "openapi.json"
    described = document(address)
    (tmp_path / "schemathesis.toml").write_text(ACCEPTED)
    path.write_text(json.dumps(described))
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            *("run", path, "--url", address, "--header", f"Authorization: Bearer {token}"),
            *("--checks", "all", "--seed", str(SEED), "--max-examples", str(EXAMPLES)),
            *("--report", "json", "--report-json-path", tmp_path / "report.json"),
        ],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr
    assert f"Tested: {sum(map(len, described['paths'].values()))}" in run.stdout
    assert "❌" not in run.stdout
