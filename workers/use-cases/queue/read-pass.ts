import type { EventId } from "../../../domain/contract/ids.ts";
import type { PassClaim } from "../../../domain/contract/waiting-room.ts";
import type { PassClaims } from "../../../domain/ports/queue-tokens.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";

/** What a hold says of the pass that it was asked with, as the object takes it. */
export interface ByPass {
  readonly pass?: PassClaim;
}

/** A pass of any event, by its signature: whether it lives, the object says. Refusals: pass_invalid, pass_expired. */
export function readPass({ queueTokens }: Pick<Services, "queueTokens">, pass: string): Result<PassClaims> {
  return queueTokens.readPass(pass, Date.now());
}

/** The same where the event is known. Refusal: pass_wrong_event, too. */
export function readPassFor(services: Pick<Services, "queueTokens">, pass: string, event: EventId): Result<PassClaims> {
  const read = readPass(services, pass);
  return read.ok && read.value.event !== event ? refuse("pass_wrong_event") : read;
}

/** What a hold in `event` claims by the pass that was shown, if one was. Refusal: pass_wrong_event. */
export function claimFor(pass: PassClaims | undefined, event: EventId): Result<ByPass> {
  if (pass === undefined) return ok({});
  if (pass.event !== event) return refuse("pass_wrong_event");
  return ok({ pass: { visitor: pass.visitor, number: pass.number } });
}
