import { applyBooking } from "../../inventory/apply.ts";
import { availability } from "../../inventory/availability.ts";
import { decide } from "../../inventory/decide.ts";
import { admitCommand } from "../../waiting-room/admit-command.ts";
import { changeSettings } from "../../waiting-room/change-settings.ts";
import { endPass } from "../../waiting-room/end-pass.ts";
import { receiveReport } from "../../waiting-room/receive-report.ts";
import { restoreRoom } from "../../waiting-room/restore-room.ts";
import { tick } from "../../waiting-room/tick.ts";
import { usePass } from "../../waiting-room/use-pass.ts";
import { EventStore } from "./event-store.ts";

/** What the world drives, as it is; the deliberate bugs of mutants.ts put something else in one of these places. */
export const CORES = {
  decide,
  applyBooking,
  availability,
  admitCommand,
  usePass,
  endPass,
  receiveReport,
  tick,
  changeSettings,
  restoreRoom,
  createStore: (): EventStore => new EventStore(),
};

export type Cores = Readonly<typeof CORES>;
