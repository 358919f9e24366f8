/** Who may take a role: one subject of GitHub's tokens each. */
import assert from "node:assert/strict";
import { jobsOf, pullRequests, trustOf } from "../../../components/deploy-identity/trust";
import { deployed } from "../../support/deployed";

describe("trust in workflows", () => {
  for (const [what, subject, expected] of [
    ["a preview", pullRequests("owner/name"), "repo:owner/name:pull_request"],
    ["a deploy", jobsOf("owner/name", "staging"), "repo:owner/name:environment:staging"],
  ] as const) {
    it(`of ${what} is in exactly one subject, for AWS, by GitHub`, () => {
      assert.deepEqual(JSON.parse(trustOf(deployed, subject)), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: {
              Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": expected,
              },
            },
          },
        ],
      });
    });
  }
});
