import type { EventId, TicketId } from "../contract/ids.ts";

export interface TicketClaims {
  readonly ticket: TicketId;
  readonly event: EventId;
  readonly seat: number | null;
  readonly area: number | null;
}

/** Ed25519 over a compact payload; deterministic, so that signing twice gives the same code. */
export interface TicketSigner {
  sign(claims: TicketClaims): Promise<string>;
  /** Undefined when the code was not signed by our key. */
  verify(code: string): Promise<TicketClaims | undefined>;
}
