/** A message on its way, as it is kept in the store. */
export interface Message {
  readonly id: string;
  readonly url: string;
  readonly method: string;
  /** As the destination gets them, without those that each attempt adds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly maxRetries: number;
  readonly retried: number;
  readonly createdAtMs: number;
  readonly dueAtMs: number;
}

/** A message that was given up. */
export interface DeadLetter extends Message {
  readonly dlqId: string;
  readonly responseStatus: number;
  readonly responseBody: string;
}

/** A message that was asked for; within ten minutes only one goes out per deduplication id. */
export interface NewMessage {
  readonly message: Message;
  readonly deduplicationId: string | undefined;
}
