import type { Action, Call } from '#sandbox/auth/call.ts';
import { ServiceError, validationError } from '#sandbox/protocol/errors.ts';
import { isTemporary } from '#sandbox/auth/policies.ts';
import { integer, text } from '#sandbox/protocol/query.ts';
import { type TextLimit, NAME_PATTERN, checkLimits } from '#sandbox/protocol/query-limits.ts';
import { ACCOUNT_ROOT } from '#sandbox/auth/roles.ts';
import type { KeyRecord } from '#sandbox/state/state.ts';
import { formatInstant } from '#sandbox/sts/sessions.ts';
import type { XmlNode } from '#sandbox/protocol/xml.ts';

const TEXTS: readonly TextLimit[] = [
  { name: 'UserName', least: 1, most: 128, pattern: NAME_PATTERN },
  { name: 'Marker', least: 1, most: 320, pattern: /[\u0020-\u00FF]+/ },
];

const TEN_DAYS_MS = 864_000_000;

interface KeyOwner {
  arn: string;
  /** Absent: the account's root, which has no name. */
  name?: string;
}

/** The user that is asked for, or else the caller. */
function readKeyOwner({ params, caller, state, temporary }: Call): KeyOwner {
  checkLimits(params, TEXTS, [{ name: 'MaxItems', least: 1, most: 1000 }]);
  const name = text(params, 'UserName');
  if (name !== undefined) return { arn: `arn:aws:iam::${state.accountId}:user/${name}`, name };
  if (temporary) throw validationError('Must specify userName when calling with non-User credentials');
  if (caller.arn === ACCOUNT_ROOT) return { arn: caller.arn };
  return { arn: caller.arn, name: caller.arn.slice(caller.arn.lastIndexOf('/') + 1) };
}

function listKeys({ state, now }: Call, { arn, name }: KeyOwner): XmlNode[] {
  const created = (key: KeyRecord) => new Date(key.createdAt ?? now.getTime() - TEN_DAYS_MS);
  return state.keys
    .filter((key) => key.arn === arn && !isTemporary(key))
    .map((key) => ({
      UserName: name,
      AccessKeyId: key.accessKeyId,
      Status: 'Active',
      CreateDate: formatInstant(created(key)),
    }));
}

/** `ListAccessKeys`: the long-term keys of a user, the caller's own unless another is named; by pages if wanted. */
export const listAccessKeys: Action = {
  writes: false,
  requiredPermissions: (call) => {
    const { arn, name } = readKeyOwner(call);
    // IAM does not say the ARN of what it refuses, and puts `null` before the name of who is not asked for by name.
    const shown = text(call.params, 'UserName') === undefined ? `user null${name}` : `user ${name}`;
    return [{ action: 'iam:ListAccessKeys', resource: arn, shown }];
  },
  run: (call) => {
    const target = readKeyOwner(call);
    const keys = listKeys(call, target);
    if (keys.length === 0) {
      throw new ServiceError('NoSuchEntity', `The user with name ${target.name} cannot be found.`, 404);
    }
    const from = Number(/^keys-(\d{1,4})$/.exec(text(call.params, 'Marker') ?? 'keys-0')?.[1]);
    if (Number.isNaN(from)) throw validationError('Invalid Marker.');
    const to = from + (integer(call.params, 'MaxItems') ?? 100);
    const more = keys.length > to;
    return {
      AccessKeyMetadata: { member: keys.slice(from, to) },
      IsTruncated: more,
      Marker: more ? `keys-${to}` : undefined,
    };
  },
};
