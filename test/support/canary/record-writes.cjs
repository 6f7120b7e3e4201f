// Loaded into the program before itself: keeps every byte that it writes to a file, and every argument that it gives to
// another program, however short-lived either is. CANARY_WITNESS names where.
const fs = require('node:fs');
const childProcess = require('node:child_process');

const { writeSync } = fs;
const book = fs.openSync(process.env.CANARY_WITNESS, 'a');

/** @param {'file' | 'arguments'} kind @param {string} what @param {unknown} data @param {string} [encoding] */
function keep(kind, what, data, encoding) {
  const bytes = ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(String(data), typeof encoding === 'string' ? encoding : 'utf8');
  writeSync(book, `${JSON.stringify({ kind, what, bytes: bytes.toString('base64') })}\n`);
}

/** @param {any} owner @param {string} name @param {(args: any[], self: any) => void} look */
function watch(owner, name, look) {
  const before = owner[name];
  owner[name] = function watched(...args) {
    look(args, this);
    return Reflect.apply(before, this, args);
  };
}

// Standard output and error come to the test by themselves.
const isFile = (fd) => typeof fd !== 'number' || fd > 2;
const encodingOf = (options) => (typeof options === 'string' ? options : options?.encoding);

for (const owner of [fs, fs.promises]) {
  for (const name of ['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync']) {
    if (name in owner)
      watch(owner, name, ([path, data, options]) => {
        if (isFile(path)) keep('file', String(path), data, encodingOf(options));
      });
  }
}
for (const name of ['write', 'writeSync'])
  watch(fs, name, ([fd, data]) => {
    if (isFile(fd)) keep('file', `descriptor ${fd}`, data);
  });
for (const name of ['writev', 'writevSync'])
  watch(fs, name, ([fd, parts]) => {
    for (const part of parts) if (isFile(fd)) keep('file', `descriptor ${fd}`, part);
  });
void fs.promises.open(__filename).then((handle) => {
  const prototype = Object.getPrototypeOf(handle);
  for (const name of ['write', 'writeFile', 'appendFile'])
    watch(prototype, name, ([data]) => keep('file', 'a handle', data));
  return handle.close();
});

watch(childProcess.ChildProcess.prototype, 'spawn', ([{ file, args }]) =>
  keep('arguments', String(file), [file, ...(args ?? [])].join('\0')),
);
for (const name of ['spawnSync', 'execFileSync'])
  watch(childProcess, name, ([file, args]) =>
    keep('arguments', String(file), [file, args].flat().join('\0')),
  );
