'use strict';
// Loaded before the program: whoever runs it has neither an entry nor a home, as a number of its own in a container.
const os = require('node:os');

const fail = (call) => () => {
  const error = new Error(`A system error occurred: ${call} returned ENOENT (no such file or directory)`);
  throw Object.assign(error, { name: 'SystemError', code: 'ERR_SYSTEM_ERROR' });
};
os.userInfo = fail('uv_os_get_passwd');
os.homedir = fail('uv_os_homedir');
