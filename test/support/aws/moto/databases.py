"""What moto lacks of RDS. Sources: AmazonRDS API_DBInstance.html, API_ModifyDBInstance.html, API_ResetDBParameterGroup.html."""

import secrets

from moto.core.responses import ActionResult
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

# Of a major version alone AWS takes the newest (AmazonRDS/latest/PostgreSQLReleaseNotes).
NEWEST = {"13": "13.23", "14": "14.20", "15": "15.15", "16": "16.11", "17": "17.7"}
DBInstance.engine_version = DBInstance.engine_version.setter(
    lambda database, value: setattr(
        database, "_engine_version", NEWEST.get(value, value)
    )
)

# Of eu-central-1, and the same for everybody.
HOSTED_ZONE = "Z1RLNUO7B9Q6NB"
DBInstance.endpoint = property(
    lambda database: {
        "Address": database.address,
        "Port": database.port,
        "HostedZoneId": HOSTED_ZONE,
    }
)

# What is asked for by one name is told by another.
TOLD = {
    "db_port_number": "port",
    "enable_performance_insights": "performance_insights_enabled",
    "engine_lifecycle_support": "engine_lifecycle_support",
    "performance_insights_kms_key_id": "performance_insights_kms_key_id",
    "performance_insights_retention_period": "performance_insights_retention_period",
}


def keep(database, asked):
    for name, told in TOLD.items():
        value = asked.get(name)
        if value is not None:
            setattr(database, told, value)
    if database.performance_insights_enabled:
        if database.performance_insights_retention_period is None:
            database.performance_insights_retention_period = 7
    else:
        database.performance_insights_retention_period = None
        database.performance_insights_kms_key_id = None


create_db_instance = RDSBackend.create_db_instance


def create_whole(self, asked):
    database = create_db_instance(self, asked)
    database.dbi_resource_id = "db-" + secrets.token_hex(13).upper()
    database.ca_certificate_identifier = (
        asked.get("ca_certificate_identifier") or "rds-ca-rsa2048-g1"
    )
    database.performance_insights_enabled = False
    database.performance_insights_retention_period = None
    database.performance_insights_kms_key_id = None
    database.engine_lifecycle_support = "open-source-rds-extended-support"
    keep(database, asked)
    return database


modify_db_instance = RDSBackend.modify_db_instance


def modify_whole(self, identifier, asked):
    database = modify_db_instance(self, identifier, asked)
    keep(database, asked)
    return database


save_automated_backup = DBInstance.save_automated_backup


def save_once(database):
    """moto fails when an instance of the same name is made within the minute and the backups were kept."""
    try:
        save_automated_backup(database)
    except Exception:
        if not any(
            name.startswith(f"rds:{database.db_instance_identifier}-")
            for name in database.backend.database_snapshots
        ):
            raise


modify_db_subnet_group = RDSBackend.modify_db_subnet_group


def modify_and_keep(self, name, description, subnets):
    """moto takes the group out to change it, and forgets to put it back."""
    group = modify_db_subnet_group(self, name, description, subnets)
    self.subnet_groups[name] = group
    return group


def reset_db_parameter_group(self):
    name = self.params.get("DBParameterGroupName")
    [group] = self.backend.describe_db_parameter_groups(
        {"db_parameter_group_name": name}
    )
    for parameter in self.params.get("Parameters", []):
        group.parameters.pop(parameter.original_dict()["ParameterName"], None)
    return ActionResult({"DBParameterGroupName": name})


RDSBackend.create_db_instance = create_whole
RDSBackend.modify_db_instance = modify_whole
RDSBackend.modify_db_subnet_group = modify_and_keep
DBInstance.save_automated_backup = save_once
RDSResponse.reset_db_parameter_group = reset_db_parameter_group
