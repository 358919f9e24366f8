// The rules that need no types, for the hook before a commit: seconds instead of a compilation. All of them run before a push.
import tseslint from "typescript-eslint";
import all from "../eslint.config.mjs";

export default tseslint.config(...all, {
  files: ["**/*.ts"],
  extends: [tseslint.configs.disableTypeChecked],
  rules: { "@pulumi/no-output-in-template-literal": "off" },
});
