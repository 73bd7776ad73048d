import { PROBE_RETRY_AFTER_MS } from "../../../domain/payment/circuit-breaker.ts";
import { DAY_MS } from "../../../domain/time.ts";

/**
 * `domain/payment/circuit-breaker.ts` once more, as one atomic step in Redis: hundreds of isolates decide at once, and exactly
 * one of them may be the probe. breaker-script.test.ts holds both to the same answers.
 *
 * KEYS[1] the provider's circuit, a hash of failures, opened and probe (ms since 1970).
 * ARGV[1] admit | succeed | fail | read, ARGV[2] now, ARGV[3] threshold, ARGV[4] timeoutMs, ARGV[5] 1 for the probe's success.
 * Answers admitted (0 or 1), is it the probe (0 or 1), retryAfterMs, failures, opened, probe; -1 for none.
 *
 * Times are handed on as the text they came as: not every Lua has integers of their size. A circuit that nobody has used for
 * a day is forgotten.
 */
export const BREAKER_SCRIPT = `
local act, now, threshold, timeout = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local kept = redis.call("HMGET", KEYS[1], "failures", "opened", "probe")
local failures, opened, probe = tonumber(kept[1] or "0"), kept[2] or "-1", kept[3] or "-1"
local isOpen = opened ~= "-1"
local admitted, isProbe, retryAfter, changed = 1, 0, 0, false

if act == "admit" and isOpen then
  local openFor = now - tonumber(opened)
  if openFor < timeout then
    admitted, retryAfter = 0, timeout - openFor
  elseif probe ~= "-1" and now - tonumber(probe) < timeout then
    admitted, retryAfter = 0, ${PROBE_RETRY_AFTER_MS}
  else
    isProbe, probe, changed = 1, ARGV[2], true
  end
elseif act == "succeed" and failures > 0 and (ARGV[5] == "1" or not isOpen) then
  failures, opened, probe, changed = 0, "-1", "-1", true
elseif act == "fail" then
  failures, probe, changed = failures + 1, "-1", true
  if isOpen or failures >= threshold then opened = ARGV[2] end
end

if changed and failures == 0 then
  redis.call("DEL", KEYS[1])
elseif changed then
  redis.call("HSET", KEYS[1], "failures", failures, "opened", opened, "probe", probe)
  redis.call("PEXPIRE", KEYS[1], ${DAY_MS})
end
return { admitted, isProbe, retryAfter, failures, opened, probe }
`;
