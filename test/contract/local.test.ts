import { local } from '../../electron/drivers/local/index';
import { localClauses } from './clauses/local';
import { driverContract } from './driver-contract';
import { startLocalHarness } from './local-harness';
import { ownClauses } from './own-clauses';

driverContract('local, a workspace', { driver: local, network: false, scoped: false, start: startLocalHarness });

ownClauses('what only local has', startLocalHarness, localClauses);
