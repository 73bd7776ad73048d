import type { UserId } from "../../../domain/contract/ids.ts";
import type { Bank } from "./bank.ts";
import type { Caller } from "./caller.ts";
import type { Memory } from "./memory.ts";
import type { Person } from "./plan-person.ts";
import type { Sale } from "./sales.ts";
import type { Tally } from "./tally.ts";

/** One person at one sale, and what all visits share. */
export interface Visit {
  readonly person: Person;
  readonly sale: Sale;
  readonly buyer: UserId;
  readonly caller: Caller;
  readonly bank: Bank;
  readonly memory: Memory;
  readonly tally: Tally;
}
