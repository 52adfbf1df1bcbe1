"""An installation with offline keys, people with tokens, and programs that speak to its interface for them."""

import json
from typing import Any

from ceremony import Ceremony
from curating import Curation
from flask.testing import FlaskClient
from people import maintainer, token_of
from werkzeug.test import TestResponse

from server.accounts.roles import Role
from server.releases.drafts import open_draft


class Programs:
    """Calls the interface under somebody's name: ``ann`` edits, ``rita`` reviews, ``ed`` does both, ``ada`` manages."""

    def __init__(self, ceremony: Ceremony, client: FlaskClient) -> None:
        self.ceremony, self.client, database = ceremony, client, ceremony.context.database
        self.curation = Curation(
            ceremony.context,
            maintainer(database, "Ann Editor", Role.EDITOR),
            maintainer(database, "Rita Reviewer", Role.REVIEWER),
            maintainer(database, "Ed Both", Role.EDITOR, Role.REVIEWER),
        )
        ada = maintainer(database, "Ada Administrator", Role.ADMINISTRATOR)
        people = {"ann": self.curation.editor, "rita": self.curation.reviewer, "ed": self.curation.second, "ada": ada}
        self.tokens = {name: token_of(database, actor) for name, actor in people.items()}

    def __call__(
        self, name: str, method: str, path: str, body: object = None, *, client: FlaskClient | None = None, **more: Any
    ) -> TestResponse:
        kind = {"Content-Type": "application/json"} if body is not None else {}
        sign = {"Authorization": f"Bearer {self.tokens[name]}"} if name in self.tokens else {}
        data = body if isinstance(body, bytes | None) else json.dumps(body)
        headers = {**kind, **sign, **more}
        return (client or self.client).open(f"/api/v1{path}", method=method, data=data, headers=headers)

    def step(self, name: str, number: int, step: str, body: object = None, **more: Any) -> TestResponse:
        return self(name, "POST", f"/releases/drafts/{number}/{step}", body, **more)

    def draft(self, name: str = "ann", **order: object) -> dict[str, Any]:
        answer = self(name, "POST", "/releases/drafts", order)
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def approved(self, **order: object) -> dict[str, Any]:
        """A draft that somebody has approved; with an approved change in it, if it is of the catalogue."""
        draft = self.draft(**order)
        assert self.step("ann", draft["number"], "review-request").status_code == 200
        answer = self.step("rita", draft["number"], "approval", {"sha256": draft["sha256"]})
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def bundle(self, number: int) -> dict[str, Any]:
        return dict(self("ann", "GET", f"/releases/drafts/{number}/bundle").json)

    def signed_bundle(self, number: int, *keys: str) -> dict[str, Any]:
        """The file of a draft as it comes back from the holders of these keys."""
        file = self.ceremony.folder / f"bundle-{number}.json"
        file.write_bytes(self("ann", "GET", f"/releases/drafts/{number}/bundle").data)
        for key in keys:
            self.ceremony.run("release", "sign", file, "--key", self.ceremony.keys / f"{key}.pem", "--yes")
        return dict(json.loads(file.read_text()))

    def signed(self, **order: object) -> dict[str, Any]:
        """A release that waits to be published."""
        draft = self.approved(**order)
        bundle = self.signed_bundle(draft["number"], "targets-1", "targets-2")
        answer = self.step("rita", draft["number"], "signatures", bundle)
        assert (answer.status_code, answer.json["state"]) == (200, "signed"), answer.text
        return dict(answer.json)

    def open(self) -> int | None:
        """The number of the draft that is on its way."""
        with self.ceremony.context.database.read() as session:
            row = open_draft(session)
            return row.id if row else None
