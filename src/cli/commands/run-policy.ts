import { FEATURES, type Feature } from '#core/iam/iam-policy-actions.ts';
import { formatPolicy, buildPolicy, type PolicyRequest } from '#core/iam/iam-policy.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseAccountId, parseRoleArn } from '#core/iam/role.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { runPolicyCheck } from './run-policy-check.ts';

/** `awswhitelist policy`: AWS's policy on standard output, what it leaves open on standard error; or `policy check`. */
export function runPolicy(line: ParsedLine, io: Io): number | Promise<number> {
  if (line.words[0] === 'check') return runPolicyCheck(line, io);
  const request = readRequest(line);
  io.out(formatPolicy(buildPolicy(request)));
  for (const sentence of describeWildcards(request)) io.err(`${sentence}\n`);
  return EXIT.done;
}

function readRequest({ options, words }: ParsedLine): PolicyRequest {
  const { region, account } = options;
  const roles = splitValues(options['role'], /,(?=\s*arn:)/).map((arn) => parseRoleArn(arn, '--role').arn);
  return {
    features: [
      ...readFeatures(splitValues(options['for']), words),
      ...(roles.length > 0 ? (['roles'] as const) : []),
    ],
    groups: splitValues(options['group']).map((id) => parseSecurityGroupId(id)),
    region: region === undefined ? null : parseRegion(region, '--region'),
    account: account === undefined ? null : parseAccountId(account, '--account'),
    roles,
  };
}

/** An empty value stays one, to be refused: it must not mean "everything". The name of a role may hold a comma. */
function splitValues(value: string | true | undefined, separator: string | RegExp = ','): string[] {
  return typeof value === 'string' ? value.split(separator).map((part) => part.trim()) : [];
}

/** `--for rule-ids key-age` leaves the second word over, which is meant all the same. */
function readFeatures(named: readonly string[], words: readonly string[]): Feature[] {
  const [stray] = words;
  if (stray !== undefined && named.length === 0)
    throw usageError(
      `${quoteMasked(stray)} has no place in awswhitelist policy.`,
      `Features: --for ${FEATURES.join(',')}.`,
    );
  return [...named, ...words.flatMap((word) => splitValues(word))].map((name) => {
    const feature = FEATURES.find((known) => known === name);
    if (feature) return feature;
    const near = closestMatch(name, FEATURES);
    const meant = near === null ? '' : `Did you mean "${near}"? `;
    throw usageError(
      `Unknown feature ${quoteMasked(name)} after --for.`,
      `${meant}There are ${FEATURES.join(', ')}.`,
    );
  });
}

/** What the policy allows more widely than the person perhaps thinks: where a part of an ARN is `*`. */
function describeWildcards({ features, groups, region, account, roles }: PolicyRequest): string[] {
  const missing = [
    ...(groups.length === 0 ? ['--group'] : []),
    ...(region === null ? ['--region'] : []),
    ...(account === null ? ['--account'] : []),
  ];
  const scoped = missing.length > 0 && missing.length < 3;
  return [
    ...(scoped
      ? [
          `Without ${missing.join(' and ')}, the policy has * in ${missing.length > 1 ? 'their' : 'its'} place.`,
        ]
      : []),
    ...(features.includes('roles') && roles.length === 0
      ? ['Without --role, the policy allows every role whose own trust policy lets its user in.']
      : []),
  ];
}
