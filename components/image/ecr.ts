/** Images of the registry that an account has in a region. Pure. */

export interface EcrRepository {
  readonly account: string;
  readonly region: string;
  /** At most 256 characters. */
  readonly name: string;
}

const pattern = /^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/(.+)$/;

/** @returns nothing for an image of another registry. */
export function ecrRepository(image: string): EcrRepository | undefined {
  const [, account, region, name] = pattern.exec(image) ?? [];
  return account && region && name ? { account, region, name } : undefined;
}
