"""Settings: read from the environment only, checked all at once, passwords from files only."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, ValidationError


class BadSettings(Exception):
    """Every fault of the environment, in one message."""


def read_secret(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\r\n")


def _holds_a_secret(path: Path) -> Path:
    try:
        secret = read_secret(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the file cannot be read ({type(error).__name__})") from None
    if not secret:
        raise ValueError("the file is empty")
    return path


SecretFile = Annotated[Path, AfterValidator(_holds_a_secret)]
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[!-~]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class PostgresSettings(BaseModel, frozen=True):
    """What `migrate` needs. Each field is the variable of the same name in capitals."""

    postgres_host: Name = Field(description="host name or address of Postgres")
    postgres_port: Port = Field(5432, description="port of Postgres, 1 to 65535")
    postgres_database: Name = Field(description="name of the database")
    postgres_user: Name = Field(description="user of the database")
    postgres_password_file: SecretFile = Field(description="path of a readable file with the user's password")
    postgres_sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = Field(
        "prefer", description="one of disable, allow, prefer, require, verify-ca, verify-full"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="one of DEBUG, INFO, WARNING, ERROR"
    )

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Self:
        given = {name: environment.get(name.upper(), "") for name in cls.model_fields}
        faults = [
            f"{secret}: is never read; put the password in a file and name it in {secret}_FILE"
            for secret in ("POSTGRES_PASSWORD", "REDIS_PASSWORD")
            if environment.get(secret)
        ]
        try:
            settings = cls.model_validate({name: value for name, value in given.items() if value != ""})
        except ValidationError as error:
            faults += [cls._explain(str(fault["loc"][0]), fault["type"], given) for fault in error.errors()]
        if faults:
            raise BadSettings("bad settings: " + "; ".join(faults))
        return settings

    @classmethod
    def _explain(cls, name: str, kind: str, given: Mapping[str, str]) -> str:
        wanted = cls.model_fields[name].description
        if kind == "missing":
            return f"{name.upper()}: is missing; set it to the {wanted}"
        # A password put where its file's path belongs must not end in a log.
        got = "this value" if name.endswith("_file") else repr(given[name])
        return f"{name.upper()}: {got} will not do; it should be the {wanted}"


class Settings(PostgresSettings, frozen=True):
    """What `serve` needs."""

    redis_host: Name = Field(description="host name or address of Redis")
    redis_port: Port = Field(6379, description="port of Redis, 1 to 65535")
    redis_password_file: SecretFile | None = Field(
        None, description="path of a readable file with the password of Redis"
    )
    redis_tls: bool = Field(False, description="word true or false")
    colour: Literal["blue", "green", "none"] = Field(
        "none", description="colour this process serves in: blue, green, or none"
    )
    instance: Name = Field(default_factory=socket.gethostname, description="name of this process")
    pool_size: Annotated[int, Field(ge=1, le=100)] = Field(
        5, description="number of database connections, 1 to 100"
    )
