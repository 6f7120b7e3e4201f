import { createHash } from 'node:crypto';
import type { Plugin } from 'rolldown';

/** Where a process keeps the id of the build that it was started from. */
const PLACE = 'globalThis[Symbol.for("awswhitelist.build")]';

/** As `src/core/errors/program-updated.ts` knows it. */
const CODE = 'AWSWHITELIST_UPDATED';

/**
 * Gives each chunk the id of its build, made of all of them. A process loads parts of the program when it first needs
 * them, from files that may be another version's by then: such a part ends with an error that says so, where it would
 * otherwise be put together with what does not fit it.
 */
export const buildId: Plugin = {
  name: 'build-id',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
    const hash = createHash('sha256');
    for (const { fileName, code } of chunks.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1)))
      hash.update(`${fileName}\0${code}\0`);
    const id = JSON.stringify(hash.digest('hex').slice(0, 16));
    for (const chunk of chunks) {
      const check = `if(${PLACE}!==${id})throw Object.assign(Error("another build"),{code:"${CODE}"});`;
      chunk.code = insertFirst(chunk.code, chunk.isEntry ? `${PLACE}=${id};` : check);
    }
  },
};

/** Behind what has to be the first of a file. */
function insertFirst(code: string, statement: string): string {
  const head = /^(?:#![^\n]*\n)?(?:(?:"use strict"|'use strict');?\s*)?/.exec(code)?.[0] ?? '';
  return `${head}${statement}${code.slice(head.length)}`;
}
