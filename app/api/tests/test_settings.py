"""Bad settings: all at once, in words, without a secret."""

from pathlib import Path

import pytest

from maintenance_api.settings import BadSettings, PostgresSettings, Settings


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    password = tmp_path / "password"
    password.write_text("pa55\n")
    return {
        "POSTGRES_HOST": "postgres",
        "POSTGRES_DATABASE": "maintenance",
        "POSTGRES_USER": "api",
        "POSTGRES_PASSWORD_FILE": str(password),
        "REDIS_HOST": "redis",
    }


def faults(environment: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as raised:
        Settings.load(environment)
    return str(raised.value)


def test_defaults(good: dict[str, str]) -> None:
    settings = Settings.load(good | {"COLOUR": ""})  # empty means not given
    assert (settings.postgres_port, settings.redis_port, settings.pool_size) == (5432, 6379, 5)
    assert (settings.postgres_sslmode, settings.redis_tls, settings.colour) == ("prefer", False, "none")
    assert settings.log_level == "INFO"
    assert settings.instance


def test_all_faults_in_one_message() -> None:
    message = faults({"POSTGRES_PORT": "70000", "COLOUR": "red", "POOL_SIZE": "0", "REDIS_TLS": "perhaps"})
    for name in (
        "POSTGRES_HOST",
        "POSTGRES_DATABASE",
        "POSTGRES_USER",
        "POSTGRES_PASSWORD_FILE",
        "REDIS_HOST",
    ):
        assert f"{name}: is missing; set it to the" in message
    assert "POSTGRES_PORT: '70000' will not do; it should be the port of Postgres, 1 to 65535" in message
    assert "COLOUR: 'red' will not do; it should be the colour this process serves in: blue, green" in message
    assert "POOL_SIZE: '0' will not do" in message
    assert "REDIS_TLS: 'perhaps' will not do; it should be the word true or false" in message
    assert "\n" not in message


def test_an_address_where_a_port_belongs(good: dict[str, str]) -> None:
    """What Kubernetes puts into the environment for a Service that is named postgres."""
    assert "POSTGRES_PORT: 'tcp://10.0.0.7:5432' will not do" in faults(
        good | {"POSTGRES_PORT": "tcp://10.0.0.7:5432"}
    )


def test_passwords_come_from_files_only(good: dict[str, str]) -> None:
    message = faults(good | {"POSTGRES_PASSWORD": "hunter2", "REDIS_PASSWORD": "hunter2"})
    assert "POSTGRES_PASSWORD: is never read" in message
    assert "REDIS_PASSWORD: is never read" in message
    assert "hunter2" not in message


def test_a_password_given_as_its_file_is_not_repeated(good: dict[str, str]) -> None:
    message = faults(good | {"POSTGRES_PASSWORD_FILE": "hunter2"})
    assert (
        "POSTGRES_PASSWORD_FILE: this value will not do; it should be the path of a readable file" in message
    )
    assert "hunter2" not in message


def test_an_empty_password_file_is_refused(good: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    assert "REDIS_PASSWORD_FILE" in faults(good | {"REDIS_PASSWORD_FILE": str(tmp_path / "empty")})


def test_a_migration_needs_no_redis(good: dict[str, str]) -> None:
    del good["REDIS_HOST"]
    assert PostgresSettings.load(good).postgres_host == "postgres"
