// Loaded into a server that is measured: tells how long its event loop was blocked at most, in milliseconds.
const { monitorEventLoopDelay } = require('node:perf_hooks');

if (process.send) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', (question) => {
    if (question === 'reset') delay.reset();
    process.send({ longest: delay.max / 1e6 });
  });
  process.channel.unref();
}
