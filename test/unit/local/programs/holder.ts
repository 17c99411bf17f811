/** Opens the workspace named by its argument, says so or why not, and holds it until its stdin ends or it is killed. */
import fs from 'node:fs';
import { local } from '../../../../electron/drivers/local/index';
import { faultOf } from '../../../../shared/fault';

const [root = ''] = process.argv.slice(2);
process.stdin.on('end', () => process.exit()).resume();
try {
  await local.connect({ options: { backend: 'local', endpoints: [], roots: [root] }, signal: new AbortController().signal });
  fs.writeSync(1, 'opened\n');
} catch (error) {
  const { reason, params } = faultOf(error);
  fs.writeSync(1, `${reason} ${params['pid'] ?? ''}\n`);
}
