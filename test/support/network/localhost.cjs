// "localhost" in both families, whatever the machine's hosts file says: some name it in IPv4 alone.
const dns = require('node:dns');

const { lookup } = dns;
const LOCAL = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

dns.lookup = (host, options, done = options) => {
  if (host !== 'localhost') return lookup(host, options, done);
  const { family = 0, all = false } = typeof options === 'object' ? options : { family: options };
  const found = LOCAL.filter((entry) => family === 0 || entry.family === family);
  process.nextTick(() => (all ? done(null, found) : done(null, found[0].address, found[0].family)));
};
