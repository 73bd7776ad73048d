import type { Release } from "../../start/stack.ts";
import type { Dial } from "./dial.ts";

/** The stack in the hands of the adversary. */
export interface Target {
  /** SIGKILL; resolves once its successor listens. `postgres-server` is PostgreSQL itself, not its launcher. */
  crash(process: string): Promise<void>;
  /** SIGSTOP; resolves with what lets it go on. */
  pause(process: string): Promise<() => Promise<void>>;
  /** What runs as the Worker now. */
  release(): Release;
  /** Replaces the Worker; resolves once the new one listens. */
  deploy(release: Release): Promise<void>;
  /** Starts a stand-in anew, with these of its settings from then on. */
  reconfigure(standIn: string, env: Readonly<Record<string, string>>): Promise<void>;
  /** The faults that stand-ins play by themselves. */
  readonly dials: { readonly qstash: Dial; readonly providers: readonly Dial[] };
  /** The folder of an older revision, built; undefined where there is none. */
  readonly olderRoot: string | undefined;
}
