/** Whether a client has declared that it asks people in this way; a bare `elicitation: {}` means forms, as it did before there were two modes. */
export function declares(mode: 'form' | 'url', capabilities: unknown): boolean {
  if (!(capabilities instanceof Object) || !('elicitation' in capabilities)) return false;
  const { elicitation } = capabilities;
  if (!(elicitation instanceof Object)) return false;
  const isBare = Object.keys(elicitation).length === 0;
  const own: unknown = Reflect.get(elicitation, mode);
  return own instanceof Object || (mode === 'form' && isBare);
}
