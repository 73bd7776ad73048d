import { join } from "node:path";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { loopbackUrl, standIn } from "./stand-in.ts";

/** Resend, or the mailbox that keeps every mail on this machine. */
export function planMail(input: PlanInput): ServicePlan<"MAIL_API_KEY" | "MAIL_API_URL"> {
  const { settings, keys, ports, dataDirectory } = input;
  const key = settings["MAIL_API_KEY"];
  if (key !== undefined) {
    return { standIns: [], variables: { MAIL_API_KEY: key, MAIL_API_URL: "" }, place: "Resend (your MAIL_API_KEY)" };
  }
  const url = loopbackUrl(ports.mailbox);
  return {
    standIns: [
      standIn("mailbox", {
        PORT: String(ports.mailbox),
        MAIL_API_KEY: keys.mailApiKey,
        MAIL_DATA_FILE: join(dataDirectory, "mailbox.db"),
      }),
    ],
    variables: { MAIL_API_KEY: keys.mailApiKey, MAIL_API_URL: url },
    place: url,
  };
}
