import { OwnResource } from "../provider/resource";
import { tokenCommand } from "./kubeconfig";

/** Refuses a run when the command is missing that clusters are asked with: it would be noticed in the middle of it. */
export class CommandCheck extends OwnResource {
  constructor() {
    super("aws:CommandCheck", "command-check", { command: tokenCommand }, {});
  }
}
