/**
 * The image of Amazon Linux for a type of instance: by its processor, which the letters after the generation tell.
 * EC2 instance types guide, "Naming conventions": `m7g`, `c6gn`, `t4g` have Graviton processors.
 */
export function imageFor(size: string): "AL2023_ARM_64_STANDARD" | "AL2023_x86_64_STANDARD" {
  const isArm = /^([a-z]+[0-9]+g[a-z-]*|a1)\./.test(size);
  return isArm ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD";
}
