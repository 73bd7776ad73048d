/** What a command answers: a text, an integer, nothing, or a list of these. Floats travel as text, as in Redis. */
export type RedisReply = string | number | null | readonly RedisReply[];

/** An error that Redis would answer, with its code as first word: `WRONGTYPE Operation against …`. */
export class RedisError extends Error {
  override readonly name = "RedisError";
}
