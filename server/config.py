"""Settings of one installation, from the environment (prefix ``OPTOUT_``) or ``instance/settings.env``."""

import re
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import OptOutError


class Environment(StrEnum):
    """How careful the server must be."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Settings(BaseSettings):
    """What an operator can set. Every field has an environment variable ``OPTOUT_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix="OPTOUT_", env_file="instance/settings.env", extra="forbid", frozen=True
    )

    environment: Environment = Field(
        Environment.DEVELOPMENT, description="production refuses development keys and unreviewed lists"
    )
    instance: Path = Field(
        Path("instance"), description="folder of everything this installation writes: database, keys, releases"
    )
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the instance folder")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    public_url: str = Field(
        "", description="address by which browsers reach this server; empty: http://localhost:<port>"
    )

    store_chrome: str = Field("", description="the extension's address in the Chrome Web Store; empty: not there yet")
    store_edge: str = Field("", description="the extension's address in Microsoft Edge Add-ons; empty: not there yet")
    store_firefox: str = Field("", description="the extension's address on addons.mozilla.org; empty: not there yet")
    operator: str = Field("", max_length=200, description="who runs this installation, as the privacy page names them")
    contact: str = Field("", description="e-mail address for corrections and questions; empty: the pages say so")

    donations: Path | None = Field(
        None, description="file that says where one can donate; empty: instance/donations.yaml, if it is there"
    )
    packaging_key: Path | None = Field(
        None, description="the key that signs Chromium’s packages; empty: instance/keys/packaging.pem"
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="how many reverse proxies stand before this server and set X-Forwarded-For"
    )
    smtp_host: str = Field("", description="mail server; empty: letters are written to instance/outbox as .eml files")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_security: MailSecurity = Field(
        MailSecurity.STARTTLS, description="tls, starttls, or none (a relay on this host)"
    )
    smtp_user: str = Field("", description="user name at the mail server, if it wants one")
    smtp_password: SecretStr = Field(SecretStr(""), description="and its password")
    mail_from: str = Field(
        "campaign@localhost.localdomain",
        pattern=r"^[^@\s<>\"]+@[^@\s<>\"]+$",
        description="the address that letters come from",
    )
    mail_a_day: int = Field(5000, ge=1, description="most letters to signers and libraries a day; what is beyond waits")
    personal_data_keys: SecretStr = Field(
        SecretStr(""),
        description="keys for hashes of addresses, 64 hex digits each, newest first, with commas; "
        "for several hosts on one database. Empty: instance/keys/personal-data.key",
    )

    @field_validator("store_chrome", "store_edge", "store_firefox")
    @classmethod
    def _is_a_store(cls, value: str) -> str:
        if value and not (urlsplit(value).scheme == "https" and urlsplit(value).hostname):
            raise ValueError("must be an https address such as https://addons.mozilla.org/firefox/addon/…")
        return value

    @field_validator("contact")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", value):
            raise ValueError("must be an e-mail address such as corrections@optout.example")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("must be an origin such as https://optout.example, without a path")
        return value.rstrip("/")

    @property
    def site(self) -> str:
        """The public origin, without a slash at its end."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{(self.instance / 'optout.sqlite').resolve()}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database.startswith("sqlite:")

    @property
    def updates_folder(self) -> Path:
        """The published TUF repository, served as ``/updates/``."""
        return self.instance / "public" / "updates"

    @property
    def erasures_file(self) -> Path:
        """The copy of the log of erasures, which outlives the database."""
        return self.instance / "erasures.jsonl"

    @property
    def donations_file(self) -> Path:
        """The file that says where one can donate."""
        return self.donations or self.instance / "donations.yaml"

    @property
    def packaging_key_file(self) -> Path:
        """The key that signs Chromium's packages."""
        return self.packaging_key or self.keys_folder / "packaging.pem"

    @property
    def own_packages_folder(self) -> Path:
        """Settings of libraries that have a package of their own, one ``NAME.yaml`` each."""
        return self.instance / "own-packages"

    @property
    def keys_folder(self) -> Path:
        """Where this installation's signing keys lie."""
        return self.instance / "keys"


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment; a wrong value is named with its variable.

    Raises:
        OptOutError: a variable holds something that cannot be used.

    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "OPTOUT_" + "_".join(str(part) for part in first["loc"]).upper()
        raise OptOutError(
            f"The setting {name} is wrong: {first['msg']}.", "Set it in the environment or in instance/settings.env."
        ) from None
