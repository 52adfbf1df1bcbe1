"""A proxy and a rewrite as data. Field order here is the order in the YAML files."""

from typing import Annotated

from pydantic import Field, StringConstraints

from server.rules.fields import Id, Model, Name
from server.rules.model import Source

TARGET = "$@"

HostName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
HttpsAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$", max_length=500)]
Sources = Annotated[tuple[Source, ...], Field(min_length=1, max_length=6)]


class Proxy(Model):
    """A host below which a library's proxy shows vendors' hosts, in A-label form.

    With ``tenants`` many libraries share it, each under one label of its own (``nypl.idm.oclc.org``). ``library`` and
    ``site``, its name and its own host, are there if the proxy is one library's; by ``site`` a patron who types her
    library's address finds it. ``pages`` are its resource pages. In ``login_templates``
    ``$@`` stands where the target's address stands, encoded or not; a login address is known by http too.
    """

    id: Id
    host: HostName
    tenants: bool = False
    library: Name | None = None
    site: HostName | None = None
    pages: Annotated[tuple[HttpsAddress, ...], Field(max_length=20)] = ()
    login_templates: Annotated[tuple[HttpsAddress, ...], Field(max_length=10)] = ()
    sources: Sources


class Rewrite(Model):
    """A host that proxies write in a way of its own: a pair of suffixes, never a pattern.

    ``from_`` (``from`` in YAML) with a leading dot means any subdomain, without one exactly this host; ``to`` stands in
    its place, before the proxy's own host is added.
    """

    id: Id
    from_: Annotated[str, StringConstraints(pattern=r"^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)] = Field(
        alias="from"
    )
    to: Annotated[str, StringConstraints(pattern=r"^[.-]?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)]
    sources: Sources
