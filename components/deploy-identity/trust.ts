/** Who may take which role: workflows of one repository, told apart by the subjects of GitHub's token. Pure. */
import { type Deployed, githubArn, githubHost } from "./place";

const audience = "sts.amazonaws.com";

export const issuer = { url: `https://${githubHost}`, clientIdLists: [audience] };

/**
 * Any pull request of the repository itself, as those of forks get no token that could be shown; and what runs on its
 * main branch, such as the nightly look for drift.
 */
export function previews(repository: string): string[] {
  return [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`];
}

/** Jobs that GitHub has let into the environment, with the approvals that it asks for. */
export function jobsOf(repository: string, environment: string): string[] {
  return [`repo:${repository}:environment:${environment}`];
}

export function trustOf(place: Deployed, subjects: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: githubArn(place) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${githubHost}:aud`]: audience,
            [`${githubHost}:sub`]: subjects.length === 1 ? subjects[0] : subjects,
          },
        },
      },
    ],
  });
}
