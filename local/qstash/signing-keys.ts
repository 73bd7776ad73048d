import { randomBytes } from "node:crypto";

/** The key that signs, and the one that will sign after the next rotation. Receivers accept both. */
export class SigningKeys {
  #current: string;
  #next: string;

  constructor(current: string, next: string) {
    this.#current = current;
    this.#next = next;
  }

  get current(): string {
    return this.#current;
  }

  get next(): string {
    return this.#next;
  }

  rotate(): void {
    this.#current = this.#next;
    this.#next = `sig_${randomBytes(20).toString("base64url")}`;
  }
}
