/** What hosts put around the name of a setting or a variable: `${user_config.profile}`, `${env:AWS_PROFILE}`, `${HOME}`. */
const LITERAL = /\$\{(?:[A-Za-z_][\w-]*[.:])?[A-Za-z_][\w.-]{0,63}\}/;

/** The placeholder in a text that a host should have put a value for; null: there is none. */
export const findUnfilledLiteral = (text: string): string | null => LITERAL.exec(text)?.[0] ?? null;
