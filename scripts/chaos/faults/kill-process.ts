import { nothingToHeal, type Fault } from "./fault.ts";
import type { Target } from "./target.ts";

export function killProcess(target: Target, process: string): Fault {
  return { inject: () => target.crash(process), heal: nothingToHeal };
}
