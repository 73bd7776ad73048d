import { randomUUID } from "node:crypto";
import { OperatorRefusal, type OperatorApi } from "../operator-api.ts";
import { readDeadLetters } from "./read-dead-letters.ts";

/** Sends all dead letters to their steps again. Gives a line about each as it goes. */
export async function* retryLetters(api: Pick<OperatorApi, "get" | "post">): AsyncGenerator<string> {
  const letters = await readDeadLetters(api);
  if (letters.length === 0) yield "There are no dead letters.";
  for (const { id } of letters) {
    try {
      yield await retryLetter(api, id);
    } catch (error) {
      // Somebody else has sent it since the list was read.
      if (!(error instanceof OperatorRefusal && error.status === 404)) throw error;
      yield `${id} is no dead letter any more`;
    }
  }
}

export async function retryLetter(api: Pick<OperatorApi, "post">, id: string): Promise<string> {
  await api.post(`/operations/dead-letters/${encodeURIComponent(id)}/retry`, {}, randomUUID());
  return `${id} is on its way again`;
}
