"""The forms of a proxy and of a rewrite."""

from server.catalogue.model import Kind
from server.maintain.forms.shape import Field, Form, Part
from server.maintain.forms.shared import entry_id, sources

_SOURCES = sources("sources", "Single public facts; no collection with a licence of its own.")
PROXY = Form(
    Kind.PROXY,
    "proxies",
    "proxy",
    "Proxies",
    "Hosts behind which libraries show resources, so that these are recognised there too.",
    "host",
    ("library",),
    (
        Part(
            "",
            "The proxy",
            "",
            (
                entry_id("seattle-public-library"),
                Field("host", "Host", "Vendors’ hosts stand below it: ezproxy.spl.org.", needed=True),
                Field(
                    "tenants",
                    "Many libraries share it, each under a label of its own",
                    "Such as nypl.idm.oclc.org below idm.oclc.org.",
                    "tick",
                ),
                Field("library", "Library", "Whose it is. Leave it empty if it is shared."),
                Field("site", "The library’s own host", "spl.org: a patron who types it finds this proxy."),
                Field("pages", "Its pages of resources", "https addresses, one a line.", "lines"),
                Field(
                    "login_templates",
                    "Log-in addresses",
                    "One a line, with $@ where the target’s address stands.",
                    "lines",
                ),
            ),
        ),
        _SOURCES,
    ),
    "Whether they are recognised with this proxy in the list. One a line; they are not kept.",
)
REWRITE = Form(
    Kind.REWRITE,
    "rewrites",
    "rewrite",
    "Rewritten hosts",
    "Hosts that proxies write in a way of their own.",
    "from",
    ("to",),
    (
        Part(
            "",
            "The rewrite",
            "",
            (
                entry_id("web-of-science"),
                Field("from", "Host", ".webofscience.com: any subdomain; without the dot exactly it.", needed=True),
                Field("to", "What proxies write instead", "-webofscience: before the proxy’s own host.", needed=True),
            ),
        ),
        _SOURCES,
    ),
    "Whether they are recognised with this in the list. One a line; they are not kept.",
)
