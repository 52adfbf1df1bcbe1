"""Makes what takes long before a reader asks for it: in a thread of the server, for each new list and each new day."""

import threading

from flask import Flask

# What is made from all rules at once and kept; see ``server.web.kept`` and ``server.api.building``.
_IN_EACH_LANGUAGE = ("/", "/resources/")
_ONCE = ("/api/v1/rules", "/extension/firefox/updates.json")
_PAUSE = 1.0
"""Seconds between two looks; a look costs one ``stat``."""


class Warmer:
    """Asks the application for its long pages, as a reader would.

    Args:
        app: an application of ``server.app.create_app``.

    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._reader = app.extensions["published"]
        self._warmed: object = None

    def start(self) -> None:
        """Look again and again until the process ends."""
        threading.Thread(target=self._run, name="warmer", daemon=True).start()

    def look(self) -> bool:
        """Make the pages if the list or the day is another one than at the last look; whether it was."""
        published = self._reader.current()
        if published is None:
            return False
        state = (published, published.today())
        if state == self._warmed:
            return False
        self._warmed = state
        self._make()
        return True

    def _make(self) -> None:
        client = self._app.test_client()
        origin = self._app.extensions["optout"].settings.site
        spoken = [language for language in self._app.extensions["languages"] if not language.pseudo]
        pages = [language.prefix + path for language in spoken for path in _IN_EACH_LANGUAGE]
        for path in (*pages, *_ONCE):
            client.get(path, base_url=origin)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self.look()
            except Exception:  # a list that cannot be read is reported to whoever asks for it
                self._app.logger.exception("The pages of the new list could not be made ahead.")
            pause.wait(_PAUSE)
