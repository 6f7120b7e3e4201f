import { announcedTools } from '../lib/announced-tools.ts';
import type { Generator } from './generator.ts';

/** One JSON per tool, just as tools/list announces it: what a change of the interface is reviewed on. */
export const interfaceSnapshots: Generator = {
  name: 'interface snapshots',
  owns: /^test\/interface\/.+\.json$/,
  async make() {
    const files = new Map<string, string>();
    for (const tool of await announcedTools()) {
      // Several hosts refuse a tool, or all of them, over a root that is not a plain object.
      for (const word of ['anyOf', 'oneOf', 'allOf']) {
        if (word in tool.inputSchema)
          throw new Error(`${tool.name}: ${word} at the root of its input schema`);
      }
      files.set(`test/interface/${tool.name}.json`, JSON.stringify(tool));
    }
    return files;
  },
};
