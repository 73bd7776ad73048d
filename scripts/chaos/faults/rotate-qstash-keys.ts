import { randomBytes } from "node:crypto";
import type { Fault } from "./fault.ts";
import type { Target } from "./target.ts";

/**
 * QStash signs by what was its next key, and has a new next one. While it lasts the Worker knows the old pair, which has the
 * key that signs; then it is deployed with the new pair.
 */
export function rotateQStashKeys(target: Target): Fault {
  let isOwed = false;
  let pair = { QSTASH_CURRENT_SIGNING_KEY: "", QSTASH_NEXT_SIGNING_KEY: "" };
  return {
    async inject() {
      const current = target.release().variables.QSTASH_NEXT_SIGNING_KEY;
      pair = { QSTASH_CURRENT_SIGNING_KEY: current, QSTASH_NEXT_SIGNING_KEY: `sig_${randomBytes(20).toString("hex")}` };
      isOwed = true;
      await target.reconfigure("qstash", pair);
    },
    async heal() {
      if (!isOwed) return;
      isOwed = false;
      const { root, variables } = target.release();
      await target.deploy({ root, variables: { ...variables, ...pair } });
    },
  };
}
