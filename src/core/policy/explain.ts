import type { Refusal } from './policy.ts';

/** Which setting refuses, where it stands, and what there would let the change pass. */
export function explainRefusal({ setting, allows }: Refusal, file: string | null): string {
  const place = file === null ? 'by default; a config file, -c, can say otherwise' : `in ${file}`;
  const decides = `security_settings.${setting} decides this (${place})`;
  return allows === null ? `${decides}.` : `${decides}; ${allows} there would allow it.`;
}
