"""ElastiCache with one shard: moto makes such groups in part, changes little of them, and never lets go of one.

Sources: AmazonElastiCache API_ReplicationGroup.html, API_CacheCluster.html, API_ModifyReplicationGroup.html.
"""

from types import SimpleNamespace

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.models import CacheSubnetGroup, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

# Of a version in two numbers AWS runs this one (AmazonElastiCache/latest/dg/engine-versions.html).
PATCHED = {"6.2": "6.2.6", "7.0": "7.0.7", "7.1": "7.1.0"}

# What each node tells of its group.
OF_NODES = (
    "at_rest_encryption_enabled",
    "auth_token_enabled",
    "auto_minor_version_upgrade",
    "cache_node_type",
    "cache_subnet_group_name",
    "engine",
    "engine_version",
    "snapshot_retention_limit",
    "transit_encryption_enabled",
    "transit_encryption_mode",
)


def arrange(backend, group, nodes):
    """So many nodes, the first of which is the primary; both addresses are there with one node, too."""
    for name in group.member_clusters:
        backend.cache_clusters.pop(name, None)
    domain = f"{group.replication_group_id}.simulated.{backend.region_name}.cache.amazonaws.com"
    group.member_clusters = [
        f"{group.replication_group_id}-{number:0>3}" for number in range(1, nodes + 1)
    ]
    group.node_groups = [
        {
            "node_group_id": "0001",
            "status": "available",
            "primary_endpoint": {"address": f"master.{domain}", "port": group.port},
            "reader_endpoint": {"address": f"replica.{domain}", "port": group.port},
            "node_group_members": [
                {"cache_cluster_id": name, "cache_node_id": "0001"}
                for name in group.member_clusters
            ],
        }
    ]
    for name in group.member_clusters:
        told = {field: getattr(group, field) for field in OF_NODES}
        backend.cache_clusters[name] = SimpleNamespace(
            **told,
            arn=f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:cluster:{name}",
            cache_cluster_id=name,
            cache_cluster_status="available",
            cache_parameter_group={
                "cache_parameter_group_name": group.cache_parameter_group_name
            },
            replication_group_id=group.replication_group_id,
            security_groups=[
                {"security_group_id": id, "status": "active"}
                for id in group.security_group_ids
            ],
        )


create_replication_group = ElastiCacheBackend.create_replication_group


def create_whole(self, **asked):
    asked["replication_group_id"] = asked["replication_group_id"].lower()
    group = create_replication_group(self, **asked)
    group.auto_minor_version_upgrade = asked["auto_minor_version_upgrade"] != "false"
    group.cache_parameter_group_name = (
        asked["cache_parameter_group_name"] or "default.redis7"
    )
    group.engine_version = PATCHED.get(asked["engine_version"] or "7.1")
    group.port = int(asked["port"] or 6379)
    group.security_group_ids = asked["security_group_ids"] or []
    if group.transit_encryption_enabled and group.transit_encryption_mode is None:
        group.transit_encryption_mode = "required"
    group.auth_tokens = [asked["auth_token"]] if asked["auth_token"] else []
    arrange(self, group, asked["num_cache_clusters"] or 1)
    return group


def modify_replication_group(self):
    backend = self.elasticache_backend
    name = self._get_param("ReplicationGroupId")
    [group] = backend.describe_replication_groups(name)
    asked = self._get_param
    true = self._get_bool_param
    states = {True: "enabled", False: "disabled"}
    version = asked("EngineVersion")
    changes = {
        "auto_minor_version_upgrade": true("AutoMinorVersionUpgrade"),
        "automatic_failover": states.get(true("AutomaticFailoverEnabled")),
        "cache_node_type": asked("CacheNodeType"),
        "cache_parameter_group_name": asked("CacheParameterGroupName"),
        "description": asked("ReplicationGroupDescription"),
        "engine_version": version and PATCHED[version],
        "multi_az": states.get(true("MultiAZEnabled")),
        "security_group_ids": asked("SecurityGroupIds"),
        "snapshot_retention_limit": self._get_int_param("SnapshotRetentionLimit"),
        "transit_encryption_enabled": true("TransitEncryptionEnabled"),
        "transit_encryption_mode": asked("TransitEncryptionMode"),
    }
    for field, value in changes.items():
        if value is not None:
            setattr(group, field, value)
    if not group.transit_encryption_enabled:
        group.transit_encryption_mode = None
    token = asked("AuthToken")
    if token:
        # With ROTATE both work, with SET only this one (AmazonElastiCache/latest/dg/auth.html).
        before = (
            group.auth_tokens[-1:] if asked("AuthTokenUpdateStrategy") != "SET" else []
        )
        group.auth_tokens = [*(old for old in before if old != token), token]
        group.auth_token_enabled = True
    arrange(backend, group, len(group.member_clusters))
    return ActionResult({"ReplicationGroup": group})


def change_replica_count(self):
    backend = self.elasticache_backend
    [group] = backend.describe_replication_groups(self._get_param("ReplicationGroupId"))
    arrange(backend, group, self._get_int_param("NewReplicaCount") + 1)
    return ActionResult({"ReplicationGroup": group})


def delete_replication_group(self, replication_group_id, retain_primary_cluster):
    [group] = self.describe_replication_groups(replication_group_id)
    arrange(self, group, 0)
    group.status = "deleting"
    return self.replication_groups.pop(replication_group_id)


def modify_cache_subnet_group(self):
    backend = self.elasticache_backend
    name = self._get_param("CacheSubnetGroupName")
    [before] = backend.describe_cache_subnet_groups(name)
    group = CacheSubnetGroup(
        backend.account_id,
        backend.region_name,
        name,
        self._get_param("CacheSubnetGroupDescription")
        or before.cache_subnet_group_description,
        self._get_param("SubnetIds") or before.subnet_ids,
        before.tags,
    )
    backend.cache_subnet_groups[name] = group
    return ActionResult({"CacheSubnetGroup": group})


def delete_cache_subnet_group(self):
    backend = self.elasticache_backend
    name = self._get_param("CacheSubnetGroupName")
    backend.describe_cache_subnet_groups(name)
    del backend.cache_subnet_groups[name]
    return EmptyResult()


ElastiCacheBackend.create_replication_group = create_whole
ElastiCacheBackend.delete_replication_group = delete_replication_group
ElastiCacheResponse.modify_replication_group = modify_replication_group
ElastiCacheResponse.increase_replica_count = change_replica_count
ElastiCacheResponse.decrease_replica_count = change_replica_count
ElastiCacheResponse.modify_cache_subnet_group = modify_cache_subnet_group
ElastiCacheResponse.delete_cache_subnet_group = delete_cache_subnet_group
