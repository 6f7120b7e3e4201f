import type { z } from 'zod';
import { mustParse } from '#config/reading/must-parse.ts';
import { parsePortSpan, parseSensitivePorts, type Services } from './port-spans.ts';
import type { SecuritySettings, SensitiveEntry } from './security-schema.ts';

const PORT_EXPECTED = 'expected a port such as 443, "8000-8010" or "https"';

/** Checks what depends on other parts of the file: names of ports, and entries that contradict each other. */
export function checkSecurity(settings: SecuritySettings, services: Services, ctx: z.RefinementCtx): void {
  for (const [i, entry] of (settings.allowed_ports ?? []).entries()) {
    const path = ['security_settings', 'allowed_ports', i];
    mustParse(() => parsePortSpan(entry, services), PORT_EXPECTED, path)(entry, ctx);
  }
  const entries = settings.sensitive_ports ?? [];
  for (const [i, { port, protocol, confirm = false }] of entries.entries()) {
    const path = ['security_settings', 'sensitive_ports', i];
    mustParse(() => parseSensitivePorts(port, protocol, services), PORT_EXPECTED, [...path, 'port'])(
      port,
      ctx,
    );
    const complain = (key: string, expected: string, hint: string) =>
      ctx.addIssue({
        code: 'custom',
        path: [...path, key],
        message: `expected ${expected}`,
        params: { hint },
      });
    if (confirm && settings.confirm === 'never')
      complain('confirm', 'no true beside "confirm": "never"', 'Nobody would be asked.');
    const first = entries.findIndex((other) => isSameEntry(other, { port, protocol }, services));
    if (first >= 0 && first < i)
      complain('port', `ports of its own; sensitive_ports[${first}] has these`, 'Make one entry of the two.');
  }
}

function isSameEntry(a: SensitiveEntry, b: SensitiveEntry, services: Services): boolean {
  try {
    const [one, other] = [a, b].map(({ port, protocol }) => parseSensitivePorts(port, protocol, services));
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    // What cannot be read is told by itself.
    return false;
  }
}
