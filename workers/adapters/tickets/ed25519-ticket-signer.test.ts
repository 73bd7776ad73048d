import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId, ticketId } from "../../../domain/contract/ids.ts";
import { createTicketSigner } from "./ed25519-ticket-signer.ts";

function newKey(): string {
  return JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
}

const event = mintEventId();
const claims = { ticket: ticketId(mintBookingId(event, 1), 0), event, seat: 12, area: null };

describe("a ticket's code", () => {
  it("says what was signed, and is the same each time", async () => {
    const signer = createTicketSigner(newKey());
    const code = await signer.sign(claims);
    expect(await signer.verify(code)).toEqual(claims);
    expect(await signer.sign(claims)).toBe(code);
    expect(code.length).toBeLessThan(300);
  });

  it("is worth nothing when one character is changed, or another key signed it", async () => {
    const signer = createTicketSigner(newKey());
    const code = await signer.sign(claims);
    for (let i = 0; i < code.length; i += 7) {
      const other = code[i] === "A" ? "B" : "A";
      expect(await signer.verify(code.slice(0, i) + other + code.slice(i + 1))).toBeUndefined();
    }
    expect(await createTicketSigner(newKey()).verify(code)).toBeUndefined();
    for (const nonsense of ["", ".", "a.b.c", "x".repeat(500)]) expect(await signer.verify(nonsense)).toBeUndefined();
  });

  it("needs an Ed25519 private key", () => {
    expect(() => createTicketSigner('{"kty":"RSA"}')).toThrow();
  });
});
