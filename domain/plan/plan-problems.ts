import type { z } from "zod";

const MAX_PROBLEMS = 20;
const MAX_QUOTED_LENGTH = 40;

/** Collects what is wrong with a plan, as lines for people, until there are enough of them to stop reading. */
export class PlanProblems {
  readonly lines: string[] = [];

  get full(): boolean {
    return this.lines.length >= MAX_PROBLEMS;
  }

  /** `where` names the place from the outside in; parts that are empty are left out. */
  add(where: readonly string[], what: string): void {
    if (this.full) return;
    const place = where.filter((part) => part !== "").join(", ");
    this.lines.push(place === "" ? what : `${place}: ${what}`);
  }

  /** Checks one level of the plan; undefined when it is wrong, and then its problems are on the list. */
  check<T extends z.ZodType>(schema: T, value: unknown, where: readonly string[]): z.infer<T> | undefined {
    const parsed = schema.safeParse(value, { error: explain });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const member = issue.path.join(".");
      this.add(where, member === "" ? issue.message : `${member} ${issue.message}`);
    }
    return undefined;
  }
}

/** A name from the plan inside a message: short, on one line, in quotes. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > MAX_QUOTED_LENGTH ? `${name.slice(0, MAX_QUOTED_LENGTH)}…` : name);
}

/** Messages that read on after the member's name: `position.x must be a number`. Others stay zod's own. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "is missing";
  if (issue.code === "invalid_type") return `must be ${/^[ao]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_union") return "has the wrong type";
  if (issue.code === "too_big") {
    return issue.origin === "string" ? `is longer than ${issue.maximum} characters` : `is over ${issue.maximum}`;
  }
  if (issue.code === "too_small") return issue.origin === "string" ? "is empty" : `is under ${issue.minimum}`;
  return undefined;
}
