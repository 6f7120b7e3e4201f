/** Of a failure while credentials were resolved, the SDK passes on nothing but the message. */
export const NO_ANSWER =
  /\b(?:ECONN[A-Z]+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)\b|certificate|socket hang up|TimeoutError|AWS_CA_BUNDLE|the file in ca_bundle/;

export const SIGN_IN_EXPIRED =
  /expired|refresh this sso session|re-?authenticate|sso session associated|session is invalid|UnauthorizedException|failed to load token/i;

// What may be repeated of a message that the person's own program (credential_process) may have written, since such a
// message can hold its secrets. The patterns that are likeliest to help come first.
const SAFE_TO_REPEAT = [
  /\bconnect E[A-Z]+ [\d.:a-f[\]]+/,
  /\bgetaddrinfo E[A-Z_]+ [a-z\d-]{1,30}(?:\.[a-z\d-]{1,30})+/,
  /\bthe file in (?:AWS_CA_BUNDLE|ca_bundle) cannot be read \(\w{1,20}\)/,
  /\bunable to (?:verify|get)(?: [a-z]{1,11}){1,4} certificate\b/,
  /\bself[- ]signed certificate(?: in certificate chain)?/,
  /\bcertificate has expired\b/,
  NO_ANSWER,
];

/** What of a message about the network may be repeated. Default: that there was no answer. */
export const findNetworkWords = (message: string): string =>
  SAFE_TO_REPEAT.flatMap((words) => words.exec(message)?.[0] ?? [])[0] ?? 'no answer';

/** What a program's own words were about, in words of the lists above; null: neither of these. */
export function findRepeatableWords(text: string): string | null {
  if (NO_ANSWER.test(text)) return findNetworkWords(text);
  return SIGN_IN_EXPIRED.test(text) ? 'expired' : null;
}
