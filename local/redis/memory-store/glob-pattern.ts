/** Redis' pattern (`*`, `?`, `[a-z]`, `[^a]`, `\` before a character that means itself) as a regular expression. */
export function globPattern(pattern: string): RegExp {
  let source = "";
  for (const [token] of pattern.matchAll(/\\[^]|\[\^?(?:\\[^]|[^\]\\])+\]|[^]/gu)) {
    if (token === "*") source += ".*";
    else if (token === "?") source += ".";
    else if (token.length > 1 && token.startsWith("[")) source += toCharacterClass(token);
    else source += quote(token.startsWith("\\") && token.length > 1 ? token.slice(1) : token);
  }
  return new RegExp(`^${source}$`, "su");
}

function toCharacterClass(token: string): string {
  const negated = token.startsWith("[^");
  const inside = token.slice(negated ? 2 : 1, -1).replaceAll(/\\([^])|[[\]^]/gu, (match, escaped?: string) => {
    return quote(escaped ?? match);
  });
  return `[${negated ? "^" : ""}${inside}]`;
}

function quote(character: string): string {
  return character.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);
}
