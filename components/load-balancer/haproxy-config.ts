/** HAProxy's configuration as text: one base file, and one file per target group. Nothing here touches anything. */
import type { Colour } from "../colour";
import { milliseconds } from "../duration";
import type { LoadBalancerSettings } from "../settings/schema";
import { colourHeader, ports } from "./load-balancer";

/** Files in the load balancer's volume. HAProxy reads every `.cfg` of the folder in the order of the names. */
export const files = {
  folder: "/var/lib/haproxy",
  base: "10-base.cfg",
  targetGroup: (colour: Colour) => `20-${colour}.cfg`,
  weights: "weights.map",
} as const;

/** Loopback port inside the container on which the master process takes commands; never published. */
export const masterPort = 9998;

const weightsMap = `${files.folder}/${files.weights}`;

/**
 * The part that does not depend on any colour. Colours are named at run time, so that a colour may come and go
 * without a change here, and the weights live in a map with the one key `green`: one entry, one atomic flip.
 */
export function baseConfig(settings: LoadBalancerSettings): string {
  const ms = (duration: string) => `${milliseconds(duration)}ms`;
  return `global
    log stdout format raw local0 info
    maxconn ${settings.maxConnections}
    hard-stop-after ${ms(settings.drainTimeout)}
    tune.maxrewrite 2048
    tune.http.maxhdr 64

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
    timeout http-request 10s
    timeout http-keep-alive ${ms(settings.keepAliveTimeout)}
    timeout queue 5s
    unique-id-format %[uuid()]
    log-format '{"time":"%tr","level":"info","service":"load-balancer","request_id":"%ID","client":"%ci","route":"%f","method":"%HM","uri":"%[capture.req.uri,json(utf8s)]","status":%ST,"bytes":%B,"colour":"%[var(txn.colour)]","target":"%s","ms":%Ta,"termination":"%ts"}'

frontend users
    bind :${ports.users}
    http-request set-var(txn.green) str(green),map_str_int(${weightsMap},-1)
    http-request set-var(txn.colour) str(blue)
    http-request set-var(txn.colour) str(green) if { rand(100),sub(txn.green) lt 0 }
    http-request set-var(txn.colour) str(none) if { var(txn.green) -m int lt 0 }
${requestRules(settings)}
${responseRules(settings)}
    use_backend %[var(txn.colour)]
    default_backend nobody

frontend preview
    bind :${ports.preview}
    http-request set-var(txn.green) str(green),map_str_int(${weightsMap},-1)
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
    http-request return status 503 content-type text/plain hdr Retry-After 5 string "No release serves here yet."
`;
}

function requestRules(settings: LoadBalancerSettings): string {
  return `    http-request set-header X-Request-Id %[unique-id]
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-For %[src]
    http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${settings.maxBodySize * 1024} }`;
}

/** After-response rules also reach the answers that HAProxy makes by itself. */
function responseRules(settings: LoadBalancerSettings): string {
  return `    http-after-response set-header X-Request-Id %[unique-id]
    http-after-response set-header X-Colour %[var(txn.colour)]
    http-after-response set-header X-Content-Type-Options nosniff
    http-after-response set-header X-Frame-Options DENY
    http-after-response set-header Referrer-Policy strict-origin-when-cross-origin
    http-after-response set-header Content-Security-Policy "${settings.contentSecurityPolicy}"
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

/** The version that a target group's file is for; undefined when there is none. */
export function versionInTargetGroup(file: string): string | undefined {
  return /^# version (\S+)$/m.exec(file)?.[1];
}

/** How long a former process may finish its connections, as the base file says. */
export function hardStopMs(base: string): number {
  return Number(/^ {4}hard-stop-after (\d+)ms$/m.exec(base)?.[1] ?? 0);
}
