import { paperHouse, type PaperSeat } from "../../best-available/testing/paper-house.ts";
import type { EventConfig } from "../../contract/event-object.ts";
import { DEFAULT_QUEUE, type QueueSettings } from "../../contract/waiting-room.ts";
import { SECOND_MS } from "../../time.ts";
import type { Dice } from "./dice.ts";

export interface SaleOnPaper {
  readonly config: EventConfig;
  /** Where the seats are, as one draws it. */
  readonly seats: readonly PaperSeat[];
}

/** A small house and short times, so that people meet, holds end and passes run out within a minute. */
export function saleConfig(dice: Dice, nowMs: number): SaleOnPaper {
  const house = paperHouse({
    Stalls: ["sssssss", "ssss|ssss"],
    Balcony: ["bbbbb|bbb", "bbwwb"],
  });
  const config: EventConfig = {
    ...house.config,
    blockedSeats: [3],
    areas: [
      { name: "Standing", category: 0, capacity: 7 },
      { name: "Terrace", category: 1, capacity: 3 },
    ],
    maxPerBuyer: 4,
    maxOpenBookingsPerBuyer: 2,
    holdTtlMs: 9 * SECOND_MS,
    paymentTtlMs: 7 * SECOND_MS,
    guardsSingleSeats: dice.chance(0.5),
    gates: dice.pick([0, 2, 3]),
    ...(dice.chance(0.9) ? { queue: queueSettings(dice, nowMs) } : {}),
  };
  return { config, seats: house.seats };
}

function queueSettings(dice: Dice, nowMs: number): QueueSettings {
  const hasLobby = dice.chance(0.5);
  return {
    ...DEFAULT_QUEUE,
    mode: dice.pick(["on", "on", "on", "automatic"]),
    visitors: dice.pick(hasLobby ? ["account", "email"] : ["account", "email", "cookie"]),
    ratePerS: dice.pick([0.8, 2, 5]),
    maxActive: dice.int(3, 7),
    opensAtMs: hasLobby ? nowMs + dice.int(2, 8) * SECOND_MS + dice.int(0, 999) : null,
    passTtlMs: 4 * SECOND_MS,
    sessionTtlMs: 14 * SECOND_MS,
    switchOn: { ratePerS: dice.pick([0.3, 1]), active: dice.int(2, 5) },
  };
}
