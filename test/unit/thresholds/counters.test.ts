/** What an application counts of itself, and by how much counters grow. */
import assert from "node:assert/strict";
import { countersIn } from "../../../components/thresholds/counters";
import { Growth } from "../../../components/thresholds/reading";

describe("the counters of an application", () => {
  it("are found among its metrics, summed over labels", () => {
    const text = `# HELP maintenance_data_loss_total Things
# TYPE maintenance_data_loss_total counter
maintenance_data_loss_total{kind="row"} 2.0
maintenance_data_loss_total{kind="a b"} 1e0 1700000000
maintenance_data_loss_total_more 7
maintenance_data_loss_created 1.7e9
maintenance_security_incidents_total 0.0
`;
    assert.deepEqual(countersIn(text), { dataLoss: 3, security: 0 });
  });

  it("are left out when it has none, or answers something else", () => {
    assert.deepEqual(countersIn(""), {});
    assert.deepEqual(countersIn("<html>404</html>"), {});
  });
});

describe("the growth of a counter", () => {
  it("begins with the first reading, and goes on when what counts starts again", () => {
    const growth = new Growth();
    const grown = [5, 7, 7, 2].map((value) => growth.of("requests", value));
    assert.deepEqual(grown, [0, 2, 0, 2]);
    assert.equal(growth.of("another", 100), 0);
  });
});
