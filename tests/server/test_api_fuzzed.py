"""The live interface under generated requests: no 5xx, nothing that the document does not tell.

``OPTOUT_FUZZ_EXAMPLES`` sets how many requests each address gets at least; ``make test-all`` asks for more.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from publishing import publish
from werkzeug.serving import make_server

from server.api.public import document
from server.app import create_app

EXAMPLES = int(os.environ.get("OPTOUT_FUZZ_EXAMPLES", "10"))
SEED = 20190628


@pytest.fixture
def address(context, rules: Path):
    """The address of a server that has published the starter list."""
    publish(context, rules)
    app = create_app(context.settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["optout"].database.close()


def test_no_generated_request_gets_an_answer_that_the_document_does_not_tell(address, tmp_path) -> None:
    # From a file, because schemathesis leaves the address out that it has read the document from.
    path = tmp_path / "openapi.json"
    described = document(address)
    path.write_text(json.dumps(described))
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            *("run", path, "--url", address),
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
    assert f"Tested: {len(described['paths'])}" in run.stdout
    assert "No issues found" in run.stdout
