/** Watch events: what a server sends unasked. */
import type { Key } from '../../../shared/model/key';

/** What a watch event tells of (org.apache.zookeeper.Watcher.Event.EventType). */
export const EventType = { created: 1, deleted: 2, changed: 3, children: 4 } as const;
/** One of the events about a node. */
export type EventType = (typeof EventType)[keyof typeof EventType];

const types: readonly number[] = Object.values(EventType);

/** Calls back with the event in a frame, if it is one about a node. Throws a RangeError where the frame is cut short. */
export function decodeEvent(frame: Buffer, onEvent: (path: Key, type: EventType) => void): void {
  const type = frame.readInt32BE(16);
  if (!types.includes(type)) return;
  const length = frame.readInt32BE(24);
  onEvent(frame.toString('utf8', 28, 28 + length), type as EventType);
}
