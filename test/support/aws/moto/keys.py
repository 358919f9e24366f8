"""What moto lacks of KMS: how often a key is changed (kms API_EnableKeyRotation.html, API_GetKeyRotationStatus.html)."""

import json

from moto.kms.responses import KmsResponse


def key_of(call):
    backend = call.kms_backend
    return backend.keys[backend.get_key_id(call._get_param("KeyId"))]


enable_key_rotation = KmsResponse.enable_key_rotation


def enable_with_period(self):
    answer = enable_key_rotation(self)
    key_of(self).rotation_period = self._get_param("RotationPeriodInDays") or 365
    return answer


get_key_rotation_status = KmsResponse.get_key_rotation_status


def get_with_period(self):
    told = json.loads(get_key_rotation_status(self))
    if told["KeyRotationEnabled"]:
        told["RotationPeriodInDays"] = key_of(self).rotation_period
    return json.dumps(told)


KmsResponse.enable_key_rotation = enable_with_period
KmsResponse.get_key_rotation_status = get_with_period
