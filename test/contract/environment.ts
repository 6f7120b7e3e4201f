import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A program out of the virtual environment with `requirements.txt` installed. `CONTRACT_PYTHON` names its Python;
 * the others stand beside it.
 *
 * @throws Error when the variable or the program is missing: this suite fails rather than skips, since a check
 *   that silently does not run is none
 */
export function contractProgram(name: 'python' | 'aws' | 'moto_server'): string {
  const python = process.env['CONTRACT_PYTHON'];
  if (python === undefined || python === '') {
    throw new Error(
      'Set CONTRACT_PYTHON to the Python of an environment with test/contract/requirements.txt',
    );
  }
  const program = name === 'python' ? python : join(dirname(python), name);
  if (!existsSync(program)) throw new Error(`CONTRACT_PYTHON is set, but ${program} does not exist`);
  return program;
}
