/** What Pulumi is told by variables, for a state in that folder. */
export function pulumiOn(state: string): Readonly<Record<string, string>> {
  return {
    // Without files beside the state that only repeat it: one that a kill left half written made the state unreadable.
    PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Without it the engine's event log is not to be had.
    PULUMI_DEBUG_COMMANDS: "true",
  };
}
