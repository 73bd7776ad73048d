/** Members of an answer's JSON: undefined where they are missing or of another type. */
export function textIn(body: unknown, member: string): string | undefined {
  const value = valueIn(body, member);
  return typeof value === "string" ? value : undefined;
}

export function numberIn(body: unknown, member: string): number | undefined {
  const value = valueIn(body, member);
  return typeof value === "number" ? value : undefined;
}

export function listIn(body: unknown, member: string): readonly unknown[] {
  const value = valueIn(body, member);
  return Array.isArray(value) ? value : [];
}

export function valueIn(body: unknown, member: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, member) : undefined;
}

/** A text that must be there: an answer without it breaks the contract. */
export function requiredText(body: unknown, member: string): string {
  const text = textIn(body, member);
  if (text === undefined) throw new Error(`an answer without ${member}: ${JSON.stringify(body)}`);
  return text;
}

/** An instant, ISO 8601 on the wire. */
export function requiredInstant(body: unknown, member: string): number {
  const atMs = Date.parse(requiredText(body, member));
  if (Number.isNaN(atMs)) throw new Error(`an answer whose ${member} is no instant: ${JSON.stringify(body)}`);
  return atMs;
}
