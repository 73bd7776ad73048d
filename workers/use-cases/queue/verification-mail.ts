import type { Mail } from "../../../domain/ports/mailer.ts";

/** The mail that proves an address: its link is for the browser that waits, its code for a program that does. */
export function verificationMail(
  eventName: string,
  link: string,
  code: string,
): Pick<Mail, "subject" | "html" | "text"> {
  const name = eventName.replace(/\s+/g, " ");
  const intro = `You, or somebody who gave your address, want to queue for ${name}. If it was you, confirm:`;
  const outro = "It is good for half an hour. If it was not you, do nothing: nobody joins without it.";
  return {
    subject: `Confirm your address for ${name}`,
    text: [intro, link, `Or enter this code: ${code}`, outro].join("\n\n") + "\n",
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Confirm your address</title>
<body style="font:16px/24px -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#17202e;padding:24px">
<p>${escaped(intro)}</p>
<p><a href="${escaped(link)}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#0f5f56;color:#ffffff;text-decoration:none">Confirm my address</a></p>
<p>Or enter this code: <code style="word-break:break-all">${escaped(code)}</code></p>
<p style="color:#5a6577">${escaped(outro)}</p>
</body></html>`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
