/**
 * How long the sweep leaves a thing to whom it belongs before it looks itself. Every number here is a wait in the promise that
 * a booking is final five minutes after the last fault (workers/steps/five-minutes.test.ts adds them up).
 */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../time.ts";

/** As `crons` in wrangler.toml says. */
export const SWEEP_EVERY_MS = MINUTE_MS;

/** An open payment of which nobody has heard for so long is asked about. */
export const QUIET_AFTER_MS = 2 * MINUTE_MS;

/** Until it is asked about again: less than a minute, so that a sweep which comes a little early does not pass it over. */
export const ASK_AGAIN_MS = 50 * SECOND_MS;
/** The same where a bank takes days to answer. */
export const ASK_BANK_AGAIN_MS = HOUR_MS;

/** Saga and object are given so long to agree about a booking, when no message about it is under way. */
export const SUSPECT_AFTER_MS = MINUTE_MS;
