"""The JSON schemas of one version of Kubernetes that refuse unknown fields, laid out as kubeconform reads them."""

import json
import sys
from importlib.resources import files
from pathlib import Path

version, target = sys.argv[1:]

# kubernetes-validate gives them addresses of their own; here they find each other as files of a folder.
for file in (files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}-local-strict").iterdir():
    schema = json.loads(file.read_text().replace('"/api/_definitions.json#', '"_definitions.json#'))
    schema.pop("$id", None)
    Path(target, file.name).write_text(json.dumps(schema))
