import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../start/project-root.ts";
import { manyIsolates, socketNames } from "./many-isolates.ts";

const capnp = readFileSync(join(projectRoot, "local", "workerd", "sluice.capnp"), "utf8");
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe("a local edge with three isolates", () => {
  const many = manyIsolates(capnp, 3);

  it("has three Workers with a socket each", () => {
    expect(count(many, /^const main\d* :Workerd/gm)).toBe(3);
    for (const name of socketNames(3)) expect(count(many, new RegExp(`\\(name = "${name}", http`, "g"))).toBe(1);
    for (const name of ["main1", "main2"]) expect(many).toContain(`(name = "${name}", worker = .${name})`);
  });

  it("has its objects once, and the other Workers use them", () => {
    expect(count(many, /durableObjectStorage/g)).toBe(1);
    expect(count(many, /uniqueKey/g)).toBe(count(capnp, /uniqueKey/g));
    const shared = /durableObjectNamespace = \(className = "EventObject", serviceName = "main"\)/g;
    expect(count(many, shared)).toBe(2);
  });

  it("finds its files from the project's root", () => {
    expect(many).toContain('embed "/dist/worker/index.js"');
    expect(many).toContain('embed "/local/workerd/cache.js"');
    expect(many).not.toContain("..");
  });
});

it("one isolate is the local edge as it is", () => {
  expect(count(manyIsolates(capnp, 1), /Workerd\.Worker/g)).toBe(count(capnp, /Workerd\.Worker/g));
});

it("a file that it does not know is refused", () => {
  expect(() => manyIsolates("const other :Workerd.Worker = ();\n", 2)).toThrow("no Worker");
});
