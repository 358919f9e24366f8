/** PostgreSQL and Redis. */
import * as v from "valibot";
import { port, required, setting, text } from "../rules";
import { hostName } from "./values";

const passwordRule = "should be 16 characters or more, set by pulumi config set --secret --path";
/** Never shown, whatever is wrong with it. */
const password = v.pipe(v.string(passwordRule), v.minLength(16, passwordRule));

export const postgres = v.strictObject({
  host: required(hostName, "where PostgreSQL answers"),
  port: setting(port, 5432, "its port"),
  database: setting(text("a database name", /^[a-z_][a-z0-9_]{0,62}$/), "maintenance", "its database"),
  user: setting(
    text("a role name", /^[a-z_][a-z0-9_]{0,62}$/),
    "maintenance",
    "the application's role there",
  ),
  password: required(password, "that role's password, a secret"),
});

export const redis = v.strictObject({
  host: required(hostName, "where Redis answers"),
  port: setting(port, 6379, "its port"),
  password: required(password, "its password, a secret"),
});
