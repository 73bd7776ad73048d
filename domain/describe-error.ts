/**
 * What may be logged of an error: the innermost cause, because those around it repeat statements with their parameters
 * (addresses, e-mails), and without credentials.
 */
export function describeError(error: unknown): string {
  const cause = innermost(error);
  if (!(cause instanceof Error)) return withoutCredentials(String(cause)).slice(0, 500);
  const where = cause.stack?.split("\n")[1]?.trim() ?? "";
  return withoutCredentials(`${cause.name}: ${cause.message} ${where}`).slice(0, 1_000);
}

function innermost(error: unknown): unknown {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause !== undefined; depth++) cause = cause.cause;
  return cause;
}

function withoutCredentials(text: string): string {
  return text
    .replaceAll(/\b\w+:\/\/[^\s/@]+@/g, "…@")
    .replaceAll(/\b(Bearer|Basic)\s+\S+/gi, "$1 …")
    .replaceAll(/\b(sk|rk|whsec|sig)_\w+/g, "$1_…");
}
