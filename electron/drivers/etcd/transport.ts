/**
 * One gRPC channel to one etcd member, and the TCP connection under it. A channel on its own would reconnect behind our back,
 * possibly to a store that was wiped meanwhile; this one is held to a single connection, and tells when that is gone.
 */
import type { Socket } from 'node:net';
import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import type { Channel } from '@grpc/grpc-js/build/src/channel';
import type { Security } from '../tls';
import type { Runtime } from './runtime';

/** etcd closes connections that are pinged more often than every 5 s. */
const PING_AFTER_MS = 8_000;
/** Only for a link that carries answers and no pings: over a slow one a ping's answer waits behind megabytes. Silence is noticed by the ear. */
const PING_TIMEOUT_MS = 30_000;
/** Together they bound how long a black hole goes unnoticed: a ping and four seconds for its answer. */
const LISTEN_EVERY_MS = 1_000;
const SILENT_AFTER_TICKS = 12;

/** More than any answer: 128 values of etcd's largest size. A page of a listing that is larger still is asked for in smaller parts. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
const FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;

const channelOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': PING_AFTER_MS,
  'grpc.keepalive_timeout_ms': PING_TIMEOUT_MS,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
  // its own pool: closing the channel closes the connection, and two sources never share one
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
  'grpc.service_config_disable_resolution': 1,
};

/** A channel with at most one connection in its life. */
export interface Transport {
  readonly channel: Channel;
  readonly credentials: ChannelCredentials;
  /** From now on the connection that carried the first answer is the only one; `onLost` is called when it has gone. */
  settle(onLost: () => void): void;
  /** For how long nothing was heard, if that is why the connection was ended. */
  silentSeconds(): number | undefined;
  bytes(): { readonly in: number; readonly out: number };
  /** Resolves when no socket is left. */
  close(): Promise<void>;
}

/** Opens a channel to `host:port`, in plain without security. */
export function openTransport({ grpc }: Runtime, target: string, security: Security | undefined): Transport {
  const credentials = security ? grpc.credentials.createFromSecureContext(security.context) : grpc.credentials.createInsecure();
  const serverName = security?.serverName;
  const sockets = new Set<Socket>();
  const gone = { in: 0, out: 0 };
  let settled: (() => void) | undefined;
  let closed = false;
  let silentTicks = 0;
  let lastBytes = 0;

  const bytes = (): { in: number; out: number } => {
    const sum = { ...gone };
    for (const socket of sockets) {
      sum.in += socket.bytesRead;
      sum.out += socket.bytesWritten;
    }
    return sum;
  };
  // it counts its own ticks and not the clock, so that a process that was held up does not blame the server
  const listen = (): void => {
    const now = bytes().in;
    silentTicks = now === lastBytes ? silentTicks + 1 : 0;
    lastBytes = now;
    if (settled && silentTicks >= SILENT_AFTER_TICKS) for (const socket of sockets) socket.destroy();
  };
  const ear = setInterval(listen, LISTEN_EVERY_MS).unref();

  const onClose = (socket: Socket): void => {
    gone.in += socket.bytesRead;
    gone.out += socket.bytesWritten;
    sockets.delete(socket);
    if (!closed && sockets.size === 0) settled?.();
  };

  // gRPC offers no way to its sockets but this one; without them there would be neither byte counts nor a certain end
  const createConnector = credentials._createSecureConnector.bind(credentials);
  credentials._createSecureConnector = (...args) => {
    const connector = createConnector(...args);
    return {
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
      connect: (socket) => {
        if (closed || settled) {
          socket.destroy();
          return Promise.reject(new Error('This channel has had its connection'));
        }
        sockets.add(socket);
        socket.once('close', () => onClose(socket));
        return connector.connect(socket);
      },
    };
  };
  const channel = new grpc.Channel(target, credentials, { ...channelOptions, ...(serverName !== undefined && { 'grpc.ssl_target_name_override': serverName }) });

  return {
    channel,
    credentials,
    bytes,
    settle: (onLost) => {
      settled = onLost;
      if (sockets.size === 0) onLost();
    },
    silentSeconds: () => (silentTicks < SILENT_AFTER_TICKS ? undefined : Math.round((silentTicks * LISTEN_EVERY_MS) / 1000)),
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(ear);
      channel.close();
      await Promise.all(
        [...sockets].map((socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve()).destroy())),
      );
    },
  };
}
