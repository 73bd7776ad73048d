import type { RedisError, RedisReply } from "./redis-reply.ts";

/** What stands behind the REST front: commands are lists of words, the first is the name. */
export interface RedisBackend {
  /** Throws {@link RedisError} for what Redis refuses; anything else that it throws means that Redis is out of reach. */
  call(command: readonly string[]): Promise<RedisReply>;
  /**
   * MULTI … EXEC: nobody else's command comes in between; a refusal of one does not undo the others. Throws
   * {@link RedisError} when one of them is no valid command: then none was run.
   */
  transaction(commands: readonly (readonly string[])[]): Promise<readonly (RedisReply | RedisError)[]>;
  stop(): Promise<void>;
}
