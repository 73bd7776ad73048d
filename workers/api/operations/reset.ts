import { Hono } from "hono";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";

/** Development only: bookings, payments and holds are gone; users, events and plans stay. Elsewhere it does not exist. */
export const resetRoute = new Hono<AppEnv>().post("/reset", async (context) => {
  const { settings, reset } = context.get("kept");
  if (settings.ENVIRONMENT !== "development") return problem(refuse("not_found").refusal);
  await reset();
  return context.json({ reset: true });
});
