import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';

const FILE_READ = /readFileSync\(new URL\('(\.\/[^']+)', import\.meta\.url\), 'utf8'\)/g;

/**
 * Puts a file's text in the place of the call that reads it from beside its module, where the sources run as they
 * are: what is shipped has neither the file nor an `import.meta`.
 */
export const inlineText: Plugin = {
  name: 'inline-text',
  transform: {
    filter: { id: /\/src\/.*\.ts$/, code: 'import.meta' },
    handler(code, id) {
      const inlined = code.replaceAll(FILE_READ, (_call, path: string) => {
        const file = fileURLToPath(new URL(path, pathToFileURL(id)));
        this.addWatchFile(file);
        return JSON.stringify(readFileSync(file, 'utf8'));
      });
      if (inlined.includes('import.meta')) throw new Error(`${id}: import.meta does not survive the bundle`);
      return inlined;
    },
  },
};
