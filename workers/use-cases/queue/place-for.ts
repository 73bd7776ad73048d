import type { QueuePlace, QueueSnapshot } from "../../../domain/contract/waiting-room.ts";
import { createHmacSha256 } from "../../hmac-sha256.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import { hexBytes } from "../../../domain/waiting-room/hex-bytes.ts";
import { orderKey } from "../../../domain/waiting-room/order-key.ts";
import { placeOf } from "../../../domain/waiting-room/place-of.ts";

interface Draw {
  readonly drawKey: string;
  readonly bytes: Uint8Array;
  readonly hmac: (text: string) => Uint8Array;
}

/** The draw that was asked about last: nearly all polls of an isolate are of one sale. */
let last: Draw | undefined;

/** The place that a token stands for; undefined until the lots are drawn. */
export function placeFor({ drawKey, settings }: QueueSnapshot, token: QueueTokenClaims): QueuePlace | undefined {
  if (drawKey === null) return undefined;
  const draw = last?.drawKey === drawKey ? last : (last = prepare(drawKey));
  const key = orderKey((_prepared, visitor) => draw.hmac(visitor), draw.bytes, token.visitor);
  return placeOf(token.joinedAtS, key, settings.opensAtMs);
}

function prepare(drawKey: string): Draw {
  const bytes = hexBytes(drawKey);
  return { drawKey, bytes, hmac: createHmacSha256(bytes) };
}
