import assert from "node:assert/strict";
import { imageFor } from "../../../components/cluster/node-image";

describe("the image of a node", () => {
  const arm = [
    "m7g.large",
    "t4g.medium",
    "c6gn.xlarge",
    "r8gd.large",
    "im4gn.large",
    "a1.large",
    "x2gd.large",
  ];
  const intel = [
    "m6i.large",
    "t3.large",
    "m7a.large",
    "c5.large",
    "g5.xlarge",
    "g4dn.xlarge",
    "m7i-flex.large",
  ];

  for (const size of arm) {
    it(`of ${size} is for Graviton`, () => assert.equal(imageFor(size), "AL2023_ARM_64_STANDARD"));
  }
  for (const size of intel) {
    it(`of ${size} is for Intel and AMD`, () => assert.equal(imageFor(size), "AL2023_x86_64_STANDARD"));
  }
});
