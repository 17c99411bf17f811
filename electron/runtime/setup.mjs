// Brings what the system lacks. As root on Debian it installs; anyone else is told the exact command and decides.
// etcd-server is only unpacked into our cache: as an installed package it would enable and start a service.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { etcdFolder } from './etcd.mjs';
import { missing } from './requirements.mjs';

const quietly = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120'];
const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

function run(command, args, cwd) {
  // Standard output belongs to the app that is about to start, so what apt says goes to standard error.
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], env: environment, cwd });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ` with exit code ${status}`}`);
}

/** Libraries renamed in Debian 13 are known by one of two names: the first that apt knows. */
function packageName({ packages }) {
  const known = (name) => spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0;
  return packages.length === 1 ? packages[0] : (packages.find(known) ?? packages.at(-1));
}

function unpackEtcd() {
  const folder = etcdFolder();
  mkdirSync(path.dirname(folder), { recursive: true });
  const trial = mkdtempSync(path.join(path.dirname(folder), 'etcd-'));
  try {
    run('apt-get', [...quietly, '-o', 'APT::Sandbox::User=root', 'download', 'etcd-server'], trial);
    const archive = readdirSync(trial).find((name) => name.endsWith('.deb'));
    if (!archive) throw new Error('apt-get download etcd-server left no package');
    run('dpkg-deb', ['-x', archive, 'unpacked'], trial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(path.join(trial, 'unpacked'), folder);
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

function install(lacking, say) {
  run('apt-get', [...quietly, 'update']);
  const packages = lacking.filter((requirement) => !requirement.unpacked).map(packageName);
  if (packages.length > 0) {
    say(`Installing ${packages.join(' ')} ...`);
    run('apt-get', [...quietly, 'install', '-y', '--no-install-recommends', ...packages]);
  }
  if (lacking.some((requirement) => requirement.unpacked)) {
    say(`Unpacking etcd-server into ${etcdFolder()} ...`);
    unpackEtcd();
  }
}

function advice(lacking) {
  const installed = lacking.filter((requirement) => !requirement.unpacked).map(packageName);
  const lines = [];
  if (installed.length > 0) lines.push(`  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${installed.join(' ')}`);
  if (lacking.some((requirement) => requirement.unpacked)) {
    const archive = `${os.tmpdir()}/flagscope-etcd`;
    lines.push(
      `  mkdir -p ${archive} ${etcdFolder()} && (cd ${archive} && apt-get download etcd-server) && dpkg-deb -x ${archive}/etcd-server_*.deb ${etcdFolder()}`,
    );
  }
  return lines.join('\n');
}

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Sees to it that `npm start` (or, with `tests`, `npm test`) finds what it needs; false when the user has to act first. */
export function setUp({ tests = false, mayInstall = isRootOnDebian(), say = console.error } = {}) {
  const lacking = missing({ tests });
  if (lacking.length === 0) return true;
  const names = lacking.map(({ what }) => what).join(', ');
  if (mayInstall) {
    say(`This machine lacks ${names}.`);
    install(lacking, say);
    const still = missing({ tests });
    if (still.length === 0) return true;
    say(`Still missing after the installation: ${still.map(({ what }) => what).join(', ')}.`);
    return false;
  }
  say(`This machine lacks ${names}. On Debian and Ubuntu:\n\n${advice(lacking)}\n`);
  return lacking.every(({ optional }) => optional);
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exitCode = setUp({ tests: process.argv.includes('--tests') }) ? 0 : 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
