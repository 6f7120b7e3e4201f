// The import law of docs/architecture.md: an upper floor may use lower ones, nothing looks up, and the rooms of one
// floor do not see each other. Type-only and dynamic imports count: they are how circles come back.

const mcp = '@modelcontextprotocol/';
const proxies = ['http-proxy-agent', 'https-proxy-agent', 'proxy-from-env'];
const floor = ['aws', 'prompt-page', 'public-ip', 'config', 'log'];

/**
 * What each room may import: other rooms, packages (by the beginning of their name) and Node's own modules.
 * A room is a folder or a file of src; `node` is true where any of Node's modules may be used.
 */
const rooms = {
  bin: { rooms: ['cli', 'version'], node: true },
  cli: {
    rooms: ['transports', 'server', 'context', 'tools', ...floor, 'core', 'sandbox', 'version'],
    node: true,
  },
  transports: { rooms: ['server', 'config', 'version'], packages: [mcp], node: true },
  server: { rooms: ['tools', 'context', 'log', 'core', 'version'], packages: [mcp, 'zod'] },
  context: { rooms: ['tools', ...floor, 'core', 'version'], node: ['crypto', 'timers'] },
  tools: { rooms: ['aws', 'core'], packages: ['zod'] },
  aws: { rooms: ['core'], packages: ['@aws-sdk/', '@smithy/', ...proxies], node: true },
  // Its style sheets are read from files, except in the bundle, which has them inside.
  'prompt-page': { rooms: ['core'], node: ['http', 'crypto', 'fs'] },
  // Of node:http the types of what node:https answers.
  'public-ip': { rooms: ['core'], packages: proxies, node: ['http', 'https'] },
  config: { rooms: ['core'], packages: ['zod', 'jsonc-parser'], node: ['fs', 'os', 'path'] },
  log: { rooms: ['core'], node: true },
  core: { node: ['net'] },
  // Not even core: a fake that shares the code under test cannot witness against it.
  sandbox: { packages: ['fast-xml-builder'], node: true },
  version: {},
};

const inRoom = (room) => `^src/${room}(/|\\.ts$)`;
const testFile = '\\.test\\.ts$';
const escaped = (text) => text.replaceAll('.', '\\.');
const inPackage = (name) => `(^|/)node_modules/${escaped(name)}${name.endsWith('/') ? '' : '/'}`;

const ruleOf = ([room, { rooms: others = [], packages = [], node = [] }]) => ({
  name: `room-${room}`,
  comment: `src/${room} imports something outside its list in .dependency-cruiser.cjs`,
  severity: 'error',
  from: { path: inRoom(room), pathNot: testFile },
  to: {
    pathNot: [
      ...[room, ...others].map(inRoom),
      ...packages.map(inPackage),
      // The cruiser names Node's modules with the prefix or without, as they were written.
      node === true
        ? '^node:|^[a-z_0-9]+(/promises|/consumers)?$'
        : `^(node:)?(${node.join('|') || '(?!)'})(/promises|/consumers)?$`,
    ],
  },
});

/** A test lives by the law of its room, plus the test tools and what supports tests. */
const testRuleOf = ([room, { rooms: others = [] }]) => ({
  name: `test-in-room-${room}`,
  severity: 'error',
  from: { path: `${inRoom(room).replace('(/|\\.ts$)', '[/.]')}.*${testFile}` },
  to: { path: '^(src|scripts)/', pathNot: [room, ...others].map(inRoom) },
});

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(ruleOf),
    ...Object.entries(rooms).map(testRuleOf),
    {
      name: 'no-unknown-room',
      comment: 'A new room needs an entry in .dependency-cruiser.cjs that says what it may import.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...Object.keys(rooms).map(inRoom), testFile] },
      to: {},
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-source-of-a-test',
      comment: 'What is shipped does not know its tests or scripts.',
      severity: 'error',
      from: { path: '^src/', pathNot: testFile },
      to: { path: ['^(test|scripts)/', testFile] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
