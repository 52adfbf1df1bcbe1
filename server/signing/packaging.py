"""The key that signs Chromium's packages. It is the extension's identity: with another one, no kit given out works."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from server.config import Environment, Settings
from server.errors import OptOutError

# What Chromium's own packer makes.
_BITS = 2048


def make_packaging_key(path: Path) -> None:
    """Make the key (PEM, unencrypted, for its owner alone), whole or not at all.

    Raises:
        OptOutError: there is one already, or the folder cannot be written.

    """
    pem = rsa.generate_private_key(65537, _BITS).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, path)  # unlike a rename, never over a key that is there
    except FileExistsError:
        raise OptOutError(
            f"There is a packaging key already: {path}.",
            "Keep it: with another one the packages are another extension, which no kit given out so far installs.",
        ) from None
    except OSError as error:
        raise OptOutError(f"{path} cannot be written: {error.strerror}.", "Set OPTOUT_PACKAGING_KEY.") from None


def packaging_key(settings: Settings) -> rsa.RSAPrivateKey | None:
    """This installation's key; ``None`` before ``optout keys packaging``. For trying out, the first use makes it.

    Raises:
        OptOutError: the file is no RSA key, or cannot be read.

    """
    path = settings.packaging_key_file
    if not path.exists():
        if settings.environment is Environment.PRODUCTION:
            return None
        with suppress(OptOutError):  # another process was faster, or says the same below
            make_packaging_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise OptOutError(f"The key {path} cannot be read: {error.strerror}.", "Correct its rights.") from None
    except (ValueError, TypeError):
        raise OptOutError(f"The file {path} is not a packaging key.", "Restore it from its copy.") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise OptOutError(f"The packaging key {path} is not an RSA key.", "Restore it from its copy.")
    return key
