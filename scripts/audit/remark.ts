import type { FindingCode } from "./finding-kinds.ts";

/** What a check has to say about one thing. */
export interface Remark {
  readonly code: FindingCode;
  /** Of the event that it is about; null where nobody knows. */
  readonly event: string | null;
  /** The booking, payment, seat, … that it is about. */
  readonly subject: string;
  /** What differs, in figures, in words for people. */
  readonly says: string;
  /** Absent: wrong at once. Else it may be work under way, begun then … */
  readonly sinceMs?: number;
  /** … and patience begins only here, where that is later. */
  readonly dueMs?: number;
}
