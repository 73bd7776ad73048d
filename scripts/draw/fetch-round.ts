import { z } from "zod";

/** What the beacon itself says of a round. */
export type BeaconRound =
  | { readonly kind: "published"; readonly from: string; readonly randomness: string; readonly signature: string }
  | { readonly kind: "unreachable"; readonly from: string; readonly why: string };

const TIMEOUT_MS = 10_000;
const roundSchema = z.object({ round: z.number(), randomness: z.string(), signature: z.string() });

/** Asks a relay of drand: any will do, for no relay can make up a round. */
export async function fetchRound(
  relay: string,
  { chain, round }: { readonly chain: string; readonly round: number },
): Promise<BeaconRound> {
  const from = `${relay.replace(/\/$/, "")}/${chain}/public/${round}`;
  try {
    const answer = await fetch(from, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) return { kind: "unreachable", from, why: `it answered ${answer.status}` };
    const published = roundSchema.parse(await answer.json());
    if (published.round !== round) return { kind: "unreachable", from, why: "it answered with another round" };
    return { kind: "published", from, randomness: published.randomness, signature: published.signature };
  } catch (error) {
    return { kind: "unreachable", from, why: error instanceof Error ? error.message : String(error) };
  }
}
