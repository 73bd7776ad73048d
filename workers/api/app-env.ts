import type { RepeatKey } from "../../domain/contract/event-object.ts";
import type { UserId } from "../../domain/contract/ids.ts";
import type { Result } from "../../domain/result.ts";
import type { PassClaims } from "../../domain/ports/queue-tokens.ts";
import type { User } from "../../domain/ports/users.ts";
import type { SignIn } from "../use-cases/sign-in.ts";
import type { Services } from "../services.ts";
import type { Bindings } from "../bindings.ts";
import type { Variables } from "../environment.ts";

/** What an isolate keeps between requests. */
export interface Kept {
  readonly services: Services;
  readonly signIn: SignIn;
  readonly settings: Variables;
  /** True when QStash signed this body for this address. */
  readonly verifyStep: (signature: string, body: string, url: string) => Promise<boolean>;
  /** Whether an error means that a service behind could not be asked, so that the same request may succeed later. */
  readonly isOutage: (error: unknown) => boolean;
  /** One cheap call to each dependency; throws when it cannot be reached. */
  readonly probes: Readonly<Record<string, () => Promise<void>>>;
  /** Development only: everything that was sold is gone. */
  readonly reset: () => Promise<void>;
}

/** Whose seats they will be, and by which pass. */
export interface Holder {
  readonly id: UserId;
  readonly pass: PassClaims | undefined;
}

export interface AppEnv {
  Bindings: Bindings;
  Variables: {
    kept: Kept;
    /** Set by `passShown`; undefined where no pass was shown. */
    shownPass: Result<PassClaims> | undefined;
    /** Set by `signedIn`. */
    buyer: User;
    /** Set by `signedIn` and `holderKnown`. */
    holder: Holder;
    /** Set by `idempotencyKey`. */
    repeat: RepeatKey;
  };
}
