/**
 * `npm run dlq`: messages whose steps have failed for good, and the way back for them. QStash's own dead letters are not shown:
 * they name a row of the outbox and nothing else, and the outbox has long sent it again, or has it here.
 */
import { parseArgs } from "node:util";
import type { DeadLetterWire, OutboxStateWire } from "../domain/contract/wire/operations.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { deadLetterTable } from "./dlq/dead-letter-table.ts";
import { readDeadLetters } from "./dlq/read-dead-letters.ts";
import { retryLetter, retryLetters } from "./dlq/retry-letters.ts";
import { operatorApi, type OperatorApi } from "./operator-api.ts";

const USAGE = `npm run dlq [-- --retry ID | --retry all] [--url https://HOST]
Without --retry it lists them. The key is OPERATOR_KEY; the local stack's is found by itself.`;

async function dlq(): Promise<void> {
  const { retry, url } = readOptions();
  const api = operatorApi(url);
  if (retry === undefined) return list(api);
  if (retry !== "all") return console.log(await retryLetter(api, retry));
  for await (const line of retryLetters(api)) console.log(line);
}

async function list(api: OperatorApi): Promise<void> {
  const letters: readonly DeadLetterWire[] = await readDeadLetters(api);
  const state = await api.get<OutboxStateWire>("/operations/outbox");
  for (const line of deadLetterTable(letters, state, Date.now())) console.log(line);
}

function readOptions() {
  try {
    return parseArgs({ options: { retry: { type: "string" }, url: { type: "string" } } }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

await runCommand(dlq);
