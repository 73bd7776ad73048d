// Cloudflare's `_headers` file, the part of it that we use: a path on a line of its own (`*` at its end matches any
// rest), then indented `Name: value` lines. Every rule that matches a path applies, later ones over earlier ones.

export function parseHeaderRules(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) continue;
    if (!/^\s/.test(line)) {
      rules.push({ path: content, headers: [] });
      continue;
    }
    const colon = content.indexOf(":");
    rules.at(-1)?.headers.push([content.slice(0, colon).trim(), content.slice(colon + 1).trim()]);
  }
  return rules;
}

/** `[name, value]` pairs for a path, in the order in which they are to be set. */
export function headersFor(rules, pathname) {
  return rules.filter((rule) => matches(rule.path, pathname)).flatMap((rule) => rule.headers);
}

function matches(pattern, pathname) {
  return pattern.endsWith("*") ? pathname.startsWith(pattern.slice(0, -1)) : pathname === pattern;
}
