/**
 * Neon's SQL over HTTP: `POST /sql` with `{query, params}`, or `{queries: […]}` for a non-interactive transaction. Rows
 * are arrays of PostgreSQL's own text, which the driver parses. An error of PostgreSQL is 400 with its fields; anything
 * else is 500. The protocol is the one that `@neondatabase/serverless` speaks (its `neon()`).
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { DatabaseError, type Pool, type PoolClient } from "pg";

interface Statement {
  readonly query: string;
  readonly params?: unknown[];
}

interface Upstream {
  readonly user: string;
  readonly password: string;
  pool(database: string): Pool;
}

const ISOLATION_LEVELS: Readonly<Record<string, string>> = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

const ERROR_FIELDS = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

export async function answerSql(request: IncomingMessage, response: ServerResponse, upstream: Upstream): Promise<void> {
  let status = 200;
  let answer: unknown;
  try {
    answer = await runRequest(request, upstream);
  } catch (error) {
    const known = error instanceof DatabaseError;
    status = known ? 400 : 500;
    answer = known ? errorFields(error) : { message: error instanceof Error ? error.message : "failed" };
  }
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
}

async function runRequest(request: IncomingMessage, upstream: Upstream): Promise<unknown> {
  const address = new URL(String(request.headers["neon-connection-string"]));
  if (address.username !== upstream.user || decodeURIComponent(address.password) !== upstream.password) {
    throw databaseError(`password authentication failed for user '${address.username}'`, "28P01");
  }
  const body = JSON.parse(await text(request)) as Statement | { readonly queries: readonly Statement[] };
  const client = await upstream.pool(address.pathname.slice(1)).connect();
  let broken = false;
  // Without a listener, a server that dies while the client is ours would end this process.
  const onError = () => (broken = true);
  client.on("error", onError);
  try {
    if (!("queries" in body)) return await run(client, body);
    return await runTransaction(client, body.queries, request.headers);
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

async function runTransaction(
  client: PoolClient,
  statements: readonly Statement[],
  headers: IncomingMessage["headers"],
): Promise<unknown> {
  await client.query(begin(headers));
  try {
    const results: unknown[] = [];
    for (const statement of statements) results.push(await run(client, statement));
    await client.query("COMMIT");
    return { results };
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

function begin(headers: IncomingMessage["headers"]): string {
  const isolation = ISOLATION_LEVELS[String(headers["neon-batch-isolation-level"])];
  const readOnly = headers["neon-batch-read-only"];
  const words = [
    "BEGIN",
    isolation === undefined ? "" : `ISOLATION LEVEL ${isolation}`,
    readOnly === "true" ? "READ ONLY" : "",
    readOnly === "false" ? "READ WRITE" : "",
    headers["neon-batch-deferrable"] === "true" ? "DEFERRABLE" : "",
  ];
  return words.filter((word) => word !== "").join(" ");
}

async function run(client: PoolClient, { query, params = [] }: Statement): Promise<unknown> {
  const config = {
    text: query,
    values: params,
    rowMode: "array" as const,
    // As Neon: one statement per query, never several in one text.
    queryMode: "extended",
    types: { getTypeParser: () => (value: string) => value },
  };
  const { command, rowCount, rows, fields } = await client.query(config);
  return { command, rowCount, rowAsArray: true, rows, fields };
}

function databaseError(message: string, code: string): DatabaseError {
  const error = new DatabaseError(message, message.length, "error");
  error.code = code;
  error.severity = "FATAL";
  return error;
}

function errorFields(error: DatabaseError): Record<string, unknown> {
  return { message: error.message, ...Object.fromEntries(ERROR_FIELDS.map((field) => [field, error[field]])) };
}
