/** HAProxy's configuration as text: one base file, and one file per target group. Nothing here touches anything. */
import { type Colour, isNobody, type Weights } from "../colour";
import { milliseconds } from "../duration";
import type { LoadBalancerSettings } from "../settings/schema";
import { reply } from "./haproxy-reply";
import { colourHeader, ports } from "./load-balancer";
import * as problem from "./problem";

/** Files in the load balancer's volume. HAProxy reads every `.cfg` of the folder in the order of the names. */
export const files = {
  folder: "/var/lib/haproxy",
  base: "10-base.cfg",
  targetGroup: (colour: Colour) => `20-${colour}.cfg`,
  weights: "weights.map",
  certificate: "tls.pem",
} as const;

/** Loopback port inside the container on which the master process takes commands; never published. */
export const masterPort = 9998;

/** Statuses with which HAProxy answers by itself, and of which it lets us choose the page. */
const ownErrors = [400, 403, 408, 413, 429, 500, 502, 503, 504];

const longestAddress = 8_192;
const mostHeaders = 64;

const mapFile = `${files.folder}/${files.weights}`;

/** The only entry of the map: who gets users. */
export function weightsEntry(weights: Weights): string {
  return isNobody(weights) ? "maintenance 1" : `green ${weights.green}`;
}

/** How users reach the environment with TLS. */
export interface Tls {
  /** The published port, for redirects. */
  readonly port: number;
  /** Of the certificate: another one is another configuration, so that it comes to run by a reload. */
  readonly fingerprint: string;
}

/**
 * The part that does not depend on any colour. Colours are named at run time, so that a colour may come and go
 * without a change here, and the weights live in a map: one entry, one atomic flip (`weightsEntry`).
 */
export function baseConfig(settings: LoadBalancerSettings, tls?: Tls): string {
  const ms = (duration: string) => `${milliseconds(duration)}ms`;
  return `global
    log stdout format raw local0 info
    maxconn ${settings.maxConnections}
    # Former processes keep long connections to a colour that stays; what has to end is cut by name.
    hard-stop-after 1h
    mworker-max-reloads 8
    # Twice what is allowed, so that what is too large still gets a page of ours.
    tune.bufsize ${2 * settings.maxHeaderSize * 1024 + 4096}
    tune.maxrewrite 2048
    tune.http.maxhdr ${2 * mostHeaders}
${tls ? tlsDefaults(tls) : ""}
# A reload forgets what is known of clients: seconds of it.
backend clients
    stick-table type ip size 50k expire 1m store http_req_rate(${problem.rateWindowSeconds}s),conn_cur

resolvers engine
    nameserver engine 127.0.0.11:53
    resolve_retries 3
    timeout resolve 500ms
    timeout retry 500ms
    hold valid 500ms
    hold obsolete 2s

defaults
    mode http
    log global
    option dontlognull
    option http-keep-alive
    option redispatch
    # A reload would otherwise close idle connections under the client's next request.
    option idle-close-on-response
    http-reuse safe
    retries 2
    timeout connect ${ms(settings.connectTimeout)}
    timeout client ${ms(settings.clientTimeout)}
    timeout server ${ms(settings.serverTimeout)}
    # Of WebSockets; as long as Nginx, which does not tell them apart.
    timeout tunnel ${ms(settings.serverTimeout)}
    timeout http-request ${ms(settings.requestTimeout)}
    timeout http-keep-alive ${ms(settings.keepAliveTimeout)}
    timeout queue 5s
    unique-id-format %[uuid()]
    log-format '{"time":"%tr","level":"info","service":"load-balancer","request_id":"%ID","client":"%ci","route":"%f","method":"%HM","uri":"%[capture.req.uri,json(utf8s)]","status":%ST,"bytes":%B,"colour":"%[var(txn.colour)]","target":"%s","ms":%Ta,"termination":"%ts"}'
${ownErrors.map((status) => `    http-error ${reply(problem.of(status))}`).join("\n")}

frontend users
    bind :${ports.users}
${tls ? `    bind :${ports.tls} ssl crt ${files.folder}/${files.certificate} alpn h2,http/1.1\n` : ""}    # Not for the program's own requests, from inside the container.
    tcp-request connection track-sc0 src table clients unless { src 127.0.0.0/8 }
    tcp-request connection reject if { sc_conn_cur(0) gt ${settings.connectionsPerClient} }
    http-request set-var(txn.green) str(green),map_str_int(${mapFile},-1)
    http-request set-var(txn.colour) str(blue)
    http-request set-var(txn.colour) str(green) if { rand(100),sub(txn.green) lt 0 }
    http-request set-var(txn.colour) str(none) if { var(txn.green) -m int lt 0 }
    http-request set-var(txn.colour) str(${problem.maintenanceColour}) if { str(maintenance),map_str_int(${mapFile},0) gt 0 }
${requestRules(settings)}${rateRule(settings)}${tls ? tlsRules(tls) : ""}
    http-request return ${reply(problem.maintenance)} if { var(txn.colour) -m str ${problem.maintenanceColour} }
${responseRules(settings)}
    use_backend %[var(txn.colour)]
    default_backend nobody

frontend preview
    bind :${ports.preview}
    http-request set-var(txn.green) str(green),map_str_int(${mapFile},-1)
    http-request set-var(txn.colour) str(green)
    http-request set-var(txn.colour) str(blue) if { var(txn.green) -m int gt 50 }
    http-request set-var(txn.colour) req.hdr(${colourHeader}) if { req.hdr(${colourHeader}) -m str blue green }
${requestRules(settings)}
${responseRules(settings)}
    use_backend %[var(txn.colour)]
    default_backend nobody

frontend metrics
    bind :${ports.metrics}
    option dontlog-normal
    http-request use-service prometheus-exporter if { path /metrics }
    http-request return status 200 content-type text/plain string "ok" if { path /health }
    http-request return status 404

backend nobody
    http-request return ${reply(problem.nobodyServes)}
`;
}

function requestRules(settings: LoadBalancerSettings): string {
  return `    http-request set-var(txn.json) bool(false)
    http-request set-var(txn.json) bool(true) if { path_beg /api/ } || { req.hdr(accept) -m sub application/json }
    http-request set-header X-Request-Id %[unique-id]
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-For %[src]
    http-request return ${reply(problem.of(414))} if { url_len gt ${longestAddress} }
    http-request return ${reply(problem.of(431))} if { req.hdrs,length gt ${settings.maxHeaderSize * 1024} } || { req.fhdr_cnt gt ${mostHeaders} }
    http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${settings.maxBodySize * 1024} }`;
}

function tlsDefaults({ fingerprint }: Tls): string {
  return `    # certificate ${fingerprint}
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
    ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
`;
}

/** The program's own requests, from inside, stay without TLS. HSTS for localhost would bind every other project too. */
function tlsRules({ port }: Tls): string {
  const at = port === 443 ? "" : `:${port}`;
  return `
    http-request set-var(txn.local) bool(true) if { req.hdr(host),field(1,:) -m str -i localhost }
    http-request redirect code 308 location https://%[req.hdr(host),field(1,:)]${at}%[pathq] unless { ssl_fc } || { src 127.0.0.0/8 }
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    http-after-response set-header Strict-Transport-Security max-age=31536000 if { ssl_fc } !{ var(txn.local) -m bool }`;
}

function rateRule({ rateLimit }: LoadBalancerSettings): string {
  if (rateLimit === 0) return "";
  return `\n    http-request deny deny_status 429 if { sc_http_req_rate(0) gt ${rateLimit} }`;
}

/** After-response rules also reach the answers that HAProxy makes by itself. */
function responseRules(settings: LoadBalancerSettings): string {
  return `    acl own_page res.fhdr(content-security-policy) -m str "${problem.pagePolicy}"
    http-after-response set-header Content-Type application/json if own_page { var(txn.json) -m bool }
    http-after-response set-header Content-Security-Policy "${settings.contentSecurityPolicy}" unless own_page
    http-after-response set-header X-Request-Id %[unique-id]
    http-after-response set-header X-Colour %[var(txn.colour)]
    http-after-response set-header X-Content-Type-Options nosniff
    http-after-response set-header X-Frame-Options DENY
    http-after-response set-header Referrer-Policy strict-origin-when-cross-origin
    http-after-response del-header Server`;
}

/** The target group of one colour: its frontends, found by name, asked for their health every second. */
export function targetGroupConfig(
  colour: Colour,
  version: string,
  targets: readonly string[],
  port: number,
): string {
  const servers = targets.map((target) => `    server ${target} ${target}:${port}`).join("\n");
  return `# version ${version}
backend ${colour}
    option httpchk
    http-check send meth GET uri /health ver HTTP/1.1 hdr Host ${colour}
    http-check expect status 200
    # Without "last" and "libc" every reload would start with servers that have no address.
    default-server check inter 1s fastinter 300ms downinter 500ms rise 2 fall 3 resolvers engine resolve-prefer ipv4 init-addr last,libc,none
${servers}
`;
}

const beginOfTarget = "    server ";

/** Lines of a target group's file, one for each target. */
export function targetsIn(file: string): string[] {
  return file.split("\n").filter((line) => line.startsWith(beginOfTarget));
}

/** The same file for other targets. */
export function withTargets(file: string, targets: readonly string[]): string {
  const rest = file.split("\n").filter((line) => !line.startsWith(beginOfTarget));
  return `${rest.join("\n").trimEnd()}\n${targets.join("\n")}\n`;
}

export function hostAndPort(target: string): { host: string; port: number } {
  const [host = "", port] = target.trim().split(" ")[2]?.split(":") ?? [];
  return { host, port: Number(port) };
}

/** The version that a target group's file is for; undefined when there is none. */
export function versionInTargetGroup(file: string): string | undefined {
  return /^# version (\S+)$/m.exec(file)?.[1];
}

/** How long an idle client may keep its connection, as the base file says. */
export function keepAliveMs(base: string): number {
  return Number(/^ {4}timeout http-keep-alive (\d+)ms$/m.exec(base)?.[1] ?? 0);
}
