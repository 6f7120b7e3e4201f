import { ADDRESS_KEYS, normalizeName, unusableFileError, type Entry, type ListContent } from './entry.ts';

/** Under which an object may hold the list. */
const LIST_KEYS = ['ip_addresses', 'addresses', 'cidrs'];

/**
 * A list of texts, or of objects with one of NAMES; or an object that holds such a list.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseJsonList(text: string, name: string): ListContent {
  const whole = parseJson(text, name);
  if (Array.isArray(whole)) return collectEntries(whole, '$');
  const keys = isRecord(whole) ? Object.keys(whole) : [];
  const [key, other] = keys.filter((one) => LIST_KEYS.includes(one));
  if (key === undefined)
    throw unusableFileError(name, `its object has none of the keys ${LIST_KEYS.join(', ')}.`);
  if (other !== undefined) throw unusableFileError(name, `it has both ${key} and ${other}.`);
  const list = isRecord(whole) ? whole[key] : null;
  if (!Array.isArray(list)) throw unusableFileError(name, `${key} is no list.`);
  const { entries, unused } = collectEntries(list, `$.${key}`);
  return { entries, unused: [...keys.filter((one) => one !== key), ...unused] };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parser's own message repeats a part of the text, which may hold anything. */
function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const before = text.slice(0, Number(position ?? text.length));
    const where = position === undefined ? '' : ` from line ${before.split(/\r\n|\n|\r/).length} on`;
    throw unusableFileError(name, `it begins as JSON does, but is not valid JSON${where}.`);
  }
}

function collectEntries(list: readonly unknown[], path: string): ListContent {
  const unused = new Set<string>();
  const entries = list.map((item, i): Entry => {
    const where = `${path}[${i}]`;
    if (!isRecord(item)) return { where, value: item };
    const keys = Object.keys(item);
    const key = ADDRESS_KEYS.flatMap((known) => keys.filter((one) => normalizeName(one) === known))[0];
    for (const other of keys) if (other !== key) unused.add(other);
    return key === undefined ? { where, value: item } : { where: `${where}.${key}`, value: item[key] };
  });
  return { entries, unused: [...unused] };
}
