import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mintEventId } from "../../domain/contract/ids.ts";
import type { TicketId } from "../../domain/contract/ids.ts";
import { createTicketSigner } from "../../workers/adapters/tickets/ed25519-ticket-signer.ts";
import { CommandFailure } from "../command-failure.ts";
import { lockDataDirectory, prepareDataDirectory } from "./data-directory.ts";
import { readOrCreateKeys } from "./development-keys.ts";
import { plainLine } from "./plain-line.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-data-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("readOrCreateKeys", () => {
  it("makes keys that only their owner can read, and finds them again", () => {
    const first = readOrCreateKeys(folder);
    expect(mode(join(folder, "keys.json"))).toBe("600");
    expect(readOrCreateKeys(folder)).toEqual(first);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  });

  it("adds a key that a newer version needs, and keeps the others and what it does not know", () => {
    const { mailApiKey: _, ...older } = readOrCreateKeys(folder);
    writeFileSync(join(folder, "keys.json"), JSON.stringify({ ...older, fromTheFuture: "x" }));
    expect(readOrCreateKeys(folder)).toMatchObject(older);
    const kept: unknown = JSON.parse(readFileSync(join(folder, "keys.json"), "utf8"));
    expect(kept).toMatchObject({ ...older, fromTheFuture: "x", mailApiKey: expect.stringMatching(/^re_/) });
  });

  it.each(["{", "[]", "null", ""])("says plainly that the file is damaged when it holds %j", (content) => {
    writeFileSync(join(folder, "keys.json"), content);
    expect(() => readOrCreateKeys(folder)).toThrow(CommandFailure);
    expect(readFileSync(join(folder, "keys.json"), "utf8")).toBe(content);
  });

  it("makes a ticket key that the Worker can sign with", async () => {
    const signer = createTicketSigner(readOrCreateKeys(folder).ticketSigningKey);
    const event = mintEventId((length) => new Uint8Array(length));
    const claims = { ticket: "tkt_1" as TicketId, event, seat: 1, area: null };
    expect(await signer.verify(await signer.sign(claims))).toEqual(claims);
  });
});

describe("the data folder", () => {
  it("belongs to one process at a time", () => {
    const lock = lockDataDirectory(folder);
    expect(() => lockDataDirectory(folder)).toThrow(/is in use by another Sluice/);
    lock.release();
    lockDataDirectory(folder).release();
  });

  it("is made for its owner alone", () => {
    prepareDataDirectory(join(folder, "new", "data"));
    expect(mode(join(folder, "new", "data"))).toBe("700");
  });

  it("is refused in one plain line where a file stands in its way", () => {
    writeFileSync(join(folder, "file"), "");
    const attempt = () => prepareDataDirectory(join(folder, "file", "data"));
    expect(attempt).toThrow();
    try {
      attempt();
    } catch (error) {
      expect(plainLine(error)).toMatch(/a file stands where a folder is needed$/);
    }
  });
});
