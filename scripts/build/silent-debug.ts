import type { Plugin } from 'rolldown';

const ID = '\0silent-debug';

/**
 * Puts nothing in the place of the package "debug": under DEBUG=* the proxy agents would tell a proxy's password, and
 * requests as they are sent.
 */
export const silentDebug: Plugin = {
  name: 'silent-debug',
  resolveId: (name) => (name === 'debug' ? ID : null),
  load: (id) => (id === ID ? 'const silent = () => {};\nexport default () => silent;\n' : null),
};
