/** aws.lb.Listener: where the weights live. */
import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  type ProtocolEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Fault } from "../provider";
import type { Values } from "../values";
import { actionFaults, actionFields, fromActions, toActions } from "./actions";
import { type Attributes, fromAttributes, toAttributes } from "./attributes";
import { blocks, type Kind, made, number, text, unlessGone } from "./kind";
import { listed, readTags, updateTags } from "./tags";

/** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html */
const attributes: Attributes = {
  routingHttpResponseServerEnabled: { key: "routing.http.response.server.enabled", is: "truth" },
  routingHttpResponseStrictTransportSecurityHeaderValue: {
    key: "routing.http.response.strict_transport_security.header_value",
    is: "text",
  },
};

function settings(inputs: Values) {
  const certificate = text(inputs, "certificateArn");
  return {
    Port: number(inputs, "port"),
    Protocol: text(inputs, "protocol") as ProtocolEnum,
    SslPolicy: text(inputs, "sslPolicy"),
    Certificates: certificate === undefined ? undefined : [{ CertificateArn: certificate }],
    DefaultActions: toActions(blocks(inputs, "defaultActions")),
  };
}

export const listener: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/lb/listener; API_CreateListener.html",
  fields: {
    certificateArn: { is: "text" },
    defaultActions: { is: "blocks", fields: actionFields, required: true },
    loadBalancerArn: { is: "text", required: true, replaces: true },
    port: { is: "number", from: 1, to: 65_535, required: true },
    protocol: { is: "text", oneOf: ["HTTP", "HTTPS"], default: "HTTP" },
    routingHttpResponseServerEnabled: { is: "truth" },
    routingHttpResponseStrictTransportSecurityHeaderValue: { is: "text" },
    sslPolicy: { is: "text" },
    tags: { is: "tags" },
  },
  computed: ["arn", "tagsAll"],

  faults(inputs): readonly Fault[] {
    const isSecure = inputs.protocol === "HTTPS";
    const wanting = ["certificateArn", "sslPolicy"].filter(
      (name) => (inputs[name] !== undefined) !== isSecure,
    );
    const reason = isSecure ? "is missing for HTTPS" : "is for HTTPS only";
    return [
      ...actionFaults("defaultActions", inputs.defaultActions),
      ...wanting.map((property) => ({ property, reason })),
    ];
  },

  async create({ elb }, inputs) {
    const { Listeners = [] } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: text(inputs, "loadBalancerArn"),
        Tags: listed(inputs),
        ...settings(inputs),
      }),
    );
    const arn = made(Listeners[0]?.ListenerArn);
    const Attributes = toAttributes(attributes, inputs);
    if (Attributes.length > 0) {
      await elb.send(new ModifyListenerAttributesCommand({ ListenerArn: arn, Attributes }));
    }
    return arn;
  },

  async read(aws, arn) {
    const asked = new DescribeListenersCommand({ ListenerArns: [arn] });
    const found = (await unlessGone(aws.elb.send(asked), "ListenerNotFound"))?.Listeners?.[0];
    if (!found) return undefined;
    const { Attributes } = await aws.elb.send(new DescribeListenerAttributesCommand({ ListenerArn: arn }));
    return {
      ...fromAttributes(attributes, Attributes),
      arn,
      certificateArn: found.Certificates?.[0]?.CertificateArn,
      defaultActions: fromActions(found.DefaultActions),
      loadBalancerArn: found.LoadBalancerArn,
      port: found.Port,
      protocol: found.Protocol,
      sslPolicy: found.Protocol === "HTTPS" ? found.SslPolicy : undefined,
      tags: await readTags(aws, arn),
    };
  },

  async update(aws, arn, inputs, before) {
    await aws.elb.send(new ModifyListenerCommand({ ListenerArn: arn, ...settings(inputs) }));
    const former = new Map(toAttributes(attributes, before).map(({ Key, Value }) => [Key, Value]));
    const Attributes = toAttributes(attributes, inputs).filter(({ Key, Value }) => former.get(Key) !== Value);
    if (Attributes.length > 0) {
      await aws.elb.send(new ModifyListenerAttributesCommand({ ListenerArn: arn, Attributes }));
    }
    await updateTags(aws, arn, inputs, before);
  },

  async delete({ elb }, arn) {
    await unlessGone(elb.send(new DeleteListenerCommand({ ListenerArn: arn })), "ListenerNotFound");
  },
};
