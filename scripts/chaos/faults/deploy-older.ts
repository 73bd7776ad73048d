import type { Release } from "../../start/stack.ts";
import type { Fault } from "./fault.ts";
import type { Target } from "./target.ts";

/** Somebody rolls back, and forward again: the older Worker and its objects find the rows of the newer ones. */
export function deployOlder(target: Target): Fault {
  let newest: Release | undefined;
  return {
    async inject() {
      const { olderRoot } = target;
      if (olderRoot === undefined) throw new Error("there is no older bundle");
      newest = target.release();
      await target.deploy({ ...newest, root: olderRoot });
    },
    async heal() {
      if (newest === undefined) return;
      await target.deploy(newest);
      newest = undefined;
    },
  };
}
