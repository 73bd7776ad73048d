import type { UserId } from "../contract/ids.ts";

export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  /** PHC string: `$scrypt$ln=14,r=8,p=5$salt$hash`. */
  readonly passwordHash: string;
}

export interface Users {
  /** E-mail addresses compare without case. */
  findByEmail(email: string): Promise<User | undefined>;
  find(id: UserId): Promise<User | undefined>;
}
