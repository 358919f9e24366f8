"""Runs moto's server until the process that started it is gone: also when that one was killed."""

import os
import sys
import threading


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()

from moto.ec2.models.security_groups import SecurityGroupRule  # noqa: E402
from moto.server import main  # noqa: E402

# moto keeps the description of a rule that names a group, but answers none (EC2 API reference, SecurityGroupRule).
SecurityGroupRule.description = property(
    lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
)

main(["--host", "127.0.0.1", "--port", sys.argv[1]])
