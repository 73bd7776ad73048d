/**
 * Upstash's REST protocol, as far as @upstash/redis uses it:
 *   POST /            ["SET","k","v"]            {result} | 400 {error}
 *   POST /pipeline    [["GET","k"],["INCR","n"]] [{result} | {error}, …], each on its own
 *   POST /multi-exec  the same, as one transaction; 400 {error} when it was not run
 * All with `Authorization: Bearer <token>`; `Upstash-Encoding: base64` is honoured.
 */
import { bearsToken } from "../process/bears-token.ts";
import type { JsonReply, JsonRequest } from "../process/json-server.ts";
import { encodeReply } from "./encode-reply.ts";
import { parseCommand, parseCommands } from "./parse-command.ts";
import type { RedisBackend } from "./redis-backend.ts";
import { RedisError, type RedisReply } from "./redis-reply.ts";

type Answer = { readonly result: RedisReply } | { readonly error: string };

/** The handler of the REST front for that backend. */
export function createRestApi(backend: RedisBackend, token: string): (request: JsonRequest) => Promise<JsonReply> {
  return async (request) => {
    if (!bearsToken(request.headers, token)) {
      return { status: 401, body: { error: "WRONGPASS invalid or missing auth token" } };
    }
    try {
      return (await route(backend, request)) ?? { status: 404, body: { error: "ERR no such path" } };
    } catch (error) {
      if (error instanceof RedisError) return { status: 400, body: { error: error.message } };
      console.error(error);
      return { status: 503, body: { error: "ERR redis is out of reach" } };
    }
  };
}

async function route(
  backend: RedisBackend,
  { method, target, headers, body }: JsonRequest,
): Promise<JsonReply | undefined> {
  if (method !== "POST") return undefined;
  const base64 = headers["upstash-encoding"] === "base64";
  const toAnswer = (reply: RedisReply | RedisError): Answer =>
    reply instanceof RedisError ? { error: reply.message } : { result: encodeReply(reply, base64) };

  switch (target) {
    case "/":
      return { status: 200, body: toAnswer(await backend.call(parseCommand(parseJson(body)))) };
    case "/pipeline": {
      const answers: Answer[] = [];
      for (const command of parseCommands(parseJson(body))) answers.push(toAnswer(await outcome(backend, command)));
      return { status: 200, body: answers };
    }
    case "/multi-exec":
      return { status: 200, body: (await backend.transaction(parseCommands(parseJson(body)))).map(toAnswer) };
    default:
      return undefined;
  }
}

async function outcome(backend: RedisBackend, command: readonly string[]): Promise<RedisReply | RedisError> {
  try {
    return await backend.call(command);
  } catch (error) {
    if (error instanceof RedisError) return error;
    throw error;
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new RedisError("ERR the body is no JSON");
  }
}
