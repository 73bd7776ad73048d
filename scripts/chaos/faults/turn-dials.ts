import type { Dial, DialSettings } from "./dial.ts";
import type { Fault } from "./fault.ts";

/** What stand-ins play by themselves while it lasts. */
export function turnDials(dials: readonly Dial[], settings: DialSettings): Fault {
  return {
    async inject() {
      await Promise.all(dials.map((dial) => dial.turn(settings)));
    },
    async heal() {
      await Promise.all(dials.map((dial) => dial.turnBack(Object.keys(settings))));
    },
  };
}
