/** The pages that users get when something between them and the application answers instead of it. Pure texts. */
import { createHash } from "node:crypto";
import { Defect } from "../defect";

export interface Problem {
  readonly status: number;
  readonly title: string;
  /** A sentence for the person who reads it: what is wrong, what to do. */
  readonly detail: string;
  /** Seconds after which asking again makes sense. */
  readonly retryAfter?: number;
}

/** How far back requests of a client count. */
export const rateWindowSeconds = 10;

const away = { detail: "The application does not answer just now. Try again in a moment.", retryAfter: 5 };

/** In words that need no quoting anywhere: no quotes, no backslash, no $ and no %. */
export const problems: readonly Problem[] = [
  { status: 400, title: "Bad request", detail: "The server cannot read this request." },
  { status: 403, title: "Not allowed", detail: "This address is not for reading." },
  { status: 404, title: "Not found", detail: "There is nothing at this address." },
  { status: 405, title: "Not possible here", detail: "This address does not take such a request." },
  { status: 408, title: "Too slow", detail: "The request took too long to arrive. Try again." },
  { status: 413, title: "Too large", detail: "What was sent is larger than the server takes." },
  { status: 414, title: "Address too long", detail: "This address is longer than the server takes." },
  { status: 416, title: "No such part", detail: "The part that was asked for does not exist." },
  {
    status: 429,
    title: "Too many requests",
    detail: "Many requests came from your address. Wait a moment, then try again.",
    // Requests of the window before count in part; after two windows of silence none does.
    retryAfter: 2 * rateWindowSeconds,
  },
  {
    status: 431,
    title: "Headers too large",
    detail:
      "The headers of this request are larger than the server takes. Removing cookies of this site may help.",
  },
  {
    status: 500,
    title: "Something went wrong",
    detail: "The server failed at this request. Try again later.",
  },
  { status: 502, title: "Not available", ...away },
  { status: 503, title: "Not available", ...away },
  { status: 504, title: "Not available", ...away },
];

export const nobodyServes: Problem = {
  status: 503,
  title: "Not available",
  detail: "No release serves here yet.",
  retryAfter: 5,
};

/** What stands for a colour in answers and logs while users get that page. */
export const maintenanceColour = "maintenance";

export const maintenance: Problem = {
  status: 503,
  title: "Maintenance",
  detail: "This service is being worked on and will be back soon.",
  retryAfter: 60,
};

/** @throws when there is no page for the status. */
export function of(status: number): Problem {
  const found = problems.find((each) => each.status === status);
  if (!found) throw new Defect(`there is no page for status ${status}`);
  return found;
}

const style = [
  ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}",
  "body{max-width:36rem;margin:15vh auto;padding:0 1.25rem}",
  "h1{margin:0;font-size:1.6rem}",
  "small{opacity:.75}",
].join("");

/** Of the pages themselves: nothing but their own style. Also the mark by which the load balancer knows them. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** For people. The values may be variables of whoever sends it; who knows no request id leaves it out. */
export function html({ title, detail }: Pick<Problem, "title" | "detail">, requestId?: string): string {
  const request = requestId === undefined ? "" : `<p><small>Request ${requestId}</small></p>`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${title}</title><style>${style}</style></head>`,
    `<body><main><h1>${title}</h1><p>${detail}</p>${request}</main></body></html>`,
  ].join("");
}

/** For programs, in the form in which the sample API tells its own problems. */
export function json({ detail }: Pick<Problem, "detail">, requestId: string): string {
  return `{"detail":"${detail}","request_id":"${requestId}"}`;
}
