import { createHash } from "node:crypto";

/** The stand-in's chain hash, hex: it names the key and does not tell it. */
export function chainOf(key: string): string {
  return createHash("sha256").update(`sluice stand-in beacon ${key}`).digest("hex");
}
