import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// One project per test layer; the file's suffix says which (see README, "Tests").
const layers = ["workers", "pg", "e2e"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: ["node_modules/**", "dist/**", ...layers.map((layer) => `**/*.${layer}.test.ts`)],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "pg",
          include: ["**/*.pg.test.ts"],
          exclude: ["node_modules/**"],
          globalSetup: ["./local/testing/postgres-setup.ts"],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { name: "workers", include: ["**/*.workers.test.ts"], exclude: ["node_modules/**"], testTimeout: 30_000 },
      },
      {
        test: {
          name: "e2e",
          include: ["**/*.e2e.test.ts"],
          exclude: ["node_modules/**"],
          globalSetup: ["./local/testing/stack-setup.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
