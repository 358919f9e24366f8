/** Nginx's configuration in one colour as text: the site, the API gateway of its colour, and the asset bridge. */
import { type Colour, otherColour } from "../colour";
import { wholeSeconds } from "../duration";
import { colourHeader } from "../load-balancer/load-balancer";
import { problemLocations, problemMaps } from "./nginx-problems";

/** Where the configuration is in its container, and what is run there. */
export const configFolder = "/etc/maintenance/nginx";
export const nginxCommand = ["nginx", "-c", `${configFolder}/nginx.conf`, "-g", "daemon off;"];

export interface NginxArgs {
  readonly colour: Colour;
  readonly version: string;
  readonly site: {
    readonly port: number;
    readonly root: string;
    readonly assets: string;
    readonly singlePage: boolean;
    readonly backendPaths: readonly string[];
  };
  readonly backend: {
    /** Name that all backends of the version share. */
    readonly host: string;
    readonly port: number;
    readonly healthPath: string;
    readonly readyPath: string;
    readonly versionPath: string;
  };
  /** Host, and port unless it is 80, where the files of the other colour are asked for. */
  readonly bridge: string;
  /** The name server. */
  readonly resolver: string;
  /** KiB. */
  readonly maxBodySize: number;
  readonly serverTimeout: string;
}

export function nginxConfig(args: NginxArgs): string {
  const { site } = args;
  return `worker_processes 2;
error_log /dev/stderr warn;
pid /tmp/nginx.pid;

events {
  worker_connections 2048;
}

http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  server_tokens off;
  sendfile on;

  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  log_format json escape=json '{"time":"$time_iso8601","level":"info","service":"frontend","request_id":"$http_x_request_id","colour":"${args.colour}","version":"${args.version}","method":"$request_method","uri":"$request_uri","status":$status,"bytes":$body_bytes_sent,"upstream":"$upstream_addr","seconds":$request_time}';
  access_log /dev/stdout json;

  gzip on;
  gzip_vary on;
  gzip_min_length 1024;
  gzip_types text/css text/plain application/javascript application/json image/svg+xml;

  # Longer than the load balancer keeps an idle connection, so that it is always the client that closes.
  keepalive_timeout 75s;
  keepalive_requests 100000;
  client_max_body_size ${args.maxBodySize}k;
  client_header_timeout 15s;
  client_body_timeout 60s;
  large_client_header_buffers 4 16k;

  # Names are asked again all the time: addresses change when containers or the engine restart.
  resolver ${args.resolver} valid=1s ipv6=off;
  resolver_timeout 2s;

  # A request to change the protocol (WebSocket) is passed on as one.
  map $http_upgrade $connection_header {
    default upgrade;
    "" "";
  }

${problemMaps}

  server {
    listen ${site.port};
    root ${site.root};
    ${stamps(args, "    ")}
${problemLocations(stamps(args, "      "))}

    location = /health/nginx {
      access_log off;
      default_type text/plain;
      return 200 "ok\\n";
    }

${[...backendLocations(args), ...(hasSite(site) ? [siteLocations(args)] : [])].join("\n\n")}
  }
}
`;
}

/** The port that a version's configuration, which may be an old one, listens on. */
export function listeningPort(config: string): number {
  return Number(/^ {4}listen (\d+)\b/m.exec(config)?.[1]);
}

// Nginx does not inherit headers into a block that adds one of its own.
function stamps({ colour, version }: NginxArgs, indent: string): string {
  return [
    `add_header X-Frontend-Colour ${colour} always;`,
    `add_header X-Frontend-Version "${version}" always;`,
  ].join(`\n${indent}`);
}

/**
 * What the backend answers. Load balancer, gate and settle ask the same three paths of every version; how its image
 * calls them is translated here, so that it is frozen with the version.
 */
function backendLocations(args: NginxArgs): string[] {
  const { site, backend } = args;
  const given = site.backendPaths.map((path) => location(path, proxyToBackend(args)));
  const health = location(
    "= /health",
    `access_log off;\n      ${proxyToBackend(args, "/health", backend.healthPath)}`,
  );
  const ready = location("= /ready", proxyToBackend(args, "/ready", backend.readyPath));
  const version = "/api/version";
  const reached =
    backend.versionPath === version && site.backendPaths.some((path) => version.startsWith(path));
  return [
    ...given,
    health,
    ready,
    ...(reached ? [] : [location(`= ${version}`, proxyToBackend(args, version, backend.versionPath))]),
  ];
}

function location(match: string, body: string): string {
  return `    location ${match} {\n      ${body}\n    }`;
}

/** With every path given to the backend there is no site. */
function hasSite({ backendPaths }: NginxArgs["site"]): boolean {
  return !backendPaths.includes("/");
}

/** The files of the image. */
function siteLocations(args: NginxArgs): string {
  const { colour, site, bridge } = args;
  return `    location ${site.assets} {
      try_files $uri @bridge;
      ${stamps(args, "      ")}
      add_header Cache-Control "public, max-age=31536000, immutable";
    }

    # A page of the other colour may still ask for its own files: ask that colour, once, and never answer with a page.
    location @bridge {
      if ($http_x_asset_bridge) {
        return 404;
      }
      set $bridge ${bridge};
      proxy_pass http://$bridge;
      proxy_set_header Host $host;
      proxy_set_header X-Request-Id $http_x_request_id;
      proxy_set_header ${colourHeader} ${otherColour(colour)};
      proxy_set_header X-Asset-Bridge 1;
      proxy_connect_timeout 2s;
      proxy_read_timeout 10s;
      proxy_hide_header X-Colour;
      proxy_hide_header X-Frontend-Colour;
      proxy_hide_header X-Frontend-Version;
      proxy_intercept_errors on;
      error_page 404 $problem_page;
      error_page 500 502 503 504 =404 $problem_page;
    }

    location / {
      try_files $uri ${site.singlePage ? "/index.html" : "$uri/index.html =404"};
      ${stamps(args, "      ")}
      add_header Cache-Control "no-cache";
      # Date and size say nothing: two versions of a reproducible build have the same, and a browser kept the old page.
      etag off;
      if_modified_since off;
    }`;
}

/** A variable in `proxy_pass` makes Nginx ask for the name at run time; a plain name is asked for once, at start. */
function proxyToBackend({ backend, serverTimeout }: NginxArgs, asked = "", answeredAt = asked): string {
  const seconds = wholeSeconds(serverTimeout);
  return `set $backend ${backend.host};
      proxy_pass http://$backend:${backend.port}${answeredAt === asked ? "" : answeredAt};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_header;
      proxy_set_header Host $host;
      proxy_set_header X-Request-Id $http_x_request_id;
      proxy_set_header X-Forwarded-For $http_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;
      proxy_connect_timeout 2s;
      proxy_read_timeout ${seconds}s;
      proxy_send_timeout ${seconds}s;
      proxy_next_upstream error timeout;
      proxy_next_upstream_tries 2;`;
}
