"""The Flask application."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from server.api import changes, feed, library_feed, public, reference, releases
from server.api.building import AnswerStore
from server.config import Environment, Settings
from server.context import Context
from server.deployment.self_hosted import PackageStore
from server.languages import languages
from server.maintain import register
from server.releases.publishing import refuse_development_list
from server.releases.reading import PublishedReader
from server.web import donating, errors, extension, headers, pages, rendering, updates


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment.

    Raises:
        OptOutError: this is production, and development keys signed the published list; or the file that says where
            one can donate is not in order.

    """
    context = Context(settings)
    refuse_development_list(context.settings)
    app = Flask("server", static_folder="web/static", template_folder="web/templates")
    app.config.update(
        TRUSTED_HOSTS=_trusted_hosts(context.settings),
        MAX_CONTENT_LENGTH=16 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["optout"] = context
    app.extensions["published"] = PublishedReader(context.settings.updates_folder)
    if hops := context.settings.trusted_proxies:
        # As many entries from the right as there are proxies of ours: what stands left of them anybody can write.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    spoken = languages(with_pseudo=context.settings.environment is Environment.DEVELOPMENT)
    rendering.init_app(app, spoken)
    pages.init_app(app, spoken)
    app.extensions["donations"] = donating.read_donations(context.settings.donations_file)
    app.extensions["answers"] = AnswerStore(app.extensions["published"], context.settings.site)
    app.extensions["packages"] = PackageStore(context.settings, app.extensions["published"])
    for module in (updates, extension, public, changes, releases, feed, library_feed, reference):
        app.register_blueprint(module.blueprint)
    register.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    return app


def _trusted_hosts(settings: Settings) -> list[str]:
    hosts = [settings.site.split("://", 1)[1].rsplit(":", 1)[0]]
    if settings.environment is Environment.DEVELOPMENT:
        hosts += ["localhost", "127.0.0.1"]
    return hosts
