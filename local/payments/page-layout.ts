import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Two panes, one above the other on a phone. `refreshSeconds` reloads the page, for states that end by themselves. */
export function pageLayout(page: {
  readonly title: string;
  readonly nonce: string;
  /** What this page is instead of. */
  readonly standsInFor: string;
  readonly summary: Markup;
  readonly action: Markup;
  readonly refreshSeconds?: number;
}): Markup {
  const refresh =
    page.refreshSeconds === undefined ? "" : html`<meta http-equiv="refresh" content="${page.refreshSeconds}" />`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>${page.title}</title>
        <style nonce="${page.nonce}">
          ${raw(CSS)}
        </style>
      </head>
      <body>
        <p class="banner">
          <strong>Test mode</strong> <span>This page stands in for ${page.standsInFor}. No money moves.</span>
        </p>
        <main>
          <section class="summary">${page.summary}</section>
          <section class="action">${page.action}</section>
        </main>
        <script nonce="${page.nonce}">
          ${raw(COUNTDOWN)};
        </script>
      </body>
    </html>`;
}

const CSS = `
  :root { --ink: #17202e; --soft: #5a6577; --line: #dfe3e8; --tint: #f3f5f7; --accent: #0f5f56; --accent-dark: #0a4741; }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; color: var(--ink); background: #fff;
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
  h1, h2, p, ul { margin: 0; }
  a { color: inherit; }
  .banner { padding: 8px 24px; text-align: center; font-size: 14px; color: #6b4400; background: #fdf0d5; }
  .banner strong { margin-right: 8px; padding: 1px 8px; border-radius: 4px; color: #fff; background: #8a5a00; font-size: 12px;
    letter-spacing: .04em; text-transform: uppercase; }
  main { flex: 1; display: grid; grid-template-columns: 1fr 1fr; }
  section { padding: 64px 56px; }
  section > * { max-width: 400px; }
  .summary { background: var(--tint); display: flex; flex-direction: column; align-items: flex-end; }
  .summary > * { width: 100%; }
  .action { max-width: 512px; }
  .back { display: inline-block; margin-bottom: 40px; color: var(--soft); font-size: 15px; text-decoration: none; }
  .back:hover { color: var(--ink); text-decoration: underline; }
  .label { color: var(--soft); font-weight: 500; }
  .amount { font-size: 40px; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
  .lines { list-style: none; padding: 0; margin: 32px 0 0; }
  .lines li { display: flex; justify-content: space-between; gap: 24px; padding: 14px 0; border-top: 1px solid var(--line); }
  .lines .total { font-weight: 600; }
  .lines small { display: block; color: var(--soft); font-size: 14px; }
  .lines b { font-weight: 500; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .lines .total b { font-weight: 600; }
  .lines span { overflow-wrap: anywhere; }
  .expiry { margin-top: 24px; color: var(--soft); font-size: 14px; }
  .expiry time { color: var(--ink); font-weight: 500; font-variant-numeric: tabular-nums; }
  .action h1 { font-size: 22px; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
  .card { display: flex; justify-content: space-between; align-items: center; margin: 24px 0 16px; padding: 14px 16px;
    border: 1px solid var(--line); border-radius: 8px; font-variant-numeric: tabular-nums; }
  select.card { display: block; width: 100%; }
  .card span:last-child { color: var(--soft); font-size: 14px; }
  .email { margin-top: 8px; color: var(--soft); overflow-wrap: anywhere; }
  button, select { font: inherit; border-radius: 8px; min-height: 48px; }
  button { cursor: pointer; border: 1px solid var(--line); background: #fff; color: var(--ink); padding: 0 16px; font-weight: 500; }
  button:hover { border-color: #aeb6c2; background: var(--tint); }
  .primary, a.primary { display: block; width: 100%; padding: 12px 16px; border: 0; border-radius: 8px; text-align: center;
    color: #fff; background: var(--accent); font-size: 17px; font-weight: 600; text-decoration: none; }
  .primary:hover { background: var(--accent-dark); }
  :is(a, button, select):focus-visible { outline: 3px solid #7cc4ba; outline-offset: 2px; }
  .hint { margin-top: 12px; color: var(--soft); font-size: 14px; }
  .others { margin-top: 40px; padding-top: 24px; border-top: 1px solid var(--line); }
  .others h2 { font-size: 15px; font-weight: 600; }
  .others form { display: flex; gap: 8px; margin-top: 12px; }
  .others form > * { flex: 1; }
  select { border: 1px solid var(--line); background: #fff; color: var(--ink); padding: 0 12px; }
  .notice { margin-top: 20px; padding: 12px 16px; border-radius: 8px; color: #8c1d18; background: #fdecea; }
  .mark { display: grid; place-items: center; width: 48px; height: 48px; margin-bottom: 20px; border-radius: 50%; font-size: 24px;
    color: var(--accent); background: #e2f1ee; }
  .mark.ended { color: var(--soft); background: var(--tint); }
  .action h1 + p { margin-top: 8px; color: var(--soft); }
  a.primary { margin-top: 28px; }
  @media (max-width: 760px) {
    main { display: block; }
    section { padding: 28px 20px; }
    section > * { max-width: none; }
    .back { margin-bottom: 20px; }
    .amount { font-size: 34px; }
    .lines { margin-top: 20px; }
    .banner { padding: 8px 20px; text-align: left; }
    .banner span { display: block; margin-top: 4px; }
  }
`;

/** Counts down what the page says; without script the time of day stands there. */
const COUNTDOWN = `
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const end = Date.parse(time.dateTime);
    const show = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map((n) => String(n).padStart(2, "0"));
      time.textContent = h === "00" ? m + ":" + s : h + ":" + m + ":" + s;
      if (left === 0) { clearInterval(timer); setTimeout(() => location.reload(), 1000); }
    };
    const timer = setInterval(show, 1000);
    show();
  }
`;
