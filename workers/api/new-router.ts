import { OpenAPIHono } from "@hono/zod-openapi";
import { refuse } from "../../domain/result.ts";
import type { AppEnv } from "./app-env.ts";
import { problem, type FieldProblem } from "./problem.ts";

/** A router whose routes are their own contract: what zod refuses is answered with each field's name and problem. */
export function newRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (parsed) => {
      if (parsed.success) return undefined;
      const errors: FieldProblem[] = parsed.error.issues.slice(0, 20).map((issue) => ({
        field: issue.path.join(".") || "body",
        detail: issue.message,
      }));
      return problem(refuse("validation_failed", { errors }).refusal);
    },
  });
}
