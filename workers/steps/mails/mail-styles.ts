/** Inline styles of all mails: mail programs know no others. */
export const MAIL_STYLES = {
  font: "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  ink: "color:#17202e",
  soft: "color:#5a6577",
  line: "border-top:1px solid #dfe3e8",
};
