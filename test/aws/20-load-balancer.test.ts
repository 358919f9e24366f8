/** The simulated load balancer serves as an Application Load Balancer does, and is told about as AWS tells about one. */
import assert from "node:assert/strict";
import { Agent } from "node:http";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { until } from "../../components/until";
import { Edge, makeGroup } from "../support/aws/edge";
import { AwsSimulation } from "../support/aws/simulation";
import { LocalTarget, type Told } from "../support/aws/target";
import { heldBy, raw, upgraded } from "../support/aws/clients";
import { ask } from "../support/http";

describe("the simulated load balancer", function () {
  this.timeout(60_000);
  let aws: AwsSimulation;
  let edge: Edge;
  let listener: string;
  let preview: string;
  let url: string;
  let [blue, green]: LocalTarget[] = [];

  before(async () => {
    aws = await AwsSimulation.start();
    edge = await Edge.make(aws);
    [blue, green] = [await LocalTarget.start("blue"), await LocalTarget.start("green")];
  });
  after(async () => {
    blue?.stop();
    green?.stop();
    await aws.stop();
  });
  afterEach(() => aws.fault({}));

  const told = async (address: string, headers = {}): Promise<Told> => {
    const { status, body } = await ask(address, { headers });
    assert.equal(status, 200, body);
    return JSON.parse(body) as Told;
  };
  const names = async (count: number, address = url) => {
    const answers: string[] = [];
    for (let index = 0; index < count; index += 1) answers.push((await told(address)).name);
    return answers;
  };

  describe("health", () => {
    it("targets of a group that no listener names are unused", async () => {
      await blue?.register(aws, edge.blue);
      await green?.register(aws, edge.green);
      assert.deepEqual(await aws.health(edge.blue), ["unused Target.NotInUse"]);
    });

    it("they are checked as soon as one does, also with weight 0", async () => {
      listener = await edge.listen(80, edge.split(100, 0));
      url = await aws.url(80);
      await aws.untilHealth(edge.blue, "healthy", 1);
      await aws.untilHealth(edge.green, "healthy", 1);
    });

    it("one that answers wrongly becomes unhealthy with the reason, and healthy again", async () => {
      assert(green);
      green.health = 500;
      await aws.untilHealth(edge.green, "unhealthy Target.ResponseCodeMismatch", 1);
      green.health = 200;
      await aws.untilHealth(edge.green, "healthy", 1);
    });

    it("one that is not there is unhealthy", async () => {
      const gone = await LocalTarget.start("gone");
      await gone.register(aws, edge.green);
      gone.stop();
      const states = async () => (await aws.health(edge.green)).sort().join();
      await until(
        async () => (await states()) === "healthy,unhealthy Target.FailedHealthChecks",
        "unhealthy",
      );
      await gone.deregister(aws, edge.green);
      assert.equal(await states(), "draining Target.DeregistrationInProgress,healthy");
      await aws.untilHealth(edge.green, "healthy", 1);
    });

    it("a target that a fault keeps from being healthy serves on, as all of its group are unhealthy", async () => {
      await aws.fault({ neverHealthy: [edge.blue] });
      await aws.untilHealth(edge.blue, "unhealthy", 1);
      assert.deepEqual(await names(3), ["blue", "blue", "blue"]);
      await aws.fault({});
      await aws.untilHealth(edge.blue, "healthy", 1);
    });
  });

  describe("weights", () => {
    it("apply to the next request when the change has been answered", async () => {
      assert.deepEqual(new Set(await names(20)), new Set(["blue"]));
      await edge.setWeights(listener, 0, 100);
      assert.deepEqual(new Set(await names(20)), new Set(["green"]));
    });

    it("apply to the next request on a connection that stays open", async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const first = await heldBy(agent, url);
      await edge.setWeights(listener, 100, 0);
      const second = await heldBy(agent, url);
      agent.destroy();
      assert.deepEqual([first.name, second.name], ["green", "blue"]);
      assert.equal(first.port, second.port, "it is the same connection");
    });

    it("share requests out", async () => {
      await edge.setWeights(listener, 3, 1);
      const ofBlue = (await names(200)).filter((name) => name === "blue").length;
      // Five standard deviations.
      assert(ofBlue > 119 && ofBlue < 181, `${ofBlue} of 200`);
      await edge.setWeights(listener, 100, 0);
    });

    it("that are late serve as they were, although the API tells the new ones", async () => {
      await aws.fault({ lateWeightsMs: 1500 });
      await edge.setWeights(listener, 0, 100);
      const { Listeners } = await aws.elb.send(new DescribeListenersCommand({ ListenerArns: [listener] }));
      const groups = Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups;
      assert.deepEqual(
        groups?.map(({ Weight }) => Weight),
        [0, 100],
      );
      assert.deepEqual(await names(3), ["blue", "blue", "blue"]);
      await until(async () => (await told(url)).name === "green", "the new weights to apply");
      await aws.fault({});
      await edge.setWeights(listener, 100, 0);
    });

    it("of 0 altogether leave nobody to answer", async () => {
      await edge.setWeights(listener, 0, 0);
      assert.equal((await ask(url)).status, 503);
      await edge.setWeights(listener, 100, 0);
    });
  });

  describe("a request", () => {
    it("goes by the first rule that holds, whatever the weights", async () => {
      await edge.route(listener, 20, "gr*", edge.green);
      await edge.route(listener, 10, "green-but-blue", edge.blue);
      assert.equal((await told(url, { "x-colour": "Green" })).name, "green");
      assert.equal((await told(url, { "x-colour": "green-but-blue" })).name, "blue");
      assert.equal((await told(url)).name, "blue");
    });

    it("tells the target where it comes from", async () => {
      const { headers } = await told(url, { "x-forwarded-for": "203.0.113.7", host: "app.example.com" });
      assert.match(headers["x-forwarded-for"] ?? "", /^203\.0\.113\.7, 127\./);
      assert.equal(headers["x-forwarded-proto"], "http");
      assert.equal(headers["x-forwarded-port"], "80");
      assert.equal(headers.host, "app.example.com");
      assert.match(headers["x-amzn-trace-id"] ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    });

    it("arrives whole, with its body", async () => {
      const { body } = await ask(`${url}/echo?a=1`, { method: "POST", body: "x".repeat(300_000) });
      const heard = JSON.parse(body) as Told;
      assert.equal(heard.path, "/echo?a=1");
      assert.equal(heard.body.length, 300_000);
    });

    it("may become another protocol, both ways", async () => {
      assert.equal(await upgraded(url, "hello"), "hello");
    });

    it("is answered by the load balancer where a listener says so", async () => {
      preview = await edge.listen(8080, {
        Type: "fixed-response",
        FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "no colour" },
      });
      const { status, body } = await ask(await aws.url(8080));
      assert.deepEqual([status, body], [404, "no colour"]);
    });

    it("is redirected where a listener says so", async () => {
      const redirect = { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } as const;
      const DefaultActions = [{ Type: "redirect" as const, RedirectConfig: redirect }];
      await aws.elb.send(new ModifyListenerCommand({ ListenerArn: preview, DefaultActions }));
      const answer = await ask(`${await aws.url(8080)}/a/b?c=d`, {
        headers: { host: "app.example.com:8080" },
      });
      assert.equal(answer.status, 301);
      assert.equal(answer.headers.location, "https://app.example.com:443/a/b?c=d");
    });

    it("may come over TLS, with the certificate of the listener", async () => {
      const secure = await edge.listen(443, edge.split(100, 0), {
        Protocol: "HTTPS",
        SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        Certificates: [{ CertificateArn: aws.certificateArn }],
      });
      const Key = "routing.http.response.strict_transport_security.header_value";
      const Attributes = [{ Key, Value: "max-age=31536000" }];
      await aws.elb.send(new ModifyListenerAttributesCommand({ ListenerArn: secure, Attributes }));
      const { status, headers, body } = await ask(await aws.url(443), { ca: await aws.certificate() });
      assert.equal(status, 200);
      assert.equal(headers["strict-transport-security"], "max-age=31536000");
      assert.equal((JSON.parse(body) as Told).headers["x-forwarded-proto"], "https");
      await assert.rejects(ask(await aws.url(443)), /self-signed/);
    });
  });

  describe("what goes wrong", () => {
    it("a target that resets is 502, and nothing is tried again", async () => {
      const before = blue?.requests ?? 0;
      assert.equal((await ask(`${url}/reset`)).status, 502);
      assert.equal(blue?.requests, before + 1);
    });

    it("half an answer stays half an answer", async () => {
      await assert.rejects(ask(`${url}/half`), /aborted|hang up/);
    });

    it("a group without targets is 503", async () => {
      const empty = await makeGroup(aws, "edge-empty");
      await edge.route(listener, 30, "nobody", empty);
      assert.equal((await ask(url, { headers: { "x-colour": "nobody" } })).status, 503);
    });

    it("a target that is silent for too long is 504", async () => {
      const Attributes = [{ Key: "idle_timeout.timeout_seconds", Value: "1" }];
      const LoadBalancerArn = edge.loadBalancerArn;
      await aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
      assert.equal((await ask(`${url}/silent`)).status, 504);
      const usual = [{ Key: "idle_timeout.timeout_seconds", Value: "60" }];
      await aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: usual }));
    });

    it("an unhealthy target gets nothing while another is healthy", async () => {
      const second = await (await LocalTarget.start("second")).register(aws, edge.blue);
      await aws.untilHealth(edge.blue, "healthy", 2);
      assert.deepEqual(new Set(await names(10)), new Set(["blue", "second"]));
      second.health = 503;
      await until(
        async () => (await aws.health(edge.blue)).some((state) => state.startsWith("unhealthy")),
        "it to be unhealthy",
      );
      assert.deepEqual(new Set(await names(10)), new Set(["blue"]));
      await second.deregister(aws, edge.blue);
      await aws.untilHealth(edge.blue, "healthy", 1);
      second.stop();
    });

    it("a target that is taken out gets no new request and may end those it has", async () => {
      const leaving = await (await LocalTarget.start("leaving")).register(aws, edge.green);
      await aws.untilHealth(edge.green, "healthy", 2);
      await edge.setWeights(listener, 0, 100);
      const asked = [ask(`${url}/held`), ask(`${url}/held`)];
      await until(() => Promise.resolve(leaving.waiting === 1), "a request to wait there", {
        intervalMs: 20,
      });
      await leaving.deregister(aws, edge.green);
      assert.deepEqual(new Set(await names(10)), new Set(["green"]));
      leaving.release();
      green?.release();
      assert.deepEqual(
        (await Promise.all(asked)).map(({ status }) => status),
        [200, 200],
      );
      await aws.untilHealth(edge.green, "healthy", 1);
      leaving.stop();
      await edge.setWeights(listener, 100, 0);
    });

    it("a target that is taken out and does not end in time is cut off", async () => {
      const stuck = await (await LocalTarget.start("stuck")).register(aws, edge.green);
      await green?.deregister(aws, edge.green);
      await aws.untilHealth(edge.green, "healthy", 1);
      await edge.setWeights(listener, 0, 100);
      const asked = raw(ask(`${url}/held`));
      await until(() => Promise.resolve(stuck.waiting === 1), "the request to wait", { intervalMs: 20 });
      await stuck.deregister(aws, edge.green);
      assert.equal(await asked, 502);
      stuck.stop();
      await green?.register(aws, edge.green);
      await edge.setWeights(listener, 100, 0);
    });
  });

  describe("faults of the API", () => {
    const describeAll = () => aws.elb.send(new DescribeLoadBalancersCommand({}));

    it("throttling for a few calls is overcome by the SDK, for more it is not", async () => {
      await aws.fault({ throttled: { action: "DescribeLoadBalancers", calls: 2 } });
      await describeAll();
      await aws.fault({ throttled: { action: "DescribeLoadBalancers", calls: 3 } });
      await assert.rejects(describeAll(), { name: "Throttling" });
    });

    it("an action may be denied; others go on", async () => {
      await aws.fault({ denied: ["ModifyListener"] });
      await assert.rejects(edge.setWeights(listener, 0, 100), /not authorized .*ModifyListener/);
      await describeAll();
      assert.equal((await told(url)).name, "blue");
    });

    it("when it is down, what serves goes on", async () => {
      await aws.fault({ apiDown: true });
      await assert.rejects(describeAll());
      assert.deepEqual(await names(3), ["blue", "blue", "blue"]);
      await aws.fault({});
      await describeAll();
    });
  });

  describe("who asks about it", () => {
    it("the name of a load balancer leads to it", async () => {
      const { LoadBalancers } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
      assert.equal(new URL(url).hostname, LoadBalancers?.[0]?.DNSName);
    });

    it("what happened can be read", () => {
      assert.match(aws.events, /"event":"call","action":"ModifyListener"/);
      assert.match(aws.events, /"event":"failed".*socket hang up/);
    });
  });
});
