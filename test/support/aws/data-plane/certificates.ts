/** A certificate of our own making for each ARN: who trusts it knows which ARN it stands for. */
import { type Certificate, selfSigned } from "../../certificate";

export type { Certificate };

export class Certificates {
  private readonly made = new Map<string, Promise<Certificate>>();

  /** @param addresses which it is for, besides localhost and names in the hosted zone */
  constructor(private readonly addresses: readonly string[]) {}

  of(arn: string): Promise<Certificate> {
    const known = this.made.get(arn) ?? this.make(arn);
    this.made.set(arn, known);
    return known;
  }

  private make(arn: string): Promise<Certificate> {
    const addresses = ["127.0.0.1", ...this.addresses].map((address) => `IP:${address}`);
    return selfSigned(arn.slice(-36), ["DNS:localhost", "DNS:*.example.com", ...addresses]);
  }
}
