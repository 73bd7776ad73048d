import { expect, it } from "vitest";
import { parseCpuLine } from "./wait-until-quiet.ts";

it("a core that idles or waits for the disk is not busy", () => {
  const text = "cpu  100 1 20 700 150 2 3 24 50 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  expect(parseCpuLine(text)).toEqual({ busy: 150, total: 1_000 });
});
