import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that `npm ci` does not bring: the environment variable for each, and how to come by them. */
const VARIABLES = {
  python1: 'INTEROP_PYTHON_1',
  python2: 'INTEROP_PYTHON_2',
  node22: 'INTEROP_NODE_22',
} as const;

function required(variable: string): string {
  const path = process.env[variable];
  if (path === undefined || path === '') {
    throw new Error(
      `Set ${variable}: see .ci/python-tools, .ci/node-tools, .ci/host-tools and how .ci/run names what they made`,
    );
  }
  if (!existsSync(path)) throw new Error(`${variable} is set, but ${path} does not exist`);
  return path;
}

/**
 * A Python with version 1 or 2 of the package `mcp`, or a Node of the version that the official tools want.
 *
 * @throws Error when it is missing: this suite fails rather than skips, since a check that silently does not run
 *   is none
 */
export const interopProgram = (name: keyof typeof VARIABLES): string => required(VARIABLES[name]);

/** A file of a host, out of the folder that `hosts/tools/package.json` was installed in. */
export const hostFile = (path: string): string => join(required('INTEROP_HOSTS'), 'node_modules', path);

/** A package out of the folder that `tools/package.json` was installed in. */
export const interopPackage = (name: string): string => join(required('INTEROP_TOOLS'), 'node_modules', name);
