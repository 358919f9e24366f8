/** What AWS would do and the simulation does not know: better refused than done otherwise. */
import { conditionKinds } from "../../data-plane/routing";
import { list, map, type Parameters, text } from "../query";
import { actionsIn, forwarding, type Row } from "./row";

export const notSimulated: readonly Row[] = [
  {
    actions: ["CreateRule", "ModifyRule"],
    code: "InvalidConfigurationRequest",
    source: "simulation",
    fault: ({ Conditions }) =>
      list(Conditions)
        .filter(({ Field }) => !conditionKinds.includes(String(Field)))
        .map(({ Field }) => `the simulation does not know conditions of the kind '${text(Field)}'`)
        .at(0),
  },
  {
    actions: forwarding,
    code: "InvalidConfigurationRequest",
    source: "simulation",
    fault: (asked) => {
      const actions = actionsIn(asked);
      const known = ["forward", "redirect", "fixed-response"];
      const unknown = actions.find(({ Type }) => !known.includes(String(Type)));
      if (unknown) return `the simulation does not know actions of the kind '${text(unknown.Type)}'`;
      const isSticky = ({ ForwardConfig }: Parameters) =>
        map(map(ForwardConfig).TargetGroupStickinessConfig).Enabled === "true";
      if (actions.some(isSticky)) return "the simulation does not know stickiness of groups";
      return actions.length > 1 ? "the simulation does not know several actions in a row" : undefined;
    },
  },
  {
    actions: ["CreateTargetGroup"],
    code: "InvalidConfigurationRequest",
    source: "simulation",
    fault: ({ TargetType, Protocol, HealthCheckProtocol = "HTTP" }) =>
      TargetType === "ip" && Protocol === "HTTP" && HealthCheckProtocol === "HTTP"
        ? undefined
        : "the simulation knows target groups of addresses (ip) that speak HTTP only",
  },
];
