import { createHash, createHmac, randomUUID } from "node:crypto";

/** Signatures are good for five minutes. */
const VALID_FOR_S = 300;

/**
 * `Upstash-Signature`: a JWT (HS256) by the signing key as it is written, over the destination (`sub`) and the SHA-256 of
 * the body (`body`, base64url with padding, as QStash sends it).
 */
export function signDelivery(signingKey: string, url: string, body: string, nowMs: number): string {
  const issuedAt = Math.floor(nowMs / 1_000);
  const bodyHash = createHash("sha256").update(body).digest("base64").replaceAll("+", "-").replaceAll("/", "_");
  const header = encode({ alg: "HS256", typ: "JWT" });
  const claims = encode({
    iss: "Upstash",
    sub: url,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + VALID_FOR_S,
    jti: `jwt_${randomUUID()}`,
    body: bodyHash,
  });
  const signature = createHmac("sha256", signingKey).update(`${header}.${claims}`).digest("base64url");
  return `${header}.${claims}.${signature}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
