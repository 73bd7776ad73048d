import type { Command } from "../contract/event-object.ts";
import type { UserId, VisitorId } from "../contract/ids.ts";
import { refuse, type Refusal } from "../result.ts";
import { isOver } from "./pass-book.ts";
import type { RoomState } from "./room.ts";

/**
 * Why a command is not let in, or undefined (I5). Where the sale is queued, what takes seats needs a living pass; everything
 * else about a booking, its payment above all, needs none. In this order: pass_required, pass_wrong_visitor (the account is
 * another one), pass_expired, pass_wrong_visitor (somebody else has used it).
 */
export function admitCommand(state: RoomState, command: Command, nowMs: number): Refusal | undefined {
  if (state.settings.mode === "off") return undefined;
  if (command.type !== "create_booking" && command.type !== "select" && command.type !== "buy") return undefined;
  const { pass: claim, buyerId } = command;
  if (claim === undefined) return refuse("pass_required").refusal;
  if (isAccount(claim.visitor) && claim.visitor !== buyerId) return refuse("pass_wrong_visitor").refusal;
  const living = state.passes.numbered(claim.number);
  if (living === undefined || isOver(living, nowMs)) return refuse("pass_expired").refusal;
  if (living.pass.visitor !== claim.visitor) return refuse("pass_wrong_visitor").refusal;
  if (living.buyer !== null && living.buyer !== buyerId) return refuse("pass_wrong_visitor").refusal;
  return undefined;
}

function isAccount(visitor: VisitorId): visitor is UserId {
  return visitor.startsWith("usr_");
}
