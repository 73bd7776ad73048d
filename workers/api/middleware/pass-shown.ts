import { createMiddleware } from "hono/factory";
import { PASS_HEADER } from "../../../domain/contract/wire/queue.ts";
import { readPass } from "../../use-cases/queue/read-pass.ts";
import type { AppEnv } from "../app-env.ts";

/** Reads the pass, if one is shown. First of all guards: a good pass is what its bearer is limited by. */
export const passShown = createMiddleware<AppEnv>(async (context, next) => {
  const pass = context.req.header(PASS_HEADER);
  context.set("shownPass", pass === undefined ? undefined : readPass(context.get("kept").services, pass));
  await next();
});
