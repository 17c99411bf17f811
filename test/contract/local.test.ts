import { local } from '../../electron/drivers/local/index';
import { driverContract } from './driver-contract';
import { startLocalHarness } from './local-harness';

driverContract('local, a workspace', { driver: local, network: false, scoped: false, start: startLocalHarness });
