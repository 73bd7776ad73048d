/** For JSON that is nobody else's. One object for all answers: the platform copies it in one go, at a third of the price. */
export const HOT_HEADERS = new Headers({
  "content-type": "application/json",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
});
