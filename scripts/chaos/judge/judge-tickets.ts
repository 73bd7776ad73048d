import { createPrivateKey, createPublicKey, verify, type JsonWebKey } from "node:crypto";
import type { BookRow } from "./books.ts";

/** Whether a gate with today's key lets every valid ticket in; one line for each that it would not. */
export function judgeTickets(books: readonly BookRow[], ticketKey: string): string[] {
  const key = createPublicKey(createPrivateKey({ format: "jwk", key: JSON.parse(ticketKey) as JsonWebKey }));
  return books.flatMap(({ id, tickets }) =>
    tickets.flatMap(({ code }) => {
      const [payload = "", signature = ""] = code.split(".");
      const isGenuine = verify(null, Buffer.from(payload), key, Buffer.from(signature, "base64url"));
      return isGenuine ? [] : [`a valid ticket of ${id} is refused at the door`];
    }),
  );
}
