import { randomUUID } from "node:crypto";
import type { ReconciledWire } from "../../domain/contract/wire/operations.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import type { OperatorApi } from "../operator-api.ts";

/** Just after an outage every booking of a page may have to be asked about at a provider that is slow. */
const PAGE_TIMEOUT_MS = 4 * MINUTE_MS;

/** Page by page, of one event or of all of them. */
export async function* reconcileAll(
  api: Pick<OperatorApi, "post">,
  onlyEvent?: string,
): AsyncGenerator<ReconciledWire> {
  let body: { readonly event_id?: string; readonly after?: string } | undefined =
    onlyEvent === undefined ? {} : { event_id: onlyEvent };
  while (body !== undefined) {
    const { answer }: { answer: ReconciledWire } = await api.post<ReconciledWire>(
      "/operations/reconcile",
      body,
      randomUUID(),
      PAGE_TIMEOUT_MS,
    );
    if (answer.event_id === null) return;
    yield answer;
    if (answer.next !== null) body = { event_id: answer.event_id, after: answer.next };
    else if (onlyEvent !== undefined || answer.next_event_id === null) body = undefined;
    else body = { event_id: answer.next_event_id };
  }
}
