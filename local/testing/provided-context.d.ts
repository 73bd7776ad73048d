export type { ProvidedContext } from "vitest";

/** What the global set-ups provide to the tests. */
declare module "vitest" {
  export interface ProvidedContext {
    databaseUrl: string;
    neonProxy: string;
  }
}
