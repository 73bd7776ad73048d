import { describe, expect, it } from "vitest";
import { parsePerfCounts } from "./count-fsyncs.ts";

describe("what perf counted", () => {
  it("is the sum of both calls", () => {
    const output = "12,,syscalls:sys_enter_fsync,1000,100.00,,\n30,,syscalls:sys_enter_fdatasync,1000,100.00,,\n";
    expect(parsePerfCounts(output)).toBe(42);
  });

  it.each(["", "event syntax error: unknown tracepoint\n", "<not supported>,,syscalls:sys_enter_fsync,0,100.00,,\n"])(
    "is unknown when it could not count: %j",
    (output) => {
      expect(parsePerfCounts(output)).toBeNull();
    },
  );
});
