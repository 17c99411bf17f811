import type { Connection, ConnectRequest, Driver } from '../drivers/driver';
import { faultOf, failed, type Result } from '../../shared/fault';
import type { Meter } from './cost';
import { within } from './pause';

const CLOSE_MS = 2_000;

/** Does something over a connection of its own, beside a session's live one; it is closed afterwards, and counted. */
export async function beside<T>(
  driver: Driver,
  request: ConnectRequest,
  meter: Meter,
  work: (connection: Connection) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    const connection = await driver.connect(request);
    const counted = meter.count(connection);
    try {
      return await work(connection);
    } finally {
      await within(CLOSE_MS, connection.close());
      counted();
    }
  } catch (error) {
    return failed(faultOf(error));
  }
}
