import { Hono, type Context } from "hono";
import { z } from "zod";
import type { MailStore, StoredMail } from "./mail-store.ts";

const address = z.string().regex(/^(?:[^<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, "Invalid address");

const emailSchema = z
  .object({
    from: address,
    to: z.union([address.transform((to) => [to]), z.array(address).min(1).max(50)]),
    subject: z.string().regex(/^[^\r\n]*$/, "A subject is one line"),
    html: z.string().nullish(),
    text: z.string().nullish(),
  })
  .refine(({ html, text }) => typeof (html ?? text) === "string", {
    error: "Missing `html` or `text` field.",
    path: ["html"],
  });

/** Resend's HTTP API, as far as sending goes. https://resend.com/docs/api-reference/emails/send-email */
export function mailApi(store: MailStore, apiKey: string, nowMs: () => number): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    const authorization = c.req.header("authorization");
    if (authorization === `Bearer ${apiKey}`) return next();
    if (authorization === undefined)
      return refuse(c, 401, "missing_api_key", "Missing API key in the authorization header.");
    return refuse(c, 403, "invalid_api_key", "API key is invalid.");
  });

  app.post("/", async (c) => {
    const key = c.req.header("idempotency-key");
    if (key !== undefined && (key.length < 1 || key.length > 256)) {
      return refuse(c, 400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
    }
    const mail = emailSchema.safeParse(await c.req.json().catch(() => undefined), { reportInput: true });
    if (!mail.success) return refuseFields(c, mail.error);
    const { from, to, subject, html = null, text = null } = mail.data;
    const outcome = store.send({ from, to, subject, html, text }, key, nowMs());
    if (outcome.kind === "accepted") return c.json({ id: outcome.id });
    return refuse(c, 409, "invalid_idempotent_request", "Same idempotency key used with a different request payload.");
  });

  app.get("/:id", (c) => {
    const mail = store.find(c.req.param("id"));
    return mail === undefined ? refuse(c, 404, "not_found", "Email not found") : c.json(mailJson(mail));
  });
  return app;
}

/** As Resend shows a mail that it has sent. */
export function mailJson({ id, from, to, subject, html, text, createdAt }: StoredMail): object {
  const created_at = createdAt.toISOString();
  return { object: "email", id, from, to, subject, html, text, created_at, last_event: "delivered" };
}

function refuseFields(c: Context, error: z.ZodError): Response {
  const fields = error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  const missing = error.issues.some((issue) => issue.code === "invalid_type" && issue.input === undefined);
  return refuse(c, 422, missing ? "missing_required_field" : "validation_error", fields.join("; "));
}

function refuse(c: Context, statusCode: 400 | 401 | 403 | 404 | 409 | 422, name: string, message: string): Response {
  return c.json({ statusCode, name, message }, statusCode);
}
