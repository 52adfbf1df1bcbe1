"""What every command needs: the settings, and the database they name, opened when first used."""

from functools import cached_property

import click

from server.config import Settings, load_settings
from server.database import Database
from server.privacy.secrets import Secrets, load_secrets


class Context:
    """Hands settings and database to commands and to the web application."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()

    @cached_property
    def database(self) -> Database:
        """The database; opening it does not connect yet."""
        return Database(self.settings.database)

    @cached_property
    def secrets(self) -> Secrets:
        """The keys for personal data, made with the first use."""
        return load_secrets(self.settings.keys_folder, self.settings.personal_data_keys.get_secret_value())


pass_context = click.make_pass_decorator(Context)
