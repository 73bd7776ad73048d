import { createPrivateKey, generateKeyPairSync } from "node:crypto";

/** A fresh Ed25519 private key, as a JWK on one line. */
export function newTicketKey(): string {
  return JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
}

export function looksLikeEd25519Jwk(text: string): boolean {
  try {
    return createPrivateKey({ key: JSON.parse(text), format: "jwk" }).asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}
