import type { JSONRPCMessage } from '@modelcontextprotocol/server';

/**
 * The SDK repeats what it does not know: the name of a tool, a revision. A secret may stand in the place of either.
 *
 * @param shown - What of a text of the other side may be repeated.
 */
export function withoutSecretsOf(message: JSONRPCMessage, shown: (text: string) => string): JSONRPCMessage {
  if (!('error' in message)) return message;
  const error: unknown = JSON.parse(JSON.stringify(message.error), (_name, value: unknown) =>
    typeof value === 'string' ? shown(value) : value,
  );
  return Object.assign({}, message, { error });
}
