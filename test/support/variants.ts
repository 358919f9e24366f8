/** Settings under which rendered files are compared, and given to the real programs. */
import type { ColourArgs } from "../../components/platform";
import type { Settings } from "../../components/settings/schema";
import { settingsWith } from "./release";

export const loadBalancerVariants: Readonly<Record<string, Settings>> = {
  "default-settings": settingsWith(),
  "other-settings": settingsWith({
    loadBalancer: {
      maxConnections: 50,
      connectionsPerClient: 7,
      rateLimit: 0,
      maxHeaderSize: 4,
      maxBodySize: 1,
      requestTimeout: "1.5 seconds",
      connectTimeout: "250 milliseconds",
      clientTimeout: "1 hour",
      serverTimeout: "1.5 seconds",
      keepAliveTimeout: "2 minutes",
      drainTimeout: "5 seconds",
      contentSecurityPolicy: "default-src 'self' https://cdn.example.com; img-src *",
    },
  }),
};

export const frontendVariants: Readonly<Record<string, { settings: Settings; colour: ColourArgs }>> = {
  "blue-default-settings": { settings: settingsWith(), colour: { colour: "blue", version: "1.4.2" } },
  "green-settings-revision": { settings: settingsWith(), colour: { colour: "green", version: "1.5.0+2" } },
  "blue-other-site": {
    settings: settingsWith({
      frontend: {
        port: 3000,
        root: "/srv/www",
        assets: "/static/",
        singlePage: false,
        backendPaths: ["/v1/", "/hooks/"],
      },
      backend: { port: 9000, healthPath: "/livez", readyPath: "/readyz?full=1", versionPath: "/v1/about" },
    }),
    colour: { colour: "blue", version: "1.4.2" },
  },
  "green-no-site": {
    settings: settingsWith({ frontend: { image: "nginx", tag: "1.22", backendPaths: ["/"] } }),
    colour: { colour: "green", version: "1.5.0" },
  },
  "green-other-settings": {
    settings: settingsWith({ loadBalancer: { maxBodySize: 1, serverTimeout: "5 minutes" } }),
    colour: { colour: "green", version: "v1.5.0-rc.1+2" },
  },
};
