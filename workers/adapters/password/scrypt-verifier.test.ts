import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ScryptVerifier } from "./scrypt-verifier.ts";

function phcOf(password: string, ln = 14): string {
  const salt = Buffer.from("0123456789abcdef");
  const hash = scryptSync(password, salt, 32, {
    cost: 2 ** ln,
    blockSize: 8,
    parallelization: 5,
    maxmem: 64 * 1024 * 1024,
  });
  const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  return `$scrypt$ln=${ln},r=8,p=5$${text(salt)}$${text(hash)}`;
}

describe("the password verifier", () => {
  it("accepts the password of a hash and nothing else, before and after it has seen it", () => {
    const verifier = new ScryptVerifier();
    const phc = phcOf("correct horse");
    for (let i = 0; i < 2; i++) {
      expect(verifier.verify("correct horse", phc)).toBe(true);
      expect(verifier.verify("wrong horse", phc)).toBe(false);
    }
    expect(verifier.verify("correct horse", phcOf("another"))).toBe(false);
  });

  it("refuses what is not such a hash, or asks for more memory than an isolate has", () => {
    const verifier = new ScryptVerifier();
    for (const phc of ["", "plain", "$argon2id$v=19$x$y", "$scrypt$ln=20,r=8,p=1$c2FsdA$aGFzaA"]) {
      expect(verifier.verify("x", phc)).toBe(false);
    }
  });
});
