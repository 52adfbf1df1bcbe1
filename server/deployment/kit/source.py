"""Where the packages of this installation come from."""

from server.config import Settings
from server.deployment.crx import chromium_id
from server.deployment.kit.policies import Source
from server.deployment.places import Places
from server.deployment.self_hosted import own_settings
from server.errors import OptOutError
from server.signing.packaging import packaging_key


def source_of(settings: Settings, own: str = "") -> Source:
    """The source that a kit names.

    Args:
        settings: of this installation.
        own: name of a library with packages of its own.

    Raises:
        OptOutError: there is no packaging key yet, or no such library.

    """
    key = packaging_key(settings)
    if key is None:
        raise OptOutError("There is no packaging key yet.", "Make it once: optout keys packaging")
    if own:
        own_settings(settings.own_packages_folder, own)
    return Source(Places(settings.site, own), chromium_id(key))
