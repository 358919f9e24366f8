/** The policies of who deploys, as tables and as IAM takes them. */
import assert from "node:assert/strict";
import { reserved } from "../../../components/deploy-identity/administrators";
import { boundary } from "../../../components/deploy-identity/boundary";
import { deployPolicies, previewPolicies } from "../../../components/deploy-identity/policies";
import { documentOf, type Policy } from "../../../components/deploy-identity/policy";
import { deployed, longest } from "../../support/deployed";

const all: readonly Policy[] = [
  ...previewPolicies(deployed),
  ...deployPolicies(deployed),
  boundary(deployed),
];
const statements = all.flatMap((policy) => policy.statements.map((statement) => ({ policy, ...statement })));
const actionsOf = (policies: readonly Policy[]) =>
  policies.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions));

describe("the policies of who deploys", () => {
  it("name each action by itself, in order, and none twice in a statement", () => {
    for (const { policy, sid, actions } of statements) {
      for (const action of actions)
        assert.match(action, /^[a-z0-9-]+:[A-Za-z0-9]+$/, `${policy.name} ${sid}`);
      assert.deepEqual(actions, [...new Set(actions)].sort(), `${policy.name} ${sid}`);
    }
  });

  it("say why of each statement, and of each that is about everything why nothing narrower is known", () => {
    for (const { policy, sid, why, on } of statements) {
      assert.match(why, /^[A-Za-z].{14,}[^.]$/, `${policy.name} ${sid}`);
      if ("everything" in on) assert.match(on.everything, /^[A-Za-z].{14,}[^.]$/, `${policy.name} ${sid}`);
      else assert.ok(on.length > 0 && !on.includes("*"), `${policy.name} ${sid}`);
    }
  });

  it("have an id for each statement that IAM takes, once in each policy", () => {
    for (const { name, statements: own } of all) {
      const sids = own.map(({ sid }) => sid);
      for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
      assert.equal(new Set(sids).size, sids.length, name);
    }
  });

  it("change nothing of everything, but what AWS knows no ARNs for", () => {
    const changing = statements.filter(
      ({ on, actions }) =>
        "everything" in on && actions.some((action) => !/:(Describe|Get|List)/.test(action)),
    );
    assert.deepEqual(
      changing.map(({ sid }) => sid),
      ["LogDelivery", "AskForCertificate"],
    );
  });

  it("fit into what IAM takes, whatever the names: 6144 characters each, 10 for a role", () => {
    const policies = [...previewPolicies(longest), ...deployPolicies(longest)];
    assert.ok(policies.length <= 10, String(policies.length));
    for (const policy of [...policies, boundary(longest)]) {
      const { length } = documentOf(policy).replace(/\s/g, "");
      assert.ok(length <= 6144, `${policy.name}: ${length}`);
    }
  });

  it("let a preview read and do nothing else", () => {
    const changing = actionsOf(previewPolicies(deployed)).filter(
      (action) => !/:(Describe|Get|List)/.test(action),
    );
    assert.deepEqual([...new Set(changing)], ["kms:Decrypt"]);
  });

  it("leave to administrators what is theirs", () => {
    const allowed = actionsOf(all.filter(({ name }) => name !== "boundary"));
    for (const action of reserved.flatMap(({ actions }) => actions))
      assert.ok(!allowed.includes(action), action);
  });

  it("let no role that is made do anything to roles, policies or keys of the account", () => {
    const foreign = actionsOf([boundary(deployed)]).filter((action) =>
      /^(iam|sts|organizations):/.test(action),
    );
    assert.deepEqual(foreign, []);
  });
});
