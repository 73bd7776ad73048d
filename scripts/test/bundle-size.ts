import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** The limit of Cloudflare's paid plan for a compressed Worker; free is 3 MB. */
const LIMIT_BYTES = 10 * 1024 * 1024;

/** One line: what is uploaded, and what Cloudflare counts. */
export function bundleSize(file: string): string {
  const code = readFileSync(file);
  const gzipBytes = gzipSync(code).length;
  const percent = Math.ceil((100 * gzipBytes) / LIMIT_BYTES);
  return `       ${kib(code.length)} raw, ${kib(gzipBytes)} gzip (${percent} % of Cloudflare's limit)`;
}

function kib(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
