import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import type { VisitorId } from "../../domain/contract/ids.ts";
import { KEY_RANGE, type DrawRecord } from "../../domain/contract/waiting-room.ts";
import { verifyDraw } from "../../domain/waiting-room/verify-draw.ts";
import type { BeaconRound } from "./fetch-round.ts";

export interface CheckedDraw {
  /** Step by step, so that each can be done again by hand. */
  readonly lines: readonly string[];
  /** What does not match; empty when all does. */
  readonly faults: readonly string[];
}

/** Checks a published draw against what was announced and what the beacon says, and works out a visitor's lot. */
export function checkDraw(
  record: DrawRecord,
  visitor: VisitorId | undefined,
  round: BeaconRound | undefined,
): CheckedDraw {
  const { commitment, beacon, seed, randomness } = record;
  const lines = [`1. announced      commitment ${commitment}`];
  if (beacon !== null) lines.push(`                  beacon     round ${beacon.round} of chain ${beacon.chain}`);
  const draw = verifyDraw(record, hmac, sha256);
  if (seed === null || "fault" in draw) {
    return { lines, faults: ["fault" in draw ? draw.fault : "the draw is not made yet"] };
  }
  lines.push(`2. published      seed       ${seed}`, `                  SHA-256(seed) is the commitment: yes`);
  const faults = beaconLines(round, record, lines);
  const drawKey = seed + (randomness ?? "");
  lines.push(`4. draw key       ${drawKey} (seed${randomness === null ? " alone" : " ‖ randomness"}, bytes)`);
  if (visitor === undefined) return { lines, faults };

  const lot = draw.keyOf(visitor);
  const hash = Buffer.from(hmac(Buffer.from(drawKey, "hex"), visitor)).toString("hex");
  lines.push(
    `5. visitor        ${visitor}`,
    `                  HMAC-SHA256(draw key, visitor) = ${hash}`,
    `                  the first 48 bits are the lot: ${hash.slice(0, 12)} = ${lot}`,
    `                  of all lots ${((lot / KEY_RANGE) * 100).toFixed(3)} % are called before it, as far as chance goes`,
  );
  if (Number.parseInt(hash.slice(0, 12), 16) !== lot) faults.push("the lot does not follow from the draw key");
  return { lines, faults };
}

/** Adds what the beacon has to say; gives what of it does not match. */
function beaconLines(round: BeaconRound | undefined, { randomness }: DrawRecord, lines: string[]): string[] {
  if (randomness === null) {
    lines.push(
      "3. beacon         not in the draw: it could not be reached, or no lots were drawn; the seed alone counts",
    );
    return [];
  }
  lines.push(`3. beacon         randomness ${randomness}`);
  if (round === undefined) return ["there is randomness, and no round was announced"];
  if (round.kind === "unreachable") {
    lines.push(`                  ${round.from} was not reached (${round.why}): compare it yourself`);
    return [];
  }
  lines.push(`                  ${round.from} says ${round.randomness}`);
  const faults = round.randomness === randomness ? [] : ["the randomness is not the beacon's of that round"];
  const derived = Buffer.from(sha256(Buffer.from(round.signature, "hex"))).toString("hex");
  if (derived !== round.randomness) faults.push("the beacon's randomness is not SHA-256 of its signature");
  return faults;
}

function hmac(key: Uint8Array, message: string): Uint8Array {
  return createHmac("sha256", key).update(message).digest();
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
