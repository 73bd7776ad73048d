import { createHmac, timingSafeEqual } from "node:crypto";

/** The header `x-signature`: `sha256=` and the HMAC-SHA256 in hexadecimal digits. */
export function sign(secret: string, message: string): string {
  return `sha256=${createHmac("sha256", secret).update(message).digest("hex")}`;
}

export function isSigned(secret: string, message: string, header: string): boolean {
  const [given, wanted] = [Buffer.from(header), Buffer.from(sign(secret, message))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
