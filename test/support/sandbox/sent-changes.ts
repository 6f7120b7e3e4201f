import { USUAL_HOLDERS } from './note-text.ts';
import type { Sandbox, SandboxRequest } from '#sandbox/index.ts';

/** Whatever does not merely ask. */
export const filterChanges = (requests: Sandbox['requests']): readonly SandboxRequest[] =>
  requests.filter(({ action }) => !/^(Describe|Get|List)/.test(action));

const ADDRESS = /^IpPermissions\.1\.Ip(v6)?Ranges\.1\.CidrIp(v6)?$/;
const WORDS = /^IpPermissions\.1\.Ip(v6)?Ranges\.1\.Description$/;

/** What a rule is described as beside the note that every addition of the product's carries. */
function stripUsualNote(text: string | undefined, action: string | undefined): string | undefined {
  if (!action?.startsWith('Authorize')) return text;
  const [note] = USUAL_HOLDERS.map((holder) => ` [awswhitelist:1 ${holder}]`).filter((one) =>
    ` ${text}`.endsWith(one),
  );
  if (note === undefined) return `${text}, without the usual note`;
  return ` ${text}`.slice(1, -note.length) || undefined;
}

/** `AuthorizeSecurityGroupIngress sg-0123abcd tcp 443-443 203.0.113.7/32 "words"`, and after it all that else was sent. */
export function describeChange({ params }: SandboxRequest): string {
  const left = new Map(params);
  const take = (key: string) => {
    const value = left.get(key);
    left.delete(key);
    return value;
  };
  const takeLike = (pattern: RegExp) => take([...left.keys()].find((key) => pattern.test(key)) ?? '');
  take('Version');
  const [from, to] = [take('IpPermissions.1.FromPort'), take('IpPermissions.1.ToPort')];
  const words = stripUsualNote(takeLike(WORDS), params.get('Action'));
  return [
    take('Action'),
    take('GroupId'),
    take('IpPermissions.1.IpProtocol'),
    from === undefined && to === undefined ? undefined : `${from}-${to}`,
    takeLike(ADDRESS),
    words === undefined ? undefined : JSON.stringify(words),
    take('SecurityGroupRuleId.1'),
    ...[...left].map(([key, value]) => `${key}=${value}`),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}
