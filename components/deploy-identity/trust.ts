/** Who may take which role: workflows of one repository, told apart by the subject of GitHub's token. Pure. */
import { type Deployed, githubArn, githubHost } from "./place";

const audience = "sts.amazonaws.com";

export const issuer = { url: `https://${githubHost}`, clientIdLists: [audience] };

/** Any pull request of the repository itself; those of forks get no token that could be shown. */
export function pullRequests(repository: string): string {
  return `repo:${repository}:pull_request`;
}

/** Jobs that GitHub has let into the environment, with the approvals that it asks for. */
export function jobsOf(repository: string, environment: string): string {
  return `repo:${repository}:environment:${environment}`;
}

export function trustOf(place: Deployed, subject: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: githubArn(place) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${githubHost}:aud`]: audience, [`${githubHost}:sub`]: subject },
        },
      },
    ],
  });
}
