import { RedisError, type RedisReply } from "./redis-reply.ts";
import { scriptSha, withoutShebang } from "./script-text.ts";

/** What a command becomes before it is sent to a real Redis: another command, or an answer that we know already. */
export type Prepared = { readonly command: readonly string[] } | { readonly reply: RedisReply };

/**
 * The scripts that clients have sent, by the SHA-1 of their own text. A real Redis gets them without the shebang line, so
 * it knows them under another name than the client does: EVALSHA and SCRIPT are answered from here.
 */
export class ScriptBook {
  readonly #scripts = new Map<string, string>();

  /** Throws NOSCRIPT for a script that nobody has sent. */
  prepare(command: readonly string[]): Prepared {
    const [name = "", subject = "", ...rest] = command;
    switch (name.toUpperCase()) {
      case "EVAL":
        this.#learn(subject);
        return { command: ["EVAL", withoutShebang(subject), ...rest] };
      case "EVALSHA":
        return { command: ["EVAL", this.#known(subject), ...rest] };
      case "SCRIPT":
        return { reply: this.#manage(subject, rest) };
      default:
        return { command };
    }
  }

  #manage(subcommand: string, args: readonly string[]): RedisReply {
    switch (subcommand.toUpperCase()) {
      case "LOAD":
        return this.#learn(args[0] ?? "");
      case "EXISTS":
        return args.map((sha) => (this.#scripts.has(sha.toLowerCase()) ? 1 : 0));
      case "FLUSH":
        this.#scripts.clear();
        return "OK";
      default:
        throw new RedisError(`ERR unknown subcommand '${subcommand}'`);
    }
  }

  #learn(script: string): string {
    const sha = scriptSha(script);
    this.#scripts.set(sha, withoutShebang(script));
    return sha;
  }

  #known(sha: string): string {
    const script = this.#scripts.get(sha.toLowerCase());
    if (script === undefined) throw new RedisError("NOSCRIPT No matching script. Please use EVAL.");
    return script;
  }
}
