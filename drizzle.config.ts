import { defineConfig } from "drizzle-kit";

// `drizzle-kit generate --name what_changes` writes the next migration; `npm run migrate` applies it.
export default defineConfig({ dialect: "postgresql", schema: "./db/schema/*.ts", out: "./db/migrations" });
