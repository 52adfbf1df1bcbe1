"""Every test that uses a database runs on SQLite and on a real PostgreSQL."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from compiled_once import RuleCompiledOnce
from flask import Flask
from flask.testing import FlaskClient
from postgres import programs, running_postgresql
from sqlalchemy import create_engine, make_url, text

from server.app import create_app
from server.config import Settings
from server.context import Context
from server.database import Database
from server.migrations import upgrade

ROOT = Path(__file__).parents[2]
Flask.url_rule_class = RuleCompiledOnce


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL: ``OPTOUT_TEST_DATABASE_URL``, or one of our own on a free port."""
    if given := os.environ.get("OPTOUT_TEST_DATABASE_URL"):
        yield given
        return
    if not programs():
        pytest.fail("PostgreSQL is missing. Install it: apt-get install postgresql", pytrace=False)
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the current schema, to be copied: that is many times faster than to migrate each anew."""
    model = tmp_path_factory.mktemp("model") / "optout.sqlite"
    _migrate(f"sqlite:///{model}")
    return model


@pytest.fixture(scope="session")
def postgresql_model(postgresql: str) -> Iterator[str]:
    """The name of such a database on the PostgreSQL."""
    with _new_database(postgresql) as url:
        _migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_url(sqlite_model: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite database at the current schema."""
    return f"sqlite:///{shutil.copy(sqlite_model, tmp_path / 'optout.sqlite')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same on each of the two that we support."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    model = request.getfixturevalue("postgresql_model")
    with _new_database(request.getfixturevalue("postgresql"), f"TEMPLATE {model}") as url:
        yield url


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


@contextmanager
def _new_database(postgresql: str, options: str = "") -> Iterator[str]:
    server = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    name = f"test_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} {options}"))
    yield make_url(postgresql).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database at the current schema."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a development installation in a folder of its own."""
    return Settings(instance=tmp_path / "instance", database_url=database_url, _env_file=None)


@pytest.fixture
def context(settings: Settings, database: Database) -> Iterator[Context]:
    """What commands get, with the database at the current schema."""
    context = Context(settings)
    yield context
    context.database.close()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the real rules, for a test to change."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


@pytest.fixture
def client_of() -> Iterator[Callable[[Settings], FlaskClient]]:
    """Makes test clients for settings; their connections are given back at the end."""
    with ExitStack() as stack:

        def make(settings: Settings) -> FlaskClient:
            app = create_app(settings)
            stack.callback(app.extensions["optout"].database.close)
            return app.test_client()

        yield make


@pytest.fixture
def client(context: Context, client_of: Callable[[Settings], FlaskClient]) -> FlaskClient:
    """The web application's test client, on what the test has published."""
    return client_of(context.settings)
