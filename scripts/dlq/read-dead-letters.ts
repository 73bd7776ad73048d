import type { DeadLetterWire } from "../../domain/contract/wire/operations.ts";
import type { OperatorApi } from "../operator-api.ts";

const PAGE_SIZE = 200;

interface LetterPage {
  readonly items: readonly DeadLetterWire[];
  readonly total: number;
}

/** All of them, before any is sent again: a list that gets shorter meanwhile would be read with gaps. */
export async function readDeadLetters(api: Pick<OperatorApi, "get">): Promise<readonly DeadLetterWire[]> {
  const letters: DeadLetterWire[] = [];
  for (let page = 1; ; page++) {
    const { items, total } = await api.get<LetterPage>(`/operations/dead-letters?page=${page}&pageSize=${PAGE_SIZE}`);
    letters.push(...items);
    if (items.length === 0 || letters.length >= total) return letters;
  }
}
