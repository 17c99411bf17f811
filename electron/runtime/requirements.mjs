// What the system must have, each with the Debian packages that bring it. Looked for by what is used (a library the
// loader finds, a program on PATH, a file), never by a package name, so that other distributions pass as well.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { etcdBinary } from './etcd.mjs';
import { onPath } from './paths.mjs';

const output = (command, args) => spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout ?? '';

const library = (name) => output(onPath('ldconfig') ?? '/sbin/ldconfig', ['-p']).includes(`\t${name} `);
const font = (language) => output('fc-list', [`:lang=${language}`, 'family']).trim() !== '';

/** True where a window can only be shown on a display that we start ourselves. */
export const needsOwnDisplay = () => process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;

const toStart = [
  { what: 'GTK 3', packages: ['libgtk-3-0t64', 'libgtk-3-0'], present: () => library('libgtk-3.so.0') },
  { what: 'NSS', packages: ['libnss3'], present: () => library('libnss3.so') },
  { what: 'GBM', packages: ['libgbm1'], present: () => library('libgbm.so.1') },
  { what: 'ALSA', packages: ['libasound2t64', 'libasound2'], present: () => library('libasound.so.2') },
  { what: 'a font', packages: ['fonts-dejavu-core'], present: () => font('en') },
  { what: 'a font with Chinese', packages: ['fonts-wqy-microhei'], present: () => font('zh'), optional: true },
];
const display = { what: 'Xvfb, as there is no display', packages: ['xvfb'], present: () => onPath('Xvfb') !== undefined };
const toTest = [
  { what: 'Java', packages: ['default-jre-headless'], present: () => onPath('java') !== undefined },
  { what: 'ZooKeeper', packages: ['libzookeeper-java'], present: () => existsSync('/usr/share/java/zookeeper.jar') },
  { what: 'SLF4J', packages: ['libslf4j-java'], present: () => existsSync('/usr/share/java/slf4j-simple.jar') },
  { what: 'Netty (ZooKeeper over TLS)', packages: ['libnetty-java'], present: () => existsSync('/usr/share/java/netty-handler.jar') },
  { what: 'OpenSSL (certificates for tests)', packages: ['openssl'], present: () => onPath('openssl') !== undefined },
  { what: 'etcd', packages: ['etcd-server'], present: () => etcdBinary() !== undefined, unpacked: true },
];

/** What is missing for `npm start`, or with `tests` for `npm test`, which always has its own display. */
export function missing({ tests }) {
  const wanted = process.platform === 'linux' ? [...toStart] : [];
  if (process.platform === 'linux' && (tests || needsOwnDisplay())) wanted.push(display);
  if (tests) wanted.push(...toTest);
  return wanted.filter((requirement) => !requirement.present());
}
