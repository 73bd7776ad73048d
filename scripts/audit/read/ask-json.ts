import type { z } from "zod";
import { CommandFailure } from "../../command-failure.ts";

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * One GET, as its schema says it must be. Busy (429) and broken (5xx, no answer) servers are asked again, a few times: an
 * audit of a thousand pages must not end with one of them. Throws a CommandFailure when there is nothing to compare.
 */
export async function askJson<T>(url: string, headers: Record<string, string>, schema: z.ZodType<T>): Promise<T> {
  const { origin, pathname } = new URL(url);
  let failure = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // The key goes where it was sent, and nowhere else.
    const answer = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (error: unknown) => String(error),
    );
    if (typeof answer !== "string" && answer.ok) return parse(await answer.json(), schema, origin + pathname);
    failure = typeof answer === "string" ? answer : `${answer.status}: ${(await answer.text()).slice(0, 300)}`;
    if (typeof answer !== "string" && answer.status < 500 && answer.status !== 429) break;
    const askedToWaitMs = typeof answer === "string" ? 0 : Number(answer.headers.get("retry-after") ?? 0) * 1_000;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS * attempt, askedToWaitMs));
    if (attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new CommandFailure(`${origin}${pathname} cannot be read: ${failure}`);
}

function parse<T>(body: unknown, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CommandFailure(`${what} says what the auditor cannot read: ${issue?.path.join(".")}: ${issue?.message}`);
}
