/**
 * Every setting of a stack: its shape, meaning and default, once. The validator, the types and the tables in
 * docs/settings.md come from here.
 */
import { isIPv4 } from "node:net";
import * as v from "valibot";
import { namesGivenVariables, placeholderRule } from "../backend/variables";
import { aws } from "./aws/aws";
import { notices, strategy, thresholds, watch, windows } from "./releasing";
import {
  cpus,
  duration,
  flag,
  imageName,
  maybe,
  memory,
  oneOf,
  port,
  required,
  setting,
  should,
  text,
  user,
  version,
  whole,
} from "./rules";

const build = maybe(
  text("a folder of this project, such as app/api", /^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/),
  "folder that versions not yet on the engine are built from, once; absent: images are pulled",
);

const pathRule = "a path without spaces, quotes, semicolons, braces, backslashes, # and $";
const path = text(pathRule, /^\/[^\s"';{}\\#$]*$/);
const folderRule = 'a path that begins and ends with a slash, such as "/api/"';
const folder = text(folderRule, /^\/([\w.~-]+\/)*$/);
const release = v.strictObject({
  live: required(oneOf(["blue", "green"]), "the colour that answers users"),
  canary: setting(whole(0, 100), 0, "percent of requests that the other colour answers"),
  blue: maybe(version, "the version that blue runs; absent: it runs nothing"),
  green: maybe(version, "the version that green runs; absent: it runs nothing"),
  maintenance: setting(
    flag,
    false,
    "users get the maintenance page; colours may change under it, or run nothing",
  ),
  allowInPlace: setting(
    flag,
    false,
    "permits one run to change what is frozen; only together with the change it allows",
  ),
});

const frontend = v.strictObject({
  image: setting(imageName, "maintenance-frontend", "image of the frontend, without a tag"),
  tag: maybe(
    text("an image tag in quotes", /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/),
    "tag of an image that all versions share, such as plain Nginx; absent: the version",
  ),
  build,
  replicas: setting(whole(1, 20), 1, "Nginx containers per colour"),
  memory: setting(memory, 128, "MiB per container"),
  cpus: setting(cpus, "0.5", "CPUs per container"),
  user: setting(user, 10_001, "uid and gid of Nginx"),
  port: setting(port, 8080, "port that Nginx listens on"),
  root: setting(path, "/usr/share/nginx/html", "folder of the image that holds the site"),
  assets: setting(folder, "/assets/", "where the site keeps the files whose names carry a hash"),
  singlePage: setting(flag, true, "a path that is no file gets index.html; false: it gets 404"),
  backendPaths: setting(
    v.array(folder, should("a list of paths")),
    ["/api/"],
    "what goes to the backend; with / everything does, and there is no site",
  ),
});

const backend = v.strictObject({
  image: setting(imageName, "maintenance-api", "image of the backend, without a tag"),
  build,
  replicas: setting(whole(1, 20), 2, "FastAPI containers per colour"),
  memory: setting(memory, 384, "MiB per container"),
  cpus: setting(cpus, "1", "CPUs per container"),
  user: setting(user, 10_001, "uid and gid of the process"),
  port: setting(port, 8000, "port that the image listens on"),
  healthPath: setting(path, "/health", "where the image answers whether its process works"),
  readyPath: setting(path, "/ready", "where it answers whether it can serve"),
  versionPath: setting(path, "/api/version", "where it answers which version it is"),
  environment: setting(
    v.record(
      text(
        "a variable name in capitals that the program does not set itself (POSTGRES_*, REDIS_*, COLOUR, INSTANCE)",
        /^(?!POSTGRES_|REDIS_|COLOUR$|INSTANCE$)[A-Z][A-Z0-9_]*$/,
      ),
      v.pipe(v.string(should("text in quotes")), v.check(namesGivenVariables, should(placeholderRule))),
      should("a map of variable names to texts"),
    ),
    {},
    "further environment variables; nothing secret, they show in previews",
  ),
  migrate: setting(
    v.array(
      v.pipe(v.string(should("text in quotes")), v.nonEmpty(should("text in quotes"))),
      should("a list of words"),
    ),
    ["migrate"],
    "arguments with which the image migrates the database; empty: it has nothing to migrate",
  ),
  migrationTimeout: setting(duration, "10 minutes", "how long a migration may take"),
  connections: setting(
    whole(1, 1_000),
    5,
    "connections to PostgreSQL that one container opens at most; on AWS both colours together have to fit",
  ),
  revisionQuery: setting(
    text("one SELECT without a semicolon", /^\s*[Ss][Ee][Ll][Ee][Cc][Tt]\s[^;]+$/),
    "SELECT version_num FROM alembic_version",
    "SQL that answers the schema revision the database is on, as one row",
  ),
  stopTimeout: setting(duration, "30 seconds", "how long a stopping container may finish its requests"),
});

const postgres = v.strictObject({
  version: setting(whole(14, 17), 14, "PostgreSQL major version"),
  memory: setting(memory, 512, "MiB"),
  maxConnections: setting(whole(10, 1_000), 100, "connections that PostgreSQL accepts"),
});

const backup = v.strictObject({
  keep: setting(whole(1, 1_000), 7, "backups that are kept; older ones are deleted after a new one"),
  timeout: setting(
    duration,
    "30 minutes",
    "how long the backup before a migration may take, restored and compared",
  ),
});

const redis = v.strictObject({
  version: setting(
    text('a Redis 7 version in quotes, such as "7.0"', /^7(\.[0-9]+)*$/),
    "7.0",
    "Redis version, an image tag",
  ),
  memory: setting(memory, 128, "MiB; Redis keeps to three quarters of it"),
});

const docker = v.strictObject({
  host: maybe(
    text(
      "a Docker host such as ssh://deploy@server.example.com, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock",
      /^((unix|npipe):\/\/\/.+|tcp:\/\/[\w.-]+:[0-9]+|ssh:\/\/([\w.-]+@)?[\w.-]+(:[0-9]+)?)$/,
    ),
    "the engine to use, here or on a server (docs/remote-engine.md); absent: DOCKER_HOST, else the local one",
  ),
  bind: setting(
    v.pipe(v.string(should("an IPv4 address")), v.check(isIPv4, should("an IPv4 address"))),
    "127.0.0.1",
    "address that ports are published on",
  ),
  port: setting(port, 8080, "port that users reach"),
  previewPort: setting(
    port,
    8081,
    "port of the preview route, which reaches the idle colour; on loopback only, whatever bind is",
  ),
  tls: setting(
    oneOf(["off", "own", "given"]),
    "off",
    "TLS for users: off, own (a certificate by a CA of this machine, made when needed), given (docker/certificate)",
  ),
  tlsPort: setting(port, 8443, "port that users reach with TLS; docker/port then redirects to it"),
  names: setting(
    v.array(
      text("a host name such as dev.example.com", /^[a-zA-Z0-9*]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/),
      should("a list of host names"),
    ),
    [],
    "names in the own certificate, besides localhost, this machine's and docker/bind",
  ),
  certificate: maybe(text("a file", /^\S.*$/), "with tls given: file of the certificate and its chain, PEM"),
  key: maybe(
    text("a file", /^\S.*$/),
    "with tls given: file of its private key, PEM; it stays out of the state",
  ),
});

const loadBalancer = v.strictObject({
  image: setting(
    text("a HAProxy image with its tag", /^[a-z0-9][\w./:-]*:[\w.-]+$/),
    "haproxy:2.6",
    "image of the load balancer",
  ),
  memory: setting(memory, 256, "MiB"),
  maxConnections: setting(whole(10, 100_000), 2_000, "connections at a time"),
  connectionsPerClient: setting(
    whole(1, 100_000),
    500,
    "connections at a time of one address; further ones are closed",
  ),
  rateLimit: setting(
    whole(0, 1_000_000),
    1_000,
    "requests of one address in 10 seconds; further ones get 429; 0: no limit. Not on the preview route",
  ),
  maxHeaderSize: setting(whole(4, 32), 16, "KiB that the headers of a request may have"),
  maxBodySize: setting(whole(1, 1_048_576), 10_240, "KiB that a request body may have"),
  requestTimeout: setting(duration, "10 seconds", "a client may take to send the headers of a request"),
  connectTimeout: setting(duration, "2 seconds", "to reach a colour"),
  clientTimeout: setting(duration, "60 seconds", "silence of a client"),
  serverTimeout: setting(duration, "60 seconds", "silence of a colour"),
  keepAliveTimeout: setting(duration, "10 seconds", "an idle client connection is kept open"),
  drainTimeout: setting(
    duration,
    "30 seconds",
    "requests to replaced targets may take to finish; then they are cut",
  ),
  contentSecurityPolicy: setting(
    text("a policy without double quotes, backslashes, % and $", /^[^"\\%$\n]+$/),
    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "Content-Security-Policy of every response",
  ),
});

const gate = v.strictObject({
  timeout: setting(duration, "90 seconds", "how long a colour may take to become ready"),
  interval: setting(duration, "500 milliseconds", "between two polls of target health"),
  polls: setting(whole(1, 100), 3, "healthy polls in a row that are asked for"),
  page: setting(text("a path", /^\/\S*$/), "/", "page to fetch, together with one asset it names"),
  smoke: setting(
    v.array(text("a path", /^\/\S*$/), should("a list of paths")),
    ["/api/selfcheck"],
    "paths that have to answer 200 before a flip",
  ),
});

const settle = v.strictObject({
  answers: setting(whole(1, 1_000), 20, "right answers in a row that are asked for"),
  timeout: setting(duration, "30 seconds", "how long users may still get the old colour"),
  drain: setting(duration, "30 seconds", "how long old requests may take to finish; then they are cut"),
});

/** Top-level keys of the stack file, without the `maintenance:` in front. */
export const schema = v.strictObject({
  platform: setting(
    oneOf(["docker", "aws"]),
    "docker",
    "what the environment runs on: one machine, or AWS with Kubernetes",
  ),
  release: required(release, "what serves, and which version each colour runs"),
  frontend: v.optional(frontend, {}),
  backend: v.optional(backend, {}),
  postgres: v.optional(postgres, {}),
  backup: v.optional(backup, {}),
  redis: v.optional(redis, {}),
  docker: v.optional(docker, {}),
  loadBalancer: v.optional(loadBalancer, {}),
  gate: v.optional(gate, {}),
  settle: v.optional(settle, {}),
  strategy: v.optional(strategy, {}),
  watch: v.optional(watch, {}),
  thresholds: v.optional(thresholds, {}),
  windows: v.optional(windows, {}),
  notices: v.optional(notices, {}),
  aws: v.optional(aws),
});

export type Settings = v.InferOutput<typeof schema>;
export type FrontendSettings = Settings["frontend"];
export type BackendSettings = Settings["backend"];
export type PostgresSettings = Settings["postgres"];
export type RedisSettings = Settings["redis"];
export type DockerSettings = Settings["docker"];
export type LoadBalancerSettings = Settings["loadBalancer"];
export type GateSettings = Settings["gate"];
export type SettleSettings = Settings["settle"];
export type StrategySettings = Settings["strategy"];
export type AwsSettings = NonNullable<Settings["aws"]>;
