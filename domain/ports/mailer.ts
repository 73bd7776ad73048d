export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The same key sends once. */
  readonly idempotencyKey: string;
}

/** Throws when the mail was not accepted (a `ServiceOutage` when it may be later); the caller's message is delivered again. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
