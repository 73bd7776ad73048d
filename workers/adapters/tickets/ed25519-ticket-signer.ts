import { Buffer } from "node:buffer";
import { z } from "zod";
import type { EventId, TicketId } from "../../../domain/contract/ids.ts";
import type { TicketClaims, TicketSigner } from "../../../domain/ports/ticket-signer.ts";

/** A `CryptoKey`, by the one name that workerd's types and Node's agree on. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const claimsSchema = z.tuple([z.literal(1), z.string(), z.string(), z.number().nullable(), z.number().nullable()]);
const jwkSchema = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), d: z.string(), x: z.string() });

/**
 * A ticket's code: `base64url(payload).base64url(signature)`, payload = JSON `[1, ticket, event, seat, area]`,
 * signature = Ed25519 (RFC 8032) over the payload's text. Short enough for a QR code that a phone reads in the rain,
 * and checked offline with the public key alone.
 *
 * `jwk` is the private key as one line of JSON (RFC 8037); throws when it is not one.
 */
export function createTicketSigner(jwk: string): TicketSigner {
  const { d, ...publicJwk } = jwkSchema.parse(JSON.parse(jwk));
  // Keys belong to the isolate; each caller awaits an import of its own until one is kept.
  let privateKey: Key | undefined;
  let publicKey: Key | undefined;

  async function signingKey(): Promise<Key> {
    return (privateKey ??= await crypto.subtle.importKey("jwk", { ...publicJwk, d }, "Ed25519", false, ["sign"]));
  }
  async function verifyingKey(): Promise<Key> {
    return (publicKey ??= await crypto.subtle.importKey("jwk", publicJwk, "Ed25519", false, ["verify"]));
  }

  return {
    async sign({ ticket, event, seat, area }: TicketClaims): Promise<string> {
      const payload = Buffer.from(JSON.stringify([1, ticket, event, seat, area])).toString("base64url");
      const signature = await crypto.subtle.sign("Ed25519", await signingKey(), Buffer.from(payload));
      return `${payload}.${Buffer.from(signature).toString("base64url")}`;
    },

    async verify(code: string): Promise<TicketClaims | undefined> {
      const [payload, signature, ...rest] = code.split(".");
      if (payload === undefined || signature === undefined || rest.length > 0 || code.length > 400) return undefined;
      const bytes = Buffer.from(signature, "base64url");
      const genuine = await crypto.subtle.verify("Ed25519", await verifyingKey(), bytes, Buffer.from(payload));
      if (!genuine) return undefined;
      const [, ticket, event, seat, area] = claimsSchema.parse(
        JSON.parse(Buffer.from(payload, "base64url").toString()),
      );
      return { ticket: ticket as TicketId, event: event as EventId, seat, area };
    },
  };
}
