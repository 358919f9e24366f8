/** Repositories of ECR, on mocks. */
import assert from "node:assert/strict";
import { recordEnvironment } from "../../support/recorded-environment";
import { awsSection, onAws } from "../../support/release";

const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const recordWith = (section: object | undefined, names: [frontend: string, backend: string]) =>
  recordEnvironment(
    onAws({
      aws: awsSection({ registry: section }),
      frontend: { replicas: 2, image: `${registry}/${names[0]}` },
      backend: { image: `${registry}/${names[1]}` },
    }),
  );
const two: [string, string] = ["shop/frontend", "shop/api"];

describe("repositories for images", () => {
  it("have tags that never move and are scanned, before anything that is made of them", async () => {
    const recording = await recordWith({ keep: 30 }, two);
    const made = recording.ofType("aws:ecr/repository:Repository");
    assert.deepEqual(
      made.map(({ inputs, options }) => ({ ...inputs, isProtected: options.protect })),
      two.map((name) => ({
        name,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        isProtected: true,
      })),
    );
    for (const step of ["Job blue-1-4-2-migration", "Deployment green-1-5-0-frontend"]) {
      for (const name of two) assert.ok(recording.before(step).has(name), `${name} before ${step}`);
    }
  });

  it("keep the newest versions, and not for ever what has no tag", async () => {
    const recording = await recordWith({ keep: 30 }, two);
    const { rules } = JSON.parse(String(recording.get("shop/api-kept").inputs.policy)) as {
      rules: { selection: { tagStatus: string; countNumber: number } }[];
    };
    assert.deepEqual(
      rules.map(({ selection: { tagStatus, countNumber } }) => [tagStatus, countNumber]),
      [
        ["untagged", 7],
        ["tagged", 30],
      ],
    );
  });

  it("are made once, however many colours and images there are", async () => {
    const recording = await recordWith({}, ["shop", "shop"]);
    assert.equal(recording.ofType("aws:ecr/repository:Repository").length, 1);
  });

  it("are somebody else's without the section", async () => {
    const recording = await recordWith(undefined, two);
    assert.deepEqual(recording.ofType("aws:ecr/repository:Repository"), []);
  });
});
