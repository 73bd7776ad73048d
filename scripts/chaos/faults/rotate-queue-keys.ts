import { newQueueKeys } from "../../provision/queue-keys.ts";
import { nothingToHeal, type Fault } from "./fault.ts";
import type { Target } from "./target.ts";

/** A new key in front, as the README tells operators to do; those before it still verify. */
export function rotateQueueKeys(target: Target): Fault {
  return {
    async inject() {
      const { root, variables } = target.release();
      const keys = `${newQueueKeys()},${variables.QUEUE_SIGNING_KEYS}`;
      await target.deploy({ root, variables: { ...variables, QUEUE_SIGNING_KEYS: keys } });
    },
    heal: nothingToHeal,
  };
}
