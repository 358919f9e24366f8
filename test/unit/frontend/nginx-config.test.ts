import assert from "node:assert/strict";
import { nginxConfigOf } from "../../../components/frontend/docker";
import { isAsExpected } from "../../support/expected";
import { frontendVariants } from "../../support/variants";

describe("Nginx's configuration", () => {
  for (const [name, { settings, colour }] of Object.entries(frontendVariants)) {
    it(`of ${name} is the file expected/nginx/${name}.conf`, () => {
      isAsExpected(`nginx/${name}.conf`, nginxConfigOf(settings, colour));
    });

    it(`of ${name} asks for every address at run time, never once at its start`, () => {
      const targets = [...nginxConfigOf(settings, colour).matchAll(/proxy_pass (\S+);/g)].map(
        (match) => match[1],
      );
      assert.ok(targets.length > 0);
      for (const target of targets) assert.match(target ?? "", /^http:\/\/\$/);
    });
  }
});
