"use strict";
/* eslint-disable @typescript-eslint/no-require-imports -- run by Node as it is */
// Makes network and edge as the settings in settings.json say, with the project's own components.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
require("tsx/cjs");

const { makeFoundations } = require(join(process.env.PROJECT_ROOT, "test/support/foundations"));
makeFoundations(JSON.parse(readFileSync("settings.json", "utf8")));
