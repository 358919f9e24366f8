/** Who may take a role: whole subjects of GitHub's tokens, no patterns. */
import assert from "node:assert/strict";
import { jobsOf, previews, trustOf } from "../../../components/deploy-identity/trust";
import { deployed } from "../../support/deployed";

describe("trust in workflows", () => {
  for (const [what, subjects, expected] of [
    [
      "a preview",
      previews("owner/name"),
      ["repo:owner/name:pull_request", "repo:owner/name:ref:refs/heads/main"],
    ],
    ["a deploy", jobsOf("owner/name", "staging"), "repo:owner/name:environment:staging"],
  ] as const) {
    it(`of ${what} is in exactly these subjects, for AWS, by GitHub`, () => {
      assert.deepEqual(JSON.parse(trustOf(deployed, subjects)), {
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
