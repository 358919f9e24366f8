"""What moto lacks of IAM: the policies of AWS itself, each when it is first attached, and clients of OpenID Connect.

Sources: IAM API_AttachRolePolicy.html, API_DeletePolicy.html, API_AddClientIDToOpenIDConnectProvider.html.
"""

import json

from moto.core.responses import EmptyResult
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.iam.responses import IamResponse

OF_AWS = "arn:aws:iam::aws:policy/"
attach_role_policy = IAMBackend.attach_role_policy


def attach_with_those_of_aws(self, policy_arn, role_name):
    if policy_arn.startswith(OF_AWS) and policy_arn not in self.managed_policies:
        name = policy_arn.split("/")[-1]
        data = json.loads(aws_managed_policies_data).get(name)
        if data is not None:
            policy = AWSManagedPolicy.from_data(
                name, self.account_id, self.region_name, data
            )
            self.managed_policies[policy.arn] = policy
    attach_role_policy(self, policy_arn, role_name)


delete_policy = IAMBackend.delete_policy


def delete_unless_attached(self, policy_arn):
    policy = self.managed_policies.get(policy_arn)
    if policy is not None and policy.attachment_count > 0:
        raise DeleteConflictException("Cannot delete a policy attached to entities.")
    delete_policy(self, policy_arn)


def change_clients(self):
    provider = self.backend.get_open_id_connect_provider(
        self._get_param("OpenIDConnectProviderArn")
    )
    client = self._get_param("ClientID")
    others = [one for one in provider.client_id_list if one != client]
    is_added = self._get_action() == "AddClientIDToOpenIDConnectProvider"
    provider.client_id_list = [*others, client] if is_added else others
    return EmptyResult()


IAMBackend.delete_policy = delete_unless_attached
IAMBackend.attach_role_policy = attach_with_those_of_aws
IamResponse.add_client_id_to_open_id_connect_provider = change_clients
IamResponse.remove_client_id_from_open_id_connect_provider = change_clients
