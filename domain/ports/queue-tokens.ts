/**
 * What the Worker signs for those who wait. Four texts with purposes of their own, none of which is ever taken for another:
 * queue token (waiting), pass (admitted), visitor cookie, and the verification that a mail carries.
 *
 * Every reader refuses in this order: not signed here, another event's, over. Who shows it is for the use-cases to judge.
 */
import type { EventId, VisitorId } from "../contract/ids.ts";
import type { Result } from "../result.ts";

/** A place in the queue. `joinedAtS` is kept when the token is renewed. Seconds since 1970. */
export interface QueueTokenClaims {
  readonly event: EventId;
  readonly visitor: VisitorId;
  readonly joinedAtS: number;
  readonly expiresAtS: number;
}

/** A signed pass. Whether it lives is the object's to say (I5); `endsAtMs` is the latest that it can. */
export interface PassClaims {
  readonly event: EventId;
  readonly visitor: VisitorId;
  readonly number: number;
  readonly endsAtMs: number;
}

/** Who holds this address, until then. */
export interface Verification {
  readonly event: EventId;
  readonly visitor: VisitorId;
  readonly expiresAtS: number;
}

/** A browser's own mark: a visitor who is known by it, or who has verified an address in this browser. */
export interface VisitorCookie {
  readonly visitor: VisitorId;
  readonly expiresAtS: number;
}

/** Synchronous: a poll costs one signature. */
export interface QueueTokens {
  signQueueToken(claims: QueueTokenClaims): string;
  /** Refusals: queue_token_invalid, queue_token_wrong_event, queue_token_expired. */
  readQueueToken(token: string, event: EventId, nowMs: number): Result<QueueTokenClaims>;
  signPass(claims: PassClaims): string;
  /** Of any event: holds learn theirs from the body. Refusals: pass_invalid, pass_expired. */
  readPass(pass: string, nowMs: number): Result<PassClaims>;
  signVerification(claims: Verification): string;
  /** Refusals: queue_token_invalid, queue_token_wrong_event, queue_token_expired. */
  readVerification(text: string, event: EventId, nowMs: number): Result<Verification>;
  signCookie(claims: VisitorCookie): string;
  /** Undefined for a cookie that is not ours or over: its bearer is a new visitor. */
  readCookie(text: string, nowMs: number): VisitorCookie | undefined;
  /** The visitor who has this e-mail address, however it is spelled; the address cannot be guessed from the id. */
  visitorOfAddress(address: string): VisitorId;
}
