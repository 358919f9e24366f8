/** What goes wrong on purpose. Only a test sets it, by name; nothing here is ever the usual way. */
import { type Question, Refusal } from "./query";

export interface Faults {
  /** Every connection to the API is cut. What the load balancers serve goes on. */
  readonly apiDown?: boolean;
  /** So many calls of an action are answered with "Throttling"; the SDK itself tries again, twice. */
  readonly throttled?: { readonly action: string; readonly calls: number };
  /** Of so many calls of the same Describe action one is answered, the others with "Throttling". */
  readonly answeredOnceIn?: number;
  /** Actions that these credentials may not do. */
  readonly denied?: readonly string[];
  /** After a change of a listener the old one serves for so long, although the API tells the new one. */
  readonly lateWeightsMs?: number;
  /** Groups whose health checks fail, whatever their targets answer; `*`: all. */
  readonly neverHealthy?: readonly string[];
}

/** Who asks: faults are for the program, and not for the stand-in of the load balancer controller. */
export const controllerAgent = "load-balancer-controller";

export class ActiveFaults {
  private faults: Faults = {};
  private throttledLeft = 0;
  /** Calls of each action since the faults were set. */
  private calls = new Map<string, number>();

  set(faults: Faults): void {
    this.faults = faults;
    this.throttledLeft = faults.throttled?.calls ?? 0;
    this.calls = new Map();
  }

  get apiDown(): boolean {
    return this.faults.apiDown ?? false;
  }

  get lateWeightsMs(): number {
    return this.faults.lateWeightsMs ?? 0;
  }

  failsAlways(groupArn: string): boolean {
    return this.faults.neverHealthy?.some((arn) => arn === "*" || arn === groupArn) ?? false;
  }

  /** @returns what is answered instead, if anything. */
  refusalOf({ action, service }: Question): Refusal | undefined {
    if (this.faults.denied?.includes(action)) {
      const code = service === "ec2" ? "UnauthorizedOperation" : "AccessDenied";
      const prefix = service === "elbv2" ? "elasticloadbalancing" : service;
      const who = "arn:aws:iam::123456789012:user/simulated";
      return new Refusal(code, `User: ${who} is not authorized to perform: ${prefix}:${action}`, 403);
    }
    if (this.isTooMuch(action)) {
      return new Refusal(service === "ec2" ? "RequestLimitExceeded" : "Throttling", "Rate exceeded");
    }
    return undefined;
  }

  private isTooMuch(action: string): boolean {
    if (this.faults.throttled?.action === action && this.throttledLeft > 0) {
      this.throttledLeft -= 1;
      return true;
    }
    const { answeredOnceIn } = this.faults;
    if (answeredOnceIn === undefined || !action.startsWith("Describe")) return false;
    const call = (this.calls.get(action) ?? 0) + 1;
    this.calls.set(action, call);
    return call % answeredOnceIn !== 0;
  }
}
