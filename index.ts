import "./components/debug-messages";
import "./components/lazy-package-manager";
import "./components/stack-traces";
import { compareAtOnce } from "./components/order";
import { choosePlatform } from "./components/platform";
import { readSettings } from "./config";

export = async () => {
  compareAtOnce();
  const settings = readSettings();
  const platform = await choosePlatform(settings);
  // Loaded while the platform's plugins start (docs/decisions/0010-early-start.md).
  const { Environment } = await import("./components/environment");
  const environment = new Environment(
    "environment",
    { settings, platform },
    { providers: platform.providers },
  );
  return {
    url: environment.url,
    previewUrl: environment.previewUrl,
    live: environment.live,
    idle: environment.idle,
    versions: environment.versions,
    weights: environment.weights,
    rollback: environment.rollback,
  };
};
