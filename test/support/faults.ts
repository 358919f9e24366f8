/** What may break around a running environment and what that costs: for the tests, and for docs/operations.md. */

/** Requests that a fault may cost; everything else is answered. */
export interface Loss {
  /** Which, and why, for people. */
  readonly which: string;
  /** What each failed request must look like: `POST /api/work-orders (new connection): status 503 ...`. */
  readonly looks: RegExp;
  /** Absent: as many as come while it lasts. */
  readonly atMost?: number;
}

export interface Fault {
  readonly what: string;
  readonly loss?: Loss;
  /** What people see, and what brings it right. */
  readonly then: string;
}

/** Each user asks for one thing at a time, so no more can be under way. */
export const faultUsers = 20;

const nobodyAnswers = /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|broke off|no answer within/;
const takenDown = new RegExp(`${nobodyAnswers.source}|status 50[234] instead`);
const needsPostgres =
  /^(GET|POST) \/api\/work-orders.*: (status 50[34] instead|no answer within|socket hang up|broke off)/;

export const faults = {
  loadBalancerRestarted: {
    what: "load balancer restarted",
    loss: { which: "those of the second or two in which nobody listens", looks: nobodyAnswers },
    then: "it starts with the weights of its volume; nothing to do",
  },
  loadBalancerCrashed: {
    what: "load balancer crashed",
    loss: { which: "those under way, and those until the engine has started it again", looks: nobodyAnswers },
    then: "the engine starts it again, with the weights of its volume; nothing to do",
  },
  loadBalancerRemoved: {
    what: "load balancer removed by hand",
    loss: { which: "all, until it is made again: there is one", looks: nobodyAnswers },
    then: "preview and `up` name it; `pulumi up --refresh` makes it again with the same weights. A port that was taken meanwhile is named by its setting",
  },
  engineRestarted: {
    what: "Docker engine restarted",
    loss: { which: "all, until the engine has started the containers again", looks: takenDown },
    then: "everything starts as it was, with the weights of the load balancer's volume; nothing to do",
  },
  backendCrashed: {
    what: "backend crashed",
    loss: {
      which:
        "`POST`s that it was working on, which Nginx must not send twice; a `GET` is asked of another backend",
      looks: /^POST/,
      atMost: faultUsers,
    },
    then: "the engine starts it again; nothing to do",
  },
  containersRemoved: {
    what: "backend and frontend removed by hand",
    loss: {
      which: "those they were working on; with `frontend/replicas: 1`, all until the frontend is made again",
      looks: /^POST|status 50[234] instead|socket hang up|broke off/,
      atMost: 2 * faultUsers,
    },
    then: "preview and `up` name them; `pulumi up --refresh` makes them again",
  },
  redisStopped: {
    what: "Redis stopped",
    then: '`/ready` says `"degraded"`; answers come from Postgres. A release or rollback passes the gate, and the run says so',
  },
  postgresStopped: {
    what: "Postgres stopped",
    loss: { which: "those that need it, with 503; pages and assets are answered", looks: needsPostgres },
    then: "`/ready` answers 503, the gate refuses, no container is restarted for it; good again as soon as Postgres is back",
  },
  postgresPaused: {
    what: "Postgres hangs",
    loss: {
      which: "those that need it, with 503 or too late; pages and assets are answered",
      looks: needsPostgres,
    },
    then: "the same",
  },
  weightsByHand: {
    what: "weights changed by hand, on file or in the running process",
    then: "the preview names both; `up` asks the gate and writes the configured ones",
  },
  twoUps: {
    what: "two `up` at once",
    then: "the second is refused with whose lock it is; the first goes on",
  },
  diskFull: {
    what: "no room on the load balancer's volume",
    then: "target group and weights are refused and stay as they are, on file and running; make room, run `up` again",
  },
  stateLost: {
    what: "state lost",
    loss: { which: "none until `make down`, then all until `make up` has ended", looks: takenDown },
    then: "every run is refused with both ways out: put the state back, or `make down` (by label) and `make up`, which takes the data up",
  },
  stateTruncated: {
    what: "state file truncated",
    loss: { which: "the same", looks: takenDown },
    then: "`make up` names the copy beside it, which ends in `.bak`; or `make down`, which sets the file aside, and `make up`",
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as FaultName[];

export function faultTable(): string[][] {
  const rows = Object.values<Fault>(faults).map(({ what, loss, then }) => [what, loss?.which ?? "0", then]);
  return [["fault", "requests that may fail", "then"], ...rows];
}
