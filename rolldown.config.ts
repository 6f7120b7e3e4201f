import { defineConfig } from 'rolldown';

export default defineConfig({
  input: { bin: 'src/bin.ts' },
  platform: 'node',
  // The AWS SDK's CommonJS entry points cannot be tree-shaken; its ES modules can.
  resolve: { mainFields: ['module', 'main'] },
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    cleanDir: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  },
});
