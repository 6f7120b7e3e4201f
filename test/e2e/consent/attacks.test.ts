import { describe, expect, it } from 'vitest';
import type { ErrorReport } from '../../../src/core/errors.ts';
import type { Attack, Outcome } from '../../attacks/attack.ts';
import { ATTACKS } from '../../attacks/table.ts';
import { startRawServer, type RawAnswer, type RawServer } from '../../support/raw-server.ts';
import { setStage } from './scene.ts';

/** How a call is put to the server. */
const FACES: readonly (readonly [string, (server: RawServer, call: Attack['call']) => Promise<RawAnswer>])[] =
  [
    [
      'a tool',
      (server, call) => server.request('tools/call', { name: call.tool, arguments: call.arguments }),
    ],
    ['a raw method', (server, call) => server.request(call.tool.replace('_', '/'), call.arguments)],
  ];

/** JSON-RPC's own refusals: no such method, bad parameters, no request at all. */
const REFUSED = [-32601, -32602, -32600];

/** What an answer says, in the words of the table; whatever AWS says of what it was asked is `allow`. */
function outcomeOf({ result, error }: RawAnswer, { expected }: Attack): Outcome {
  const meta = result?.['_meta'] as Readonly<Record<string, unknown>> | undefined;
  const report = (error?.data ?? meta?.['awswhitelist/error']) as Partial<ErrorReport> | undefined;
  if (report?.code === 'invalid_input') return { kind: 'invalid_input' };
  if (report?.code === 'consent_required') return { kind: 'confirm' };
  if (report?.code === 'refused_by_settings') {
    const settings = (report.guidance ?? []).flatMap(
      (text) => /^security_settings\.([\w.]+) decides/.exec(text)?.[1] ?? [],
    );
    return { kind: 'deny', settings };
  }
  // A token that is none leads to a plan, before anybody is asked.
  if (isPlanned(result) && expected.kind === 'confirm') return expected;
  if (!error || !REFUSED.includes(error.code)) return { kind: 'allow' };
  // Where nothing may be changed, the tools for it are not there.
  const isGone = expected.kind === 'deny' && expected.settings[0] === 'read_only';
  return isGone ? expected : { kind: 'invalid_input' };
}

const isPlanned = (result: RawAnswer['result']) =>
  JSON.stringify(result?.['structuredContent'] ?? result ?? {}).includes('"status":"planned"');

const bySettings = new Map<string, Attack[]>();
for (const attack of ATTACKS) {
  const key = JSON.stringify(attack.settings);
  bySettings.set(key, [...(bySettings.get(key) ?? []), attack]);
}

describe.each(FACES)('[guard.attacks] attacks on the packed server, as %s', (_, put) => {
  it.each([...bySettings])('under %s', async (settings, attacks) => {
    const stage = await setStage(JSON.parse(settings) as object);
    const server = startRawServer(stage.place.args ?? [], { env: stage.place.env ?? {} });
    await server.initialize('2025-11-25');
    const got: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const attack of attacks) {
      const before = stage.changes().length;
      const outcome = outcomeOf(await put(server, attack.call), attack);
      const changed = stage.changes().length - before;
      got[attack.name] = { outcome, changed: outcome.kind === 'allow' ? 'as it may be' : changed };
      wanted[attack.name] = {
        outcome: attack.expected,
        changed: attack.expected.kind === 'allow' ? 'as it may be' : 0,
      };
    }
    expect(got).toEqual(wanted);
  });
});
