import assert from "node:assert/strict";
import fc from "fast-check";
import { nginxConfigOf } from "../../../components/frontend/docker";
import { nginxConfigOf as onKubernetes } from "../../../components/frontend/kubernetes";
import { listeningPort } from "../../../components/frontend/nginx-config";
import { isAsExpected } from "../../support/expected";
import { onAws, settingsWith } from "../../support/release";
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

  it("on Kubernetes is the file expected/nginx/on-kubernetes.conf", () => {
    const settings = settingsWith(onAws());
    const text = onKubernetes(settings, "maintenance-unit", { colour: "blue", version: "1.4.2+2" });
    isAsExpected("nginx/on-kubernetes.conf", text);
  });

  it("answers /api/version wherever the backend keeps it, also below a path that is the backend's", () => {
    const versionLocation = (sections: Record<string, unknown>) =>
      /location = \/api\/version \{[^}]*proxy_pass (\S+);/.exec(
        nginxConfigOf(settingsWith(sections), { colour: "blue", version: "1.4.2" }),
      )?.[1];
    assert.equal(versionLocation({}), undefined, "the default needs no translation");
    assert.equal(
      versionLocation({ backend: { versionPath: "/api/about" } }),
      "http://$backend:8000/api/about",
    );
    assert.equal(versionLocation({ frontend: { backendPaths: ["/v1/"] } }), "http://$backend:8000");
  });

  it("tells the port that it listens on, which stays that of its version when the setting changes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
        const settings = settingsWith({ frontend: { port } });
        assert.equal(listeningPort(nginxConfigOf(settings, { colour: "blue", version: "1.4.2" })), port);
      }),
    );
  });
});
