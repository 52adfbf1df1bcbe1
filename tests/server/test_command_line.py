"""The command line: help with an example, plain errors, exit codes."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from publishing import publish
from sqlalchemy import select

from server.app import create_app
from server.cli import cli
from server.config import Environment, Settings, load_settings
from server.context import Context
from server.errors import OptOutError
from server.jobs.tables import JobRow
from server.migrations import upgrade

OPTOUT = str(Path(sys.executable).parent / "optout")


def commands(group: click.Group, path: tuple[str, ...] = ()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [path for path, _ in commands(cli)], ids=" ".join)
def test_every_command_has_help_with_an_example(path) -> None:
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0
    assert "Example: " in result.output


def test_a_key_holder_who_signs_waits_for_no_web_framework() -> None:
    code = "import sys; from server.cli import cli; cli.main(['release', 'sign', '--help'], standalone_mode=False); "
    code += "print({'flask', 'alembic', 'structlog'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("set()\n")


def run(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("OPTOUT_")}
    return subprocess.run(
        [OPTOUT, *arguments],
        env={**clean, "OPTOUT_INSTANCE": str(tmp_path / "instance"), **environment},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_port_in_use_is_said_plainly(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(tmp_path, "serve", OPTOUT_PORT=str(port))
    assert result.returncode == 1
    assert f"The address 127.0.0.1:{port} is in use." in result.stderr
    assert "PORT=8001 make run" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_worker_can_run_beside_the_server_and_ends_with_it(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "OPTOUT_INSTANCE": str(tmp_path / "instance"), "OPTOUT_PORT": str(port)}
    database = Context(Settings(instance=tmp_path / "instance", _env_file=None)).database
    with subprocess.Popen(
        [OPTOUT, "serve", "--with-worker"], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as server:
        lines = iter(server.stdout.readline, "")
        assert any("instance/outbox" in line for line in lines)
        assert any(line.startswith("Working: ") for line in lines)
        server.terminate()
        # The pipe ends when nobody holds it any more: neither the server nor its worker.
        assert server.stdout.read() is not None
        assert server.wait(20) == 0
    with database.read() as session:
        assert "send letters" in session.scalars(select(JobRow.name)).all()
    database.close()


def test_an_unwritable_instance_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where a folder should be")
    result = run(tmp_path, "db", "upgrade")
    assert result.returncode == 1
    assert "cannot be made" in result.stderr
    assert "OPTOUT_INSTANCE" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_is_not_there_is_said_plainly_without_its_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://somebody:secret@127.0.0.1:1/none"
    result = run(tmp_path, "db", "upgrade", OPTOUT_DATABASE_URL=url)
    assert result.returncode == 1
    assert "cannot be used" in result.stderr
    assert "secret" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_serving_before_the_database_is_made_says_what_to_run(tmp_path: Path) -> None:
    result = run(tmp_path, "serve")
    assert result.returncode == 1
    assert "Run: optout db upgrade" in result.stderr


def test_a_wrong_setting_is_named_with_its_variable() -> None:
    with pytest.raises(OptOutError, match="OPTOUT_PUBLIC_URL"):
        load_settings(public_url="optout.example", _env_file=None)
    with pytest.raises(OptOutError, match="OPTOUT_PORT"):
        load_settings(port=99999, _env_file=None)


def test_without_a_public_address_the_site_is_on_this_computer() -> None:
    assert Settings(port=8123, _env_file=None).site == "http://localhost:8123"
    assert Settings(public_url="https://optout.example/", _env_file=None).site == "https://optout.example"


def test_status_says_what_is_published_as_json(context, rules) -> None:
    runner = CliRunner()
    assert runner.invoke(cli, ["release", "status", "--json"], obj=context).output.strip() == "null"
    publish(context, rules)
    facts = json.loads(runner.invoke(cli, ["release", "status", "--json"], obj=context).output)
    assert (facts["release"], facts["starter"], facts["development_keys"]) == (1, True, True)


def test_publishing_needs_the_word_that_the_keys_are_for_trying_out(context, rules) -> None:
    runner = CliRunner()
    assert runner.invoke(cli, ["rules", "import", str(rules)], obj=context).exit_code == 0
    refused = runner.invoke(cli, ["release", "publish"], obj=context)
    assert "--development-keys" in str(refused.exception)
    result = runner.invoke(cli, ["release", "publish", "--development-keys"], obj=context)
    assert result.exit_code == 0
    assert "SIGNED WITH DEVELOPMENT KEYS" in result.output
    again = runner.invoke(cli, ["release", "publish", "--development-keys"], obj=context)
    assert "Nothing changed since release 1" in again.output


def test_importing_into_a_database_that_holds_rules_can_be_left_alone(context, rules) -> None:
    runner = CliRunner()
    assert "added" in runner.invoke(cli, ["rules", "import", "--if-new", str(rules)], obj=context).output
    (rules / "vendors" / "libby.yaml").unlink()
    assert "nothing was imported" in runner.invoke(cli, ["rules", "import", "--if-new", str(rules)], obj=context).output


def test_production_does_not_serve_a_list_that_development_keys_signed(tmp_path: Path, rules: Path) -> None:
    settings = Settings(instance=tmp_path / "instance", _env_file=None)
    context = Context(settings)
    upgrade(context.database)
    publish(context, rules)
    context.database.close()
    result = run(tmp_path, "serve", OPTOUT_ENVIRONMENT="production")
    assert result.returncode == 1
    assert "production, which refuses development keys" in result.stderr
    assert "Traceback" not in result.stderr
    with pytest.raises(OptOutError, match="refuses development keys"):  # nor does any other server for WSGI
        create_app(settings.model_copy(update={"environment": Environment.PRODUCTION}))
