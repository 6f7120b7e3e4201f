// Loaded into the program before itself: breaks something inside it, with an error that holds all that the program
// knows. CANARY_CRASH names what.
const { AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;

class Broken extends Error {
  constructor() {
    super(`broken with ${secret}`);
    Object.assign(this, {
      token,
      input: `https://jo:${secret}@example.com`,
      request: { headers: { token } },
    });
    this.cause = new TypeError(token);
    this.name = 'Broken';
  }
}
const broken = () => {
  throw new Broken();
};

const WAYS = {
  'a timer': () => void setTimeout(broken, 300),
  'a promise that nobody waits for': () => void setTimeout(() => Promise.reject(new Broken()), 300),
  'a promise rejected with a text': () => void setTimeout(() => Promise.reject(`${secret} ${token}`), 300),
  'an event without a listener': () =>
    void setTimeout(() => new (require('node:events'))().emit('error', new Broken()), 300),
  'a listener on a socket': () => {
    const { Socket } = require('node:net');
    const { connect } = Socket.prototype;
    Socket.prototype.connect = function connected(...args) {
      this.once('connect', broken);
      return Reflect.apply(connect, this, args);
    };
  },
  'the signature': () => void (require('node:crypto').createHmac = broken),
  'a request': () => void (require('node:http').request = broken),
  'reading a file': () => void (require('node:fs').promises.readFile = () => Promise.reject(new Broken())),
  'a warning': () => {
    process.emitWarning(`${secret} ${token}`.slice(0, 0) || 'a warning of Node', { code: 'CANARY' });
    void setTimeout(broken, 300);
  },
  JSON: () => {
    const { stringify } = JSON;
    let left = 3;
    JSON.stringify = (...args) => ((left -= 1) === 0 ? broken() : Reflect.apply(stringify, JSON, args));
  },
  'standard output': () => {
    const { write } = process.stdout;
    let left = 2;
    process.stdout.write = function written(...args) {
      return (left -= 1) === 0 ? broken() : Reflect.apply(write, this, args);
    };
  },
  'the stack': () => {
    const { toISOString } = Date.prototype;
    Date.prototype.toISOString = function deep() {
      const down = (text) => down(`${text}${secret}`) + 1;
      return down('') || Reflect.apply(toISOString, this, []);
    };
  },
};
WAYS[process.env.CANARY_CRASH]();
