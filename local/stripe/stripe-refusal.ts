import type { PaymentIntent, StripeErrorBody } from "./stripe-objects.ts";

/** An answer of Stripe that is an error. Thrown by operations before they have written anything. */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly body: StripeErrorBody;

  constructor(status: number, body: StripeErrorBody) {
    super(body.message);
    this.name = "StripeRefusal";
    this.status = status;
    this.body = body;
  }
}

export function invalidRequest(message: string, details: Partial<StripeErrorBody> = {}): StripeRefusal {
  return new StripeRefusal(400, { type: "invalid_request_error", message, ...details });
}

export function missing(kind: string, id: string): StripeRefusal {
  const message = `No such ${kind}: '${id}'`;
  return new StripeRefusal(404, { type: "invalid_request_error", code: "resource_missing", message, param: "id" });
}

export function unexpectedState(message: string, { sim: _ours, ...intent }: PaymentIntent): StripeRefusal {
  return invalidRequest(message, { code: "payment_intent_unexpected_state", payment_intent: intent });
}
