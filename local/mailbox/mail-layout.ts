import { html, raw } from "hono/html";

export type Markup = ReturnType<typeof html>;

export function mailLayout(title: string, nonce: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style nonce="${nonce}">
          ${raw(CSS)}
        </style>
      </head>
      <body>
        <p class="banner"><strong>Test mailbox</strong> <span>Mails end here; nothing leaves this machine.</span></p>
        <main>${body}</main>
      </body>
    </html>`;
}

const CSS = `
  :root { --ink: #17202e; --soft: #5a6577; --line: #dfe3e8; --tint: #f3f5f7; --accent: #0f5f56; }
  * { box-sizing: border-box; }
  body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
  h1, p, ul, dl, dd { margin: 0; padding: 0; }
  .banner { padding: 8px 24px; text-align: center; font-size: 14px; color: #6b4400; background: #fdf0d5; }
  .banner strong { margin-right: 8px; padding: 1px 8px; border-radius: 4px; color: #fff; background: #8a5a00; font-size: 12px;
    letter-spacing: .04em; text-transform: uppercase; white-space: nowrap; }
  main { max-width: 880px; margin: 0 auto; padding: 40px 24px 64px; }
  h1 { font-size: 24px; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
  .count { margin-top: 4px; color: var(--soft); }
  form { display: flex; gap: 8px; margin-top: 24px; }
  input { flex: 1; min-width: 0; }
  input, button { min-height: 44px; padding: 0 14px; font: inherit; color: inherit; background: #fff; border: 1px solid var(--line);
    border-radius: 8px; }
  button { cursor: pointer; font-weight: 500; }
  button:hover { background: var(--tint); }
  .mails { list-style: none; margin-top: 24px; border-bottom: 1px solid var(--line); }
  .mails li { border-top: 1px solid var(--line); }
  .mails a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 24px; padding: 14px 8px; color: inherit; text-decoration: none; }
  .mails a:hover { background: var(--tint); }
  .mails b { font-weight: 600; overflow-wrap: anywhere; }
  .mails span, .mails time { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
  .mails time { font-variant-numeric: tabular-nums; white-space: nowrap; }
  .empty { margin-top: 40px; padding: 48px 24px; text-align: center; color: var(--soft); background: var(--tint); border-radius: 12px; }
  .back { display: inline-block; margin-bottom: 20px; color: var(--soft); font-size: 15px; text-decoration: none; }
  .back:hover { color: var(--ink); text-decoration: underline; }
  dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 16px; margin-top: 16px; font-size: 15px; }
  dt { color: var(--soft); }
  dd { overflow-wrap: anywhere; }
  iframe { display: block; width: 100%; height: 720px; margin-top: 24px; border: 1px solid var(--line); border-radius: 12px; background: #fff; }
  details { margin-top: 24px; border: 1px solid var(--line); border-radius: 12px; }
  summary { padding: 12px 16px; cursor: pointer; font-weight: 500; }
  pre { margin: 0; padding: 16px; border-top: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere;
    font: 14px/1.6 ui-monospace, "Liberation Mono", monospace; }
  :is(a, button, input, summary):focus-visible { outline: 3px solid #7cc4ba; outline-offset: 2px; }
  @media (max-width: 560px) {
    main { padding: 24px 16px 48px; }
    .mails a { grid-template-columns: minmax(0, 1fr); padding: 12px 4px; }
    .banner { padding: 8px 16px; text-align: left; }
    .banner span { display: block; margin-top: 4px; }
  }
`;
