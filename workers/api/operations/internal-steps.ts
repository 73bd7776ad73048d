import { Hono } from "hono";
import { z } from "zod";
import { stepNameOf, stepUrl, type StepName } from "../../../domain/contract/step-names.ts";
import { refuse } from "../../../domain/result.ts";
import { log } from "../../log.ts";
import { runStep } from "../../steps/run-step.ts";
import type { AppEnv } from "../app-env.ts";
import { requestBodyLimit } from "../middleware/body-limit.ts";
import { problem } from "../problem.ts";

const messageSchema = z.object({ outboxId: z.string().min(1).max(200) });

/**
 * Where QStash delivers. The signature covers body and address; a message that is unknown or already consumed is
 * answered 200, so that it is not sent again; a step that could not finish is answered 500, so that it is.
 */
export const internalStepsRoute = new Hono<AppEnv>().post(
  "/internal/steps/:name",
  requestBodyLimit,
  async (context) => {
    const { services, settings, verifyStep } = context.get("kept");
    const name = context.req.param("name");
    const body = await context.req.text();
    const signature = context.req.header("upstash-signature") ?? "";
    if (!(await verifyStep(signature, body, stepUrl(settings.PUBLIC_URL, name as StepName)))) {
      return problem(refuse("unauthenticated").refusal);
    }
    const parsed = messageSchema.safeParse(JSON.parse(body));
    const row = parsed.success ? await services.outbox.find(parsed.data.outboxId) : undefined;
    if (row === undefined || row.consumed || stepNameOf(row.message.type) !== name) {
      return context.json({ done: false, reason: row?.consumed === true ? "consumed" : "unknown" });
    }
    await runStep(services, row.message, row.id);
    log.info("step done", { step: name, outboxId: row.id });
    return context.json({ done: true });
  },
);
