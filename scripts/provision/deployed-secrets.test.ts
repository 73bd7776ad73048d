import { describe, expect, it } from "vitest";
import { readSecretList } from "./deployed-secrets.ts";

describe("readSecretList", () => {
  it("takes the names, whatever wrangler says before them", () => {
    const stdout =
      'a notice\n[{"name":"DATABASE_URL","type":"secret_text"},{"name":"MAIL_API_KEY","type":"secret_text"}]\n';
    expect(readSecretList(stdout, "", 0)).toEqual({ asked: true, names: new Set(["DATABASE_URL", "MAIL_API_KEY"]) });
  });

  it("knows that a Worker which was never deployed has none", () => {
    const stderr = "This Worker does not exist on your account. [code: 10007]";
    expect(readSecretList("", stderr, 1)).toEqual({ asked: true, names: new Set() });
  });

  it.each([
    ["In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN", 1, "not logged in"],
    ["fetch failed ENOTFOUND api.cloudflare.com", 1, "wrangler could not reach Cloudflare"],
    ["", null, "no answer in time"],
  ])("says why Cloudflare was not asked: %s", (stderr, exitCode, why) => {
    expect(readSecretList("", stderr, exitCode)).toEqual({ asked: false, why });
  });

  it("does not guess at an answer that it does not understand", () => {
    expect(readSecretList("{", "", 0).asked).toBe(false);
  });
});
