/**
 * What a decision returns: a value, or a refusal with its reason and the evidence for it.
 * Refusals are values because they must cross Durable Object RPC, where a thrown error loses its class and code.
 * Bugs are exceptions.
 */
export type Result<T, R extends Refusal = Refusal> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R };

import type { ErrorCode } from "./contract/error-codes.ts";

/** `reason` is a code of `contract/error-codes.ts`; the other members are evidence, safe to show to the caller. */
export interface Refusal {
  readonly reason: ErrorCode;
  readonly [evidence: string]: unknown;
}

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refuse(
  reason: ErrorCode,
  evidence: Readonly<Record<string, unknown>> = {},
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { ...evidence, reason } };
}
