import { ServiceError, truncateEcho } from '#sandbox/protocol/errors.ts';
import type { MfaCondition, Statement } from '#sandbox/state/state.ts';

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'];
const TOP_LEVEL = ['Version', 'Id', 'Statement'];
const ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', message);
}

function syntaxError(): ServiceError {
  return malformed('Syntax errors in policy.');
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown, allowed: readonly string[]): Fields {
  if (!isFields(value) || !Object.keys(value).every((name) => allowed.includes(name))) throw syntaxError();
  return value;
}

/** One text or a list of some. */
function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const found = list.filter((one) => typeof one === 'string');
  if (found.length === 0 || found.length < list.length) throw syntaxError();
  return found;
}

/** Exactly one of an element and its opposite. */
function oneOf(fields: Fields, name: string): { list: string[]; not: boolean } {
  const [straight, opposite] = [fields[name], fields[`Not${name}`]];
  if ((straight === undefined) === (opposite === undefined)) throw syntaxError();
  return { list: texts(straight ?? opposite), not: straight === undefined };
}

function conditionOf(value: unknown): MfaCondition | undefined {
  if (value === undefined) return undefined;
  if (!isFields(value)) throw syntaxError();
  const [[operator, test] = [], ...more] = Object.entries(value);
  if (operator === undefined) return undefined;
  const [[key, wanted] = [], ...others] = Object.entries(isFields(test) ? test : {});
  const isBool = operator === 'Bool' || operator === 'BoolIfExists';
  const known = isBool && key?.toLowerCase() === 'aws:multifactorauthpresent';
  const text = String(Array.isArray(wanted) ? wanted.join() : wanted).toLowerCase();
  if (!known || more.length + others.length > 0 || (text !== 'true' && text !== 'false')) {
    // A condition that is not understood must not pass for one that holds.
    throw malformed('The sandbox knows no conditions but Bool on aws:MultiFactorAuthPresent');
  }
  return { mfa: text === 'true', ...(operator === 'BoolIfExists' && { ifExists: true }) };
}

function statementOf(value: unknown): Statement {
  if (isFields(value) && ('Principal' in value || 'NotPrincipal' in value)) {
    throw malformed('Policy document should not specify a principal.');
  }
  const fields = fieldsOf(value, ELEMENTS);
  const { Effect: effect, Sid: sid = '' } = fields;
  if (effect !== 'Allow' && effect !== 'Deny') throw syntaxError();
  if (typeof sid !== 'string' || !/^[0-9A-Za-z]*$/.test(sid)) throw syntaxError();
  const [actions, resources] = [oneOf(fields, 'Action'), oneOf(fields, 'Resource')];
  if (!actions.list.every((action) => /^(?:\*|[\w-]+:[\w*?]+)$/.test(action))) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  const stray = resources.list.find((resource) => !/^(?:\*|arn:.+)$/s.test(resource));
  if (stray !== undefined) throw malformed(`Resource ${truncateEcho(stray)} must be in ARN format or "*".`);
  const condition = conditionOf(fields['Condition']);
  return {
    effect,
    actions: actions.list,
    resources: resources.list,
    ...(actions.not && { notActions: true }),
    ...(resources.not && { notResources: true }),
    ...(condition !== undefined && { condition }),
  };
}

/**
 * Reads the policy of a session, as IAM writes policies.
 *
 * @throws ServiceError `MalformedPolicyDocument`
 */
export function parsePolicyStatements(document: string): Statement[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  const fields = fieldsOf(parsed, TOP_LEVEL);
  const { Version: version = '2008-10-17', Statement: statements } = fields;
  if (!VERSIONS.includes(version)) throw malformed('The policy must contain a valid version string');
  const list: unknown[] = Array.isArray(statements) ? statements : [statements];
  if (list.length === 0) throw syntaxError();
  return list.map(statementOf);
}
