import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { WORKER_VARIABLES } from "../../scripts/start/worker-variables.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const capnp = read("./sluice.capnp");
const wrangler = read("../../wrangler.toml");

/** The first group of each match. */
function found(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), (match) => match[1] ?? "");
}

describe("sluice.capnp", () => {
  it("binds exactly the Worker's variables, each from the environment variable of its name", () => {
    const bound = found(capnp, /\(name = "(\w+)", fromEnvironment = "\1"\)/g);
    expect(bound.toSorted()).toEqual(WORKER_VARIABLES.toSorted());
    expect(found(capnp, /fromEnvironment = "(\w+)"/g)).toHaveLength(bound.length);
  });

  it("knows every variable that the Worker parses, and every secret that can be set", () => {
    const parsed = found(read("../../workers/environment.ts"), /^ {2}([A-Z][A-Z_]+): /gm);
    expect(WORKER_VARIABLES.toSorted()).toEqual(parsed.toSorted());
    const secrets = found(read("../../.dev.vars.example"), /^([A-Z_]+)=/gm);
    expect(WORKER_VARIABLES).toEqual(expect.arrayContaining(secrets));
    expect(secrets).toContain("DATABASE_URL");
  });

  it("has wrangler.toml's compatibility date for each worker", () => {
    const [date] = found(wrangler, /^compatibility_date = "([\d-]+)"$/gm);
    expect(new Set(found(capnp, /compatibilityDate = "([\d-]+)"/g))).toEqual(new Set([date]));
  });

  it("has wrangler.toml's objects under wrangler.toml's names", () => {
    const objects = (text: string, pattern: RegExp) => new Set(found(text, pattern));
    expect(objects(capnp, /\(name = "(\w+)", durableObjectNamespace/g)).toEqual(
      objects(wrangler, /_objects\.bindings\]\]\nname = "(\w+)"/g),
    );
    expect(objects(capnp, /className = "(\w+)"/g)).toEqual(objects(wrangler, /^class_name = "(\w+)"/gm));
  });
});
