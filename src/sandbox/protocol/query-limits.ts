import { truncateEcho, validationError } from './errors.ts';
import { type Params, integer } from './query.ts';

/** What the API's model says of one text parameter. */
export interface TextLimit {
  name: string;
  required?: true;
  least: number;
  most: number;
  /** Has to match all of the value. */
  pattern: RegExp;
}

/** Characters of names of many kinds. */
export const NAME_PATTERN = /[\w+=,.@-]*/;

/** Of an integer parameter; a number outside of the limits is answered like a text outside of its own. */
export interface NumberLimit {
  name: string;
  least: number;
  most: number;
}

/** The first letter small, as the messages have it. */
function memberName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function fault(name: string, value: string | null, constraint: string): string {
  const shown = value === null ? 'null' : `'${truncateEcho(value)}'`;
  return `Value ${shown} at '${memberName(name)}' failed to satisfy constraint: Member must ${constraint}`;
}

function textFaults(params: Params, { name, required, least, most, pattern }: TextLimit): string[] {
  const value = params.get(name);
  if (value === undefined) return required === true ? [fault(name, null, 'not be null')] : [];
  const faults: string[] = [];
  if (!new RegExp(`^(?:${pattern.source})$`, 'u').test(value)) {
    faults.push(fault(name, value, `satisfy regular expression pattern: ${pattern.source}`));
  }
  if (value.length < least) faults.push(fault(name, value, `have length greater than or equal to ${least}`));
  if (value.length > most) faults.push(fault(name, value, `have length less than or equal to ${most}`));
  return faults;
}

function numberFaults(params: Params, { name, least, most }: NumberLimit): string[] {
  const value = integer(params, name);
  if (value === undefined) return [];
  if (value < least) return [fault(name, String(value), `have value greater than or equal to ${least}`)];
  if (value > most) return [fault(name, String(value), `have value less than or equal to ${most}`)];
  return [];
}

/**
 * Holds a request against the limits of the API's model, as STS and IAM do before they do anything else.
 *
 * @throws ServiceError `ValidationError`, telling of every parameter that is outside of them
 */
export function checkLimits(
  params: Params,
  texts: readonly TextLimit[],
  numbers: readonly NumberLimit[] = [],
): void {
  const faults = [
    ...texts.flatMap((limit) => textFaults(params, limit)),
    ...numbers.flatMap((limit) => numberFaults(params, limit)),
  ];
  if (faults.length === 0) return;
  const count = faults.length === 1 ? '1 validation error' : `${faults.length} validation errors`;
  throw validationError(`${count} detected: ${faults.join('; ')}`);
}
