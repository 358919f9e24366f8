import assert from "node:assert/strict";
import { meantAnnotations } from "../../../components/kubernetes/meant";
import { meantOfPods } from "../../../components/kubernetes/pod";

describe("what linters find although it is meant", () => {
  it("is told to each of them in its own words", () => {
    const meant = {
      CKV_K8S_15: "a tag never moves",
      "pod-probes": "it has none",
      CKV_K8S_43: "as above",
      other: "so",
    };
    assert.deepEqual(meantAnnotations(meant), {
      "kube-score/ignore": "pod-probes,other",
      "checkov.io/skip1": "CKV_K8S_15=a tag never moves",
      "checkov.io/skip2": "CKV_K8S_43=as above",
    });
  });

  it("leaves no empty annotation", () => assert.deepEqual(meantAnnotations({}), {}));

  it("includes probes that ask the same, where they do", () => {
    const check = "pod-probes-identical";
    assert.ok(check in meantOfPods({ probes: { ready: "/health", live: "/health" } }));
    assert.ok(!(check in meantOfPods({ probes: { ready: "/health", live: "/health/nginx" } })));
    assert.ok(!(check in meantOfPods({})));
  });
});
