import { describe, expect, it } from "vitest";
import { mintEventId, mintUserId, mintVisitorId, parseVisitorId } from "../../../domain/contract/ids.ts";
import { refuse } from "../../../domain/result.ts";
import { createQueueTokens } from "./create-queue-tokens.ts";

const key = (byte: number, length = 32) => Buffer.alloc(length, byte).toString("base64url");
const KEYS = `k1:${key(1)}`;
const NOW_S = Date.UTC(2030, 0, 1) / 1_000;
const NOW_MS = NOW_S * 1_000;

const tokens = createQueueTokens(KEYS);
const event = mintEventId();
const visitor = mintUserId(NOW_MS);

const queueToken = { event, visitor, joinedAtS: NOW_S - 60, expiresAtS: NOW_S + 1_740 };
const pass = { event, visitor, number: 4_711, endsAtMs: NOW_MS + 900_000 };
const verification = { event, visitor: tokens.visitorOfAddress("ann@example.com"), expiresAtS: NOW_S + 1_800 };
const cookie = { visitor: mintVisitorId(NOW_MS), expiresAtS: NOW_S + 86_400 };

/** Each kind of text: as signed, and how it is read; undefined when the reader gives no refusal. */
const KINDS = [
  {
    name: "queue token",
    text: tokens.signQueueToken(queueToken),
    claims: queueToken,
    read: (text: string, nowMs = NOW_MS, by = tokens) => by.readQueueToken(text, event, nowMs),
    invalid: refuse("queue_token_invalid"),
  },
  {
    name: "pass",
    text: tokens.signPass(pass),
    claims: pass,
    read: (text: string, nowMs = NOW_MS, by = tokens) => by.readPass(text, nowMs),
    invalid: refuse("pass_invalid"),
  },
  {
    name: "verification",
    text: tokens.signVerification(verification),
    claims: verification,
    read: (text: string, nowMs = NOW_MS, by = tokens) => by.readVerification(text, event, nowMs),
    invalid: refuse("queue_token_invalid"),
  },
  {
    name: "visitor cookie",
    text: tokens.signCookie(cookie),
    claims: cookie,
    read: (text: string, nowMs = NOW_MS, by = tokens) => {
      const claims = by.readCookie(text, nowMs);
      return claims === undefined ? refuse("queue_token_invalid") : { ok: true as const, value: claims };
    },
    invalid: refuse("queue_token_invalid"),
  },
];

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe.each(KINDS)("a $name", ({ text, claims, read, invalid }) => {
  it("gives back what was signed", () => {
    expect(read(text)).toEqual({ ok: true, value: claims });
  });

  it("is refused with any one character changed, added or missing", () => {
    for (let i = 0; i < text.length; i++) {
      const [before, after] = [text.slice(0, i), text.slice(i + 1)];
      for (const other of `${BASE64URL}.~ \u0000`) {
        if (other !== text[i]) expect(read(before + other + after), `${i}: ${other}`).toEqual(invalid);
      }
      expect(read(before + after), `without ${i}`).toEqual(invalid);
    }
    for (const changed of [`${text}A`, `A${text}`, `${text}.`, text.toUpperCase(), "", ".", "x".repeat(10_000)]) {
      expect(read(changed)).toEqual(invalid);
    }
  });

  it("is refused with any of its fields exchanged for a good one of another text", () => {
    const fields = text.split(".");
    const others = KINDS.map((kind) => kind.text.split("."));
    const swapped = others.flatMap((other) => fields.map((_, i) => fields.with(i, other[i] ?? "").join(".")));
    const accepted = new Set(swapped.filter((forged) => read(forged).ok));
    expect([...accepted]).toEqual([text]);
  });

  it("is no other kind's", () => {
    expect(KINDS.filter((kind) => read(kind.text).ok).map((kind) => kind.text)).toEqual([text]);
  });

  it("of another key is refused, and one of a key that was rotated out of the first place is not", () => {
    const rotated = createQueueTokens(`k2:${key(2)},${KEYS}`);
    expect(read(text, NOW_MS, rotated)).toEqual({ ok: true, value: claims });
    expect(read(text, NOW_MS, createQueueTokens(`k2:${key(2)}`))).toEqual(invalid);
    expect(read(text, NOW_MS, createQueueTokens(`k1:${key(2)}`))).toEqual(invalid);
  });
});

describe("time and event", () => {
  it("end a queue token at its second, and a pass at its millisecond", () => {
    const [token, signedPass] = [tokens.signQueueToken(queueToken), tokens.signPass(pass)];
    const endMs = queueToken.expiresAtS * 1_000;
    expect(tokens.readQueueToken(token, event, endMs - 1).ok).toBe(true);
    expect(tokens.readQueueToken(token, event, endMs)).toEqual(refuse("queue_token_expired"));
    expect(tokens.readPass(signedPass, pass.endsAtMs - 1).ok).toBe(true);
    expect(tokens.readPass(signedPass, pass.endsAtMs)).toEqual(refuse("pass_expired"));
    expect(tokens.readCookie(tokens.signCookie(cookie), cookie.expiresAtS * 1_000)).toBeUndefined();
  });

  it("are told apart: a token of another event says so, over or not", () => {
    const other = mintEventId();
    for (const nowMs of [NOW_MS, NOW_MS + 86_400_000]) {
      expect(tokens.readQueueToken(tokens.signQueueToken(queueToken), other, nowMs)).toEqual(
        refuse("queue_token_wrong_event"),
      );
      expect(tokens.readVerification(tokens.signVerification(verification), other, nowMs)).toEqual(
        refuse("queue_token_wrong_event"),
      );
    }
  });
});

describe("the visitor of an address", () => {
  it("is one however it is spelled, and another for another address or another first key", () => {
    const ann = tokens.visitorOfAddress("ann@example.com");
    expect(parseVisitorId(ann)).toBe(ann);
    expect(tokens.visitorOfAddress(" Ann@Example.COM ")).toBe(ann);
    expect(tokens.visitorOfAddress("anne@example.com")).not.toBe(ann);
    expect(createQueueTokens(`k2:${key(2)}`).visitorOfAddress("ann@example.com")).not.toBe(ann);
  });

  it("stays the same while keys are rotated in", () => {
    const rotated = createQueueTokens(`k2:${key(2)},${KEYS}`);
    expect(rotated.visitorOfAddress("ann@example.com")).toBe(tokens.visitorOfAddress("ann@example.com"));
  });
});

describe("signing keys", () => {
  it.each(["", "k1", `k1:${key(1, 31)}`, `K1:${key(1)}`, `k1:${key(1)},`, `k1:${key(1)},k1:${key(2)}`, `:${key(1)}`])(
    "are refused when they are %j, without being told",
    (setting) => {
      expect(() => createQueueTokens(setting)).toThrow(/^QUEUE_SIGNING_KEYS: each key /);
    },
  );
});
