import { inputName, readInput } from '#cli/arguments/read-input.ts';
import type { Io } from '#cli/terminal/io.ts';
import { parseAddressList } from './parse.ts';

/**
 * The addresses in a file; `-`: on standard input. Columns or keys that are left out are named on standard error.
 *
 * @throws WhitelistError `invalid_input`, `cancelled`
 */
export async function readAddressList(path: string, io: Io): Promise<readonly string[]> {
  const name = inputName(path);
  const { addresses, unused } = parseAddressList(await readInput(path, io), name);
  if (unused !== null) io.err(`Warning: ${unused}\n`);
  return addresses;
}
