"""Donating: plain links to the operator's payment pages, or that there are none."""

from pathlib import Path

from flask import current_app, render_template
from pydantic import ValidationError

from server.campaigns.donations import Donations
from server.catalogue.yaml_form import YamlFile
from server.errors import OptOutError
from server.web.reading import blueprint

_MEND = "Its form stands in docs/for-maintainers/donations.md."


def read_donations(path: Path) -> Donations | None:
    """What the operator's file says; ``None`` if there is no file.

    Raises:
        OptOutError: it is not in order; names the line and the field.

    """
    if not path.exists():
        return None
    file = YamlFile(path, str(path))
    if file.problem:
        raise OptOutError(f"{path}:{file.problem.line}: {file.problem.message}.", _MEND)
    try:
        found = Donations.model_validate(file.tree)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise OptOutError(f"{path}:{file.line(first['loc'])}: {where}: {first['msg']}.", _MEND) from None
    if not (found.monthly or found.once):
        raise OptOutError(f"{path}: neither monthly nor once says where to give.", _MEND)
    return found


@blueprint.get("/donate/")
def donate() -> str:
    """Who gets the money, what it does, and what the payment page asks for."""
    return render_template("donate.html", donations=current_app.extensions["donations"])
