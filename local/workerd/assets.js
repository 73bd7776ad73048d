// Stands in for Cloudflare's [assets] with `not_found_handling = "404-page"`: content types, ETag, HEAD, addresses
// without `.html`, the `_headers` file. Plain JavaScript, because raw workerd embeds it as it is.
import { headersFor, parseHeaderRules } from "./static-headers.js";

const CONTENT_TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff2: "font/woff2",
};

export default {
  async fetch(request, env) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const url = new URL(request.url);
    const canonical = canonicalPath(url.pathname);
    if (canonical !== url.pathname) {
      return new Response(null, { status: 307, headers: { location: canonical + url.search } });
    }
    const rules = parseHeaderRules(await readText(env.DISK, "/_headers"));
    for (const path of candidates(url.pathname)) {
      const file = await open(env.DISK, path);
      if (file) return answer(request, file, 200, path, headersFor(rules, url.pathname));
    }
    const page = await open(env.DISK, "/404.html");
    if (!page) return new Response("Not Found", { status: 404 });
    return answer(request, page, 404, "/404.html", headersFor(rules, url.pathname));
  },
};

/** Pages have one address: `/index.html` is `/`, `/about.html` is `/about`. `//host/` would be another site. */
function canonicalPath(path) {
  const pathname = path.replace(/^\/{2,}/, "/");
  if (pathname.endsWith("/index.html")) return pathname.slice(0, -"index.html".length);
  return pathname.endsWith(".html") ? pathname.slice(0, -".html".length) : pathname;
}

function candidates(pathname) {
  if (pathname === "/_headers") return [];
  if (pathname.endsWith("/")) return [`${pathname}index.html`];
  return [pathname, `${pathname}.html`];
}

/** The disk service answers a directory with its listing, which has another type than a file. */
async function open(disk, path) {
  const file = await disk.fetch(`http://disk${path}`);
  if (file.status === 200 && file.headers.get("content-type") === "application/octet-stream") return file;
  await file.body?.cancel();
  return undefined;
}

async function readText(disk, path) {
  const file = await open(disk, path);
  return file ? file.text() : "";
}

async function answer(request, file, status, path, extraHeaders) {
  const size = file.headers.get("content-length") ?? "";
  const modifiedMs = Date.parse(file.headers.get("last-modified") ?? "") || 0;
  const etag = `W/"${size}-${modifiedMs}"`;
  const headers = new Headers({
    "content-type": CONTENT_TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream",
    "cache-control": "public, max-age=0, must-revalidate",
    etag,
  });
  for (const [name, value] of extraHeaders) headers.set(name, value);
  const unchanged = status === 200 && request.headers.get("if-none-match") === etag;
  if (unchanged || request.method === "HEAD") {
    await file.body?.cancel();
    if (!unchanged) headers.set("content-length", size);
    return new Response(null, { status: unchanged ? 304 : status, headers });
  }
  headers.set("content-length", size);
  return new Response(file.body, { status, headers });
}
