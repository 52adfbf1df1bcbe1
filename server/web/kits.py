"""The form that makes what a library installs from. It needs no account and no cookie, and stores nothing."""

import io
from collections.abc import Mapping

from flask import Response, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from server.deployment.kit.answers import SYSTEMS, default_name
from server.deployment.kit.form import LONGEST_FIELD, FormError, label_of, read_form
from server.deployment.kit.making import kit_archive
from server.deployment.kit.source import source_of
from server.deployment.kit.targets import NAMES
from server.rules.standing import may_warn
from server.signing.packaging import packaging_key
from server.web.forms import Blank, plain_fields
from server.web.reading import blueprint, installation, private, published_list
from server.web.rendering import current_language

# Enough for a consortium's members and advice about every resource; more is answered by the page for it (413).
_MOST = 2 * 1024 * 1024


@blueprint.get("/for-libraries/kit/")
def kit() -> str:
    """The form."""
    return _page({f"systems-{name}": "yes" for name in SYSTEMS} | {"language": current_language().tag}, {})


@blueprint.post("/for-libraries/kit/")
def make_kit() -> AnyResponse:
    """The zip, or the form with everything that is wrong in it."""
    request.max_content_length = request.max_form_memory_size = _MOST
    fields, context = plain_fields(), installation()
    if packaging_key(context.settings) is None:
        return _form(fields, {}, 503)
    try:
        settings = read_form(fields, published_list().rules)
    except FormError as error:
        return _form(fields, {field: _said(field, found) for field, found in error.problems.items()}, 422)
    archive = io.BytesIO(kit_archive(settings, source_of(context.settings)))
    name = default_name(settings).name
    answer = send_file(archive, "application/zip", as_attachment=True, download_name=name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _said(field: str, found: list[tuple[int | None, str, str]]) -> str:
    """What is wrong with a field, each in a sentence that names it and a second one with the mend."""
    language = current_language()
    label = language.text(label_of(field))
    sentences = []
    for line, wrong, mend in found:
        where = language.text("“%(field)s”, line %(line)s,") if line else "“%(field)s”"
        sentences.append(f"{where % {'field': label, 'line': line}} {language.text(wrong)}. {language.text(mend)}")
    return " ".join(sentences).replace("%", "%%")  # templates fill placeholders in


def _form(values: Mapping[str, str], problems: Mapping[str, str], status: int) -> Response:
    return private(_page(values, problems), status)


def _page(values: Mapping[str, str], problems: Mapping[str, str]) -> str:
    published = published_list()
    terms = published.catalogue.terms_by_id
    rules = [rule for rule in published.catalogue.rules if may_warn(rule, terms, published.date)]
    shown = {name: value[:LONGEST_FIELD] for name, value in values.items()}
    return render_template(
        "kit.html",
        form=Blank(shown, problems, ""),
        rules=sorted(rules, key=lambda rule: rule.name.casefold()),
        systems=NAMES,
        ready=packaging_key(installation().settings) is not None,
    )
