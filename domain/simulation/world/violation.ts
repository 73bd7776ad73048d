/** An invariant of the design (I1–I8), the agreement with the books, or the replay of the log. */
export type Rule = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "books" | "replay" | "bug";

/** Something that must never happen has happened. Ends the run. */
export class Violation extends Error {
  readonly rule: Rule;

  constructor(rule: Rule, what: string) {
    super(`${rule}: ${what}`);
    this.rule = rule;
  }
}

/** `what` is put together only when it is needed. */
export function insist(holds: boolean, rule: Rule, what: () => string): asserts holds {
  if (!holds) throw new Violation(rule, what());
}
