/** What the crowd as a whole went through. */
export class Tally {
  requests = 0;
  /** When requests failed that should not have: no answer, or one of 500 and above. */
  readonly failedAtMs: number[] = [];
  /** Answers that only a bug can give. */
  internalErrors = 0;
  /** How buyers' days ended. */
  readonly outcomes = new Map<string, number>();
  /** Why they were refused. */
  readonly refusals = new Map<string, number>();

  ended(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }
}
