// No folder needs another that needs it back; type-only and dynamic imports count. A run of its own: tests may reach
// for whatever their room may use, and would close circles that the product does not have. A folder and the files
// beside it are not held apart.

const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    { name: 'no-folder-circle', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
  ],
  options: { ...options, exclude: { path: [options.exclude.path, '\\.test\\.ts$'] } },
};
