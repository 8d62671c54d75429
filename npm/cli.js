#!/usr/bin/env node
// The `valence` command: runs the launcher in its own place, with our arguments, terminal, signals and exit code.
const { spawn } = require('node:child_process');
const launcher = require('./index.js');

const child = spawn(launcher, process.argv.slice(2), { stdio: 'inherit' });

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // Ctrl+C reaches the app from the terminal itself; a second SIGINT would cut its clean-up short.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}

child.on('error', (error) => {
  console.error(`valence: ${launcher} could not be started: ${error.message}`);
  process.exitCode = 1;
});

child.on('exit', (code, signal) => {
  if (signal === null) {
    process.exitCode = code ?? 1;
    return;
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
