import type { Fault } from "./fault.ts";
import type { Target } from "./target.ts";

/** It keeps its connections and answers nobody, which is worse than a process that is gone. */
export function stopProcess(target: Target, process: string): Fault {
  let resume: (() => Promise<void>) | undefined;
  return {
    async inject() {
      resume = await target.pause(process);
    },
    async heal() {
      await resume?.();
      resume = undefined;
    },
  };
}
