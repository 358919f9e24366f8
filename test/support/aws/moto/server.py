"""Runs moto's server until the process that started it is gone: also when that one was killed."""

import os
import sys
import threading


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()

import caches  # noqa: E402, F401
import databases  # noqa: E402, F401
import identity  # noqa: E402, F401
import keys  # noqa: E402, F401
import templates  # noqa: E402, F401
from moto.ec2.models.security_groups import SecurityGroupRule  # noqa: E402
from moto.ec2.models.vpcs import VPCBackend  # noqa: E402
from moto.server import main  # noqa: E402

# moto keeps the description of a rule that names a group, but answers none (EC2 API reference, SecurityGroupRule).
SecurityGroupRule.description = property(
    lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
)

modify_vpc_endpoint = VPCBackend.modify_vpc_endpoint


def modify_routes_too(backend, vpc_id, **change):
    """moto makes the routes of a gateway with it, deletes them with it, and forgets them in between."""
    modify_vpc_endpoint(backend, vpc_id, **change)
    [endpoint] = backend.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])
    prefix_list = endpoint.destination_prefix_list_id
    if prefix_list is None:
        return
    for table in change["add_route_tables"]:
        backend.create_route(
            table, None, gateway_id=vpc_id, destination_prefix_list_id=prefix_list
        )
    for table in change["remove_route_tables"]:
        backend.delete_route(table, None, destination_prefix_list_id=prefix_list)


VPCBackend.modify_vpc_endpoint = modify_routes_too

main(["--host", "127.0.0.1", "--port", sys.argv[1]])
