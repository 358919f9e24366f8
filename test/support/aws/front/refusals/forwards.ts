/** About forwarding to target groups: where a wrong flip would begin. */
import { usersOf } from "../model";
import { list, map } from "../query";
import { actionsIn, api, forwardedIn, forwarding, guide, isWhole, loadBalancerOf, type Row } from "./row";

export const ofForwards: readonly Row[] = [
  {
    actions: forwarding,
    code: "ValidationError",
    source: `${api}TargetGroupTuple.html`,
    fault: (asked) =>
      forwardedIn(asked)
        .filter(({ weight }) => weight !== undefined && !isWhole(weight, 0, 999))
        .map(({ weight }) => `The weight '${weight}' must be between '0-999' inclusive`)
        .at(0),
  },
  {
    actions: forwarding,
    code: "TargetGroupNotFound",
    source: `${api}ModifyListener.html`,
    fault: (asked, { model }) =>
      forwardedIn(asked)
        .filter(({ arn }) => !model.groups.has(arn))
        .map(({ arn }) => `Target groups '${arn}' not found`)
        .at(0),
  },
  {
    actions: forwarding,
    code: "TooManyTargets",
    source: `${guide}load-balancer-limits.html`,
    fault: (asked) =>
      actionsIn(asked).some(({ ForwardConfig }) => list(map(ForwardConfig).TargetGroups).length > 5)
        ? "You can specify at most 5 target groups in a forward action"
        : undefined,
  },
  {
    actions: forwarding,
    code: "TargetGroupAssociationLimit",
    source: `${guide}load-balancer-target-groups.html`,
    fault: (asked, world) => {
      const own = loadBalancerOf(asked, world)?.arn;
      const users = usersOf(world.model);
      const elsewhere = forwardedIn(asked).filter(({ arn }) =>
        [...(users.get(arn) ?? [])].some((loadBalancer) => loadBalancer !== own),
      );
      return elsewhere.length > 0
        ? `The following target groups cannot be associated with more than one load balancer: ${elsewhere[0]?.arn}`
        : undefined;
    },
  },
  {
    actions: forwarding,
    code: "ValidationError",
    source: `${api}TargetGroupStickinessConfig.html`,
    fault: (asked) =>
      actionsIn(asked)
        .map(({ ForwardConfig }) => map(map(ForwardConfig).TargetGroupStickinessConfig))
        .some(({ Enabled, DurationSeconds }) => Enabled === "true" && !isWhole(DurationSeconds, 1, 604_800))
        ? "The stickiness duration must be between 1 and 604800 seconds"
        : undefined,
  },
];
