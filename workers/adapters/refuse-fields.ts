import type { z } from "zod";
import { refuse } from "../../domain/result.ts";

/** `validation_failed`, with each wrong field of a webhook's body and nothing of its content. */
export function refuseFields({ issues }: z.ZodError, within: readonly string[] = []) {
  const errors = issues.map(({ path, message }) => ({
    field: [...within, ...path].join(".") || "body",
    detail: message,
  }));
  return refuse("validation_failed", { errors });
}
