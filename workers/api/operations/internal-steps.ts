import { Hono } from "hono";
import { z } from "zod";
import { stepNameOf, stepUrl, type StepName } from "../../../domain/contract/step-names.ts";
import { describeError } from "../../../domain/describe-error.ts";
import { MAX_OUTBOX_ID_LENGTH } from "../../../domain/outbox/max-outbox-id-length.ts";
import type { OutboxRow } from "../../../domain/ports/outbox.ts";
import { refuse } from "../../../domain/result.ts";
import { log } from "../../log.ts";
import { isStepFailure } from "../../steps/is-step-failure.ts";
import { runStep } from "../../steps/run-step.ts";
import type { AppEnv, Kept } from "../app-env.ts";
import { requestBodyLimit } from "../middleware/body-limit.ts";
import { problem, type FieldProblem } from "../problem.ts";

const messageSchema = z.object({ outboxId: z.string().min(1).max(MAX_OUTBOX_ID_LENGTH) });

/** QStash's word for "do not send this again". https://upstash.com/docs/qstash/features/retry */
const NON_RETRYABLE = { status: 489, headers: { "upstash-nonretryable-error": "true" } } as const;

/**
 * Where QStash delivers. The signature covers body and address; a message that is unknown or already consumed is
 * answered 200, so that it is not sent again; one that names no row is no message of ours, and answered 400; a step that could not finish is answered 500, so that it is, or 489 when it has
 * failed so often by itself that the message is a dead letter.
 */
export const internalStepsRoute = new Hono<AppEnv>().post(
  "/internal/steps/:name",
  requestBodyLimit,
  async (context) => {
    const kept = context.get("kept");
    const name = context.req.param("name");
    const body = await context.req.text();
    const signature = context.req.header("upstash-signature") ?? "";
    if (!(await kept.verifyStep(signature, body, stepUrl(kept.settings.PUBLIC_URL, name as StepName)))) {
      return problem(refuse("unauthenticated").refusal);
    }
    const message = messageSchema.safeParse(parseJson(body));
    if (!message.success) return refuseMessage(message.error);
    const row = await kept.services.outbox.find(message.data.outboxId);
    if (row === undefined || row.consumed || stepNameOf(row.message.type) !== name) {
      return context.json({ done: false, reason: row?.consumed === true ? "consumed" : "unknown" });
    }
    try {
      await runStep(kept.services, row.message, row.id);
    } catch (error) {
      return answerFailure(kept, name, row, error);
    }
    log.info("step done", { step: name, outboxId: row.id });
    return context.json({ done: true });
  },
);

/** Undefined for what is not JSON. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refuseMessage({ issues }: z.ZodError): Response {
  const errors: FieldProblem[] = issues.map(({ path, message }) => ({
    field: path.join(".") || "body",
    detail: message,
  }));
  log.warn("a step was sent what is no message", { fields: errors.map(({ field }) => field).join(", ") });
  return problem(refuse("validation_failed", { errors }).refusal);
}

/** Without `Retry-After`: QStash's own back-off is longer than anything that would be asked of it. */
async function answerFailure(
  { services, isOutage }: Kept,
  step: string,
  row: OutboxRow,
  error: unknown,
): Promise<Response> {
  if (!isStepFailure(error, isOutage)) {
    log.warn("step not finished", { step, outboxId: row.id, cause: describeError(error) });
    return Response.json({ done: false, reason: "later" }, { status: 500 });
  }
  const isDead = await services.outbox.fail(row.id, describeError(error));
  log.error(isDead ? "step failed, its message is a dead letter" : "step failed", error, { step, outboxId: row.id });
  return isDead
    ? Response.json({ done: false, reason: "dead" }, NON_RETRYABLE)
    : Response.json({ done: false, reason: "failed" }, { status: 500 });
}
