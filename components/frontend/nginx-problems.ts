/** What Nginx answers by itself, instead of the site or the backend: the pages of `problem.ts`. */
import * as problem from "../load-balancer/problem";

const statuses = [400, 403, 404, 405, 408, 413, 414, 416, 500, 502, 503, 504];

const forEachStatus = (text: (page: problem.Problem) => string) =>
  statuses.map((status) => `${status} "${text(problem.of(status))}";`).join("\n    ");

/** Belongs into `http`. `$problem_page` is where a problem is told, as HTML or as JSON by what was asked. */
export const problemMaps = `  map $status $problem_title {
    ${forEachStatus(({ title }) => title)}
  }
  map $status $problem_detail {
    ${forEachStatus(({ detail }) => detail)}
  }
  map "$request_uri $http_accept" $problem_page {
    default /.problem.html;
    ~^/api/ /.problem.json;
    ~application/json /.problem.json;
  }`;

/** Belongs into `server`. Answers of the backend pass as they are. */
export function problemLocations(stamps: string): string {
  const variables = { title: "$problem_title", detail: "$problem_detail" };
  const id = "$http_x_request_id";
  // The 200 stands for the status of the problem.
  const location = (kind: string, type: string, body: string) => `    location = /.problem.${kind} {
      internal;
      default_type ${type};
      ${stamps}
      add_header Content-Security-Policy "${problem.pagePolicy}" always;
      add_header Cache-Control no-store always;
      return 200 '${body}';
    }`;
  return `    error_page ${statuses.join(" ")} $problem_page;

${location("html", "text/html", problem.html(variables, id))}

${location("json", "application/json", problem.json(variables, id))}`;
}
