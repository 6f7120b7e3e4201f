import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Attack, Outcome } from '#test/attacks/attack.ts';
import { temporaryFolder } from '#test/support/program/program.ts';
import { openWireServers, type WireServers, type Wire, type WireMessage } from './wire.ts';

/** Packed servers on one sandbox, one for all attacks under the same settings. */
export interface AttackServers extends Pick<WireServers, 'sandbox'> {
  /** @param revision - Default: the newest with a handshake. */
  serverUnder(settings: object, revision?: string): Promise<Wire>;
  servers(): Promise<readonly Wire[]>;
}

export function openAttackServers(): AttackServers {
  const wireServers = openWireServers();
  const servers = new Map<string, Promise<Wire>>();
  async function started(file: string, revision: string): Promise<Wire> {
    const path = join(temporaryFolder(), 'config.json');
    writeFileSync(path, file);
    const wire = wireServers.start(['-c', path]);
    await wire.handshake(revision);
    return wire;
  }
  return {
    get sandbox() {
      return wireServers.sandbox;
    },
    serverUnder(settings, revision = '2025-11-25') {
      const file = JSON.stringify({ security_settings: settings });
      const known = servers.get(revision + file) ?? started(file, revision);
      servers.set(revision + file, known);
      return known;
    },
    servers: () => Promise.all(servers.values()),
  };
}

interface Report {
  readonly code: string;
  readonly outcome: string;
  readonly guidance: readonly string[];
}

/** Of whatever failed; null: the wire itself refused it. */
export const readReport = ({ result, error }: WireMessage): Report | null => {
  const meta = result?.['_meta'] as Readonly<Record<string, unknown>> | undefined;
  return (meta?.['awswhitelist/error'] ?? error?.data ?? null) as Report | null;
};

/** What is not there cannot be called: the method is unknown, or the name of the tool. */
const UNKNOWN_CALL = /^(Method not found|Tool whitelist_\w+ not found)$/;
/** A person's yes, as the client would carry it back: none of it is for a model. */
const CONSENT_TOKEN = /[\w-]{43}\.\d{10,16}\.[\w-]{22}\.[\w-]{43}/;

/** What has become of an attack; whatever failed did so without a trace. */
export function classifyOutcome(
  answer: WireMessage,
  { call, expected }: Pick<Attack, 'call' | 'expected'>,
): Outcome {
  const report = readReport(answer);
  if (report === null) {
    if (answer.error === undefined) return classifyResult(answer, call.arguments);
    if (UNKNOWN_CALL.test(answer.error.message) && expected.kind === 'deny') return expected;
    expect([-32600, -32602], answer.error.message).toContain(answer.error.code);
    return { kind: 'invalid_input' };
  }
  expect(report.outcome).toBe('not_done');
  if (report.code === 'consent_required') {
    expect(JSON.stringify(answer)).not.toMatch(CONSENT_TOKEN);
    return { kind: 'confirm' };
  }
  if (report.code !== 'refused_by_settings') return { kind: report.code as 'invalid_input' };
  const decided = report.guidance.map((text) => /^security_settings\.(\S+) decides/.exec(text)?.[1]);
  return { kind: 'deny', settings: decided.filter((setting) => setting !== undefined) };
}

function classifyResult({ result }: WireMessage, args: unknown): Outcome {
  const { status } = (result?.['structuredContent'] ?? result) as { readonly status: string };
  // A token that does not stand for the change has the plan shown anew; only then somebody would be asked.
  const isStale = status === 'planned' && args instanceof Object && 'plan_token' in args;
  return { kind: isStale ? 'confirm' : 'allow' };
}
