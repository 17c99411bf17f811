import type { Connection, ConnectRequest, Driver } from '../drivers/driver';
import { faultOf, failed, type Result } from '../../shared/fault';
import { within } from './pause';

const CLOSE_MS = 2_000;

/** Does something over a connection of its own, beside a session's live one; it is closed afterwards. */
export async function beside<T>(driver: Driver, request: ConnectRequest, work: (connection: Connection) => Promise<Result<T>>): Promise<Result<T>> {
  const over = new AbortController();
  const signal = AbortSignal.any([request.signal, over.signal]);
  try {
    const connection = await driver.connect({ ...request, signal });
    try {
      return await work(connection);
    } finally {
      await within(CLOSE_MS, connection.close());
    }
  } catch (error) {
    return failed(faultOf(error));
  } finally {
    over.abort();
  }
}
