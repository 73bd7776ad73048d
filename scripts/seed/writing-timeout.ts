import { MINUTE_MS } from "../../domain/time.ts";

/** Seeding sends plans of megabytes and users by the million, perhaps over a slow line. */
export const WRITING_TIMEOUT_MS = 30 * MINUTE_MS;
