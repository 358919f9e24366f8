import assert from "node:assert/strict";
import { kinds } from "../../../../setup/repair/kinds";
import { modelledTypes } from "../../../support/provider/aws/table";

describe("what make repair knows to find", () => {
  it("is every type that an environment on AWS has", () => {
    assert.deepEqual(Object.keys(kinds).sort(), [...modelledTypes].sort());
  });

  it("is named as the provider names it", () => {
    const id = (type: string, inputs: object) => {
      const kind = kinds[type];
      assert.equal(kind?.by, "its name");
      return kind.id(inputs as Record<string, unknown>);
    };
    const route = { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" };
    assert.equal(id("aws:ec2/route:Route", route), "r-rtb-11080289494");
    const record = { zoneId: "Z1", name: "example.com.", type: "A" };
    assert.equal(id("aws:route53/record:Record", record), "Z1_example.com_A");
    assert.equal(id("aws:s3/bucket:Bucket", { bucket: "logs" }), "logs");
    assert.throws(() => id("aws:s3/bucket:Bucket", {}), /the state does not say its bucket/);
  });
});
