import { createHmac } from "node:crypto";
import { emailVisitorId, type EventId, type VisitorId } from "../../../domain/contract/ids.ts";
import type {
  PassClaims,
  QueueTokenClaims,
  QueueTokens,
  Verification,
  VisitorCookie,
} from "../../../domain/ports/queue-tokens.ts";
import { ok, refuse } from "../../../domain/result.ts";
import { SECOND_MS } from "../../../domain/time.ts";
import { seal, unseal } from "./sealed-text.ts";
import { parseSigningKeys } from "./signing-keys.ts";

/** Numbers are in base 36; ids as they are. */
const [QUEUE_TOKEN, PASS, VERIFICATION, COOKIE] = ["q1", "p1", "m1", "c1"];

/**
 * Tokens by HMAC-SHA256, checked without asking anybody. `signingKeys`: `id:base64url,…`, the first signs, all verify.
 * Throws when they are not good.
 */
export function createQueueTokens(signingKeys: string): QueueTokens {
  const keys = parseSigningKeys(signingKeys);

  return {
    signQueueToken: ({ event, visitor, joinedAtS, expiresAtS }) =>
      seal(keys, QUEUE_TOKEN, `${event}.${visitor}.${text(joinedAtS)}.${text(expiresAtS)}`),

    readQueueToken(token, event, nowMs) {
      const fields = unseal(keys, QUEUE_TOKEN, token);
      if (fields === undefined) return refuse("queue_token_invalid");
      const claims: QueueTokenClaims = {
        event: fields[0] as EventId,
        visitor: fields[1] as VisitorId,
        joinedAtS: number(fields[2]),
        expiresAtS: number(fields[3]),
      };
      if (claims.event !== event) return refuse("queue_token_wrong_event");
      return claims.expiresAtS * SECOND_MS > nowMs ? ok(claims) : refuse("queue_token_expired");
    },

    signPass: ({ event, visitor, number: count, endsAtMs }) =>
      seal(keys, PASS, `${event}.${visitor}.${text(count)}.${text(endsAtMs)}`),

    readPass(pass, nowMs) {
      const fields = unseal(keys, PASS, pass);
      if (fields === undefined) return refuse("pass_invalid");
      const claims: PassClaims = {
        event: fields[0] as EventId,
        visitor: fields[1] as VisitorId,
        number: number(fields[2]),
        endsAtMs: number(fields[3]),
      };
      return claims.endsAtMs > nowMs ? ok(claims) : refuse("pass_expired");
    },

    signVerification: ({ event, visitor, expiresAtS }) =>
      seal(keys, VERIFICATION, `${event}.${visitor}.${text(expiresAtS)}`),

    readVerification(sealed, event, nowMs) {
      const fields = unseal(keys, VERIFICATION, sealed);
      if (fields === undefined) return refuse("queue_token_invalid");
      const claims: Verification = {
        event: fields[0] as EventId,
        visitor: fields[1] as VisitorId,
        expiresAtS: number(fields[2]),
      };
      if (claims.event !== event) return refuse("queue_token_wrong_event");
      return claims.expiresAtS * SECOND_MS > nowMs ? ok(claims) : refuse("queue_token_expired");
    },

    signCookie: ({ visitor, expiresAtS }) => seal(keys, COOKIE, `${visitor}.${text(expiresAtS)}`),

    readCookie(sealed, nowMs) {
      const fields = unseal(keys, COOKIE, sealed);
      if (fields === undefined) return undefined;
      const claims: VisitorCookie = { visitor: fields[0] as VisitorId, expiresAtS: number(fields[1]) };
      return claims.expiresAtS * SECOND_MS > nowMs ? claims : undefined;
    },

    visitorOfAddress(address) {
      const spelled = `address:${address.trim().normalize("NFC").toLowerCase()}`;
      return emailVisitorId(createHmac("sha256", keys.oldest).update(spelled).digest());
    },
  };
}

function text(value: number): string {
  return value.toString(36);
}

function number(field: string | undefined): number {
  return parseInt(field ?? "", 36);
}
