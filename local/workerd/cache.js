// The edge cache that raw workerd lacks. workerd turns the Cache API into HTTP to this worker: `match` is a GET that
// expects 504 for a miss, `put` is a PUT whose body is a whole HTTP response (status line, headers, body), `delete` is
// a PURGE. Kept in memory, `max-age` only: what an edge cache holds may be lost at any time.
const MAX_ENTRIES = 500;
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const HEADER_END = [13, 10, 13, 10];

/** @type {Map<string, { status: number, headers: [string, string][], body: Uint8Array, untilMs: number }>} */
const entries = new Map();

export default {
  async fetch(request) {
    if (request.method === "PUT") return put(request.url, new Uint8Array(await request.arrayBuffer()));
    if (request.method === "PURGE") return new Response(null, { status: entries.delete(request.url) ? 200 : 404 });
    return match(request.url);
  },
};

function match(url) {
  const entry = entries.get(url);
  if (entry && entry.untilMs > Date.now()) {
    return new Response(entry.body, { status: entry.status, headers: [...entry.headers, ["cf-cache-status", "HIT"]] });
  }
  entries.delete(url);
  return new Response(null, { status: 504, headers: { "cf-cache-status": "MISS" } });
}

function put(url, message) {
  const entry = parseResponse(message);
  if (entry.untilMs > Date.now() && entry.body.byteLength <= MAX_BODY_BYTES) {
    entries.delete(url);
    entries.set(url, entry);
    // A Map keeps the order of insertion: the first key is the oldest.
    if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value);
  }
  return new Response(null, { status: 204 });
}

function parseResponse(message) {
  const headEnd = indexOfHeaderEnd(message);
  const [statusLine = "", ...lines] = new TextDecoder().decode(message.subarray(0, headEnd)).split("\r\n");
  const headers = lines
    .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])
    .filter(([name]) => name !== "transfer-encoding");
  const cacheControl = headers.find(([name]) => name === "cache-control")?.[1] ?? "";
  const maxAgeSeconds = Number(/(?:s-maxage|max-age)=(\d+)/.exec(cacheControl)?.[1] ?? 0);
  return {
    status: Number(statusLine.split(" ")[1]),
    headers,
    body: message.slice(headEnd + HEADER_END.length),
    untilMs: Date.now() + maxAgeSeconds * 1000,
  };
}

function indexOfHeaderEnd(message) {
  for (let at = 0; at < message.length; at++) {
    if (HEADER_END.every((byte, offset) => message[at + offset] === byte)) return at;
  }
  return message.length;
}
