/** Where the environment stands. */
import * as v from "valibot";
import { required, should } from "../rules";
import { id, ranges } from "./values";

export const network = v.strictObject({
  vpc: required(id("VPC", "vpc"), "the VPC of load balancer and cluster"),
  publicSubnets: required(
    v.pipe(
      v.array(id("subnet", "subnet"), should("a list of subnets")),
      v.minLength(2, should("a list of subnets in at least two zones")),
    ),
    "where the load balancer stands, in at least two zones",
  ),
  publicRanges: required(ranges(1), "addresses of those subnets: who may talk to the frontends"),
  dataRanges: required(
    ranges(1),
    "addresses where PostgreSQL and Redis answer: whom the backends may talk to",
  ),
});
