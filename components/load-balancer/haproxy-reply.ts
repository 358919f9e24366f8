import * as problem from "./problem";

/**
 * A page as HAProxy takes it in a line: for programs as JSON, for people as HTML, by what the request asked for. The
 * type of the first is set by the after-response rules.
 */
export function reply(page: problem.Problem): string {
  const id = "%[unique-id]";
  const [json, html] = [problem.json(page, id), problem.html(page, id)].map((text) => text.split(id));
  const quoted = (text = "") => `"${text.replaceAll('"', '\\"')}"`;
  const either = (at: number) => `%[var(txn.json),iif(${quoted(json?.[at])},${quoted(html?.[at])})]`;
  const retry = page.retryAfter === undefined ? "" : ` hdr Retry-After ${page.retryAfter}`;
  return `status ${page.status} content-type "text/html; charset=utf-8"${retry} hdr Content-Security-Policy "${problem.pagePolicy}" hdr Cache-Control no-store lf-string '${either(0)}${id}${either(1)}'`;
}
