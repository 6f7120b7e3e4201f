import { ADDRESSES, PORTS, type Call } from './plan.ts';
import type { PromisedAccess } from './promised-access.ts';

/** A tool's answer, as far as it is looked at here. */
export interface Answer {
  readonly status: string;
  readonly rules: readonly AnsweredRule[];
  readonly failures?: readonly { readonly code: string }[];
  readonly undo: readonly Call[];
}

interface AnsweredRule {
  readonly cidr?: string;
  readonly protocol: string;
  readonly from_port: number | null;
  readonly state?: string;
  readonly holders?: readonly { readonly holder: string; readonly expires_at: string | null }[];
}

interface UndoText {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const GRANTS = ['added', 'extended', 'joined', 'already_present', 'moved'];

export function readAnswer(result: Readonly<Record<string, unknown>>): Answer {
  const { undo = [], ...answer } = result as unknown as Omit<Answer, 'undo'> & { undo?: readonly UndoText[] };
  return { ...answer, undo: undo.map(({ tool, arguments: args }) => ({ tool, args })) };
}

const ruleOf = ({ protocol, from_port, cidr = '' }: AnsweredRule): string =>
  `${protocol} ${from_port} ${cidr}`;

/** Whose access an addition's answer promises, and until when. */
export function promisedBy(answer: Answer, holder: string): PromisedAccess[] {
  return answer.rules.flatMap((rule) => {
    if (!GRANTS.includes(rule.state ?? answer.status) || !rule.holders) return [];
    const own = rule.holders.find((one) => one.holder === holder);
    if (!own)
      throw new Error(
        `The answer says ${answer.status}, and shows no share of ${holder} of ${ruleOf(rule)}.`,
      );
    const until = own.expires_at === null ? Infinity : Date.parse(own.expires_at);
    return [{ rule: ruleOf(rule), holder, until }];
  });
}

/** Which of the shared rules a call is about. */
export function matchesCall({ args }: Call): (rule: string) => boolean {
  const listed = (value: unknown, all: readonly (string | number)[]) =>
    (value === undefined ? all : [value].flat()).map(String);
  const addresses = listed(args['from_ip_address'] ?? args['ip_addresses'] ?? args['ip_address'], ADDRESSES);
  const ports = listed(args['port'], [...PORTS, 8443]);
  return (rule) => {
    const [, port = '', cidr = ''] = rule.split(' ');
    return ports.includes(port) && addresses.some((one) => cidr === `${one}/32` || cidr === one);
  };
}
