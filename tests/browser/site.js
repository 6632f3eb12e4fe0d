// A real server with the demo in it, and a real browser, for the tests in this folder.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'onrecord');

/** Starts a command that serves in a folder of its own, and gives its address once it says so. */
export function serve(...args) {
  return serveIn(mkdtempSync(join(tmpdir(), 'onrecord-')), args);
}

/** Loads files one after the other, each a name and its content, and serves what came of it. */
export function serveLoaded(files) {
  const folder = mkdtempSync(join(tmpdir(), 'onrecord-'));
  for (const [name, content] of files) {
    writeFileSync(join(folder, name), content);
    spawnSync(program, ['load', name], { cwd: folder, stdio: 'ignore' });
  }
  return serveIn(folder, ['serve']);
}

/** Loads files together, and gives what the program said of it and a way to serve what came of it. */
export function loadTogether(files) {
  const folder = mkdtempSync(join(tmpdir(), 'onrecord-'));
  mkdirSync(join(folder, 'articles'));
  for (const [name, content] of files) writeFileSync(join(folder, 'articles', name), content);
  const run = spawnSync(program, ['load', 'articles', '--report', 'report.json'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  return { run, report, serve: (...args) => serveIn(folder, ['serve', ...args]) };
}

async function serveIn(folder, args) {
  const child = spawn(program, [...args, '--listen', '127.0.0.1:0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const base = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/[0-9.:]+/);
      if (address) resolve(address[0]);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return {
    base,
    stop: () =>
      new Promise((resolve) => {
        child.on('exit', () => {
          rmSync(folder, { recursive: true });
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

export function browser() {
  return chromium.launch({
    executablePath: process.env.ONRECORD_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}
