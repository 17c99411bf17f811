/** How a link gets its session on a fresh socket: node-zookeeper-client's handshake, and the login behind it. */
import { State, type ConnectionManager } from './client';
import { Code, type LinkEnd } from './faults';

/** Length of a handshake's answer without the flag that some servers add. */
const HANDSHAKE_BYTES = 36;
const AUTH_FAILED = -115;

/** The session and login of one link. */
export class Opening {
  readonly #manager: ConnectionManager;
  #loginAwaited: boolean;

  constructor(manager: ConnectionManager, hasLogin: boolean) {
    this.#manager = manager;
    this.#loginAwaited = hasLogin;
  }

  /** Whether the session stands and the login has been taken. */
  get done(): boolean {
    return this.#manager.state === State.connected && !this.#loginAwaited;
  }

  /** Asks for the session; the login follows by itself once that is there. Gives how many requests both are. */
  begin(): number {
    this.#manager.onSocketConnected();
    return this.#loginAwaited ? 2 : 1;
  }

  /** Takes the answer to the request for a session. Gives the reason where there is none. */
  takeSession(frame: Buffer): LinkEnd | undefined {
    if (frame.length < HANDSHAKE_BYTES) return 'wrong-protocol';
    const framed = Buffer.allocUnsafe(4 + frame.length);
    framed.writeInt32BE(frame.length, 0);
    frame.copy(framed, 4);
    this.#manager.pendingBuffer = null;
    this.#manager.onSocketData(framed); // sets session, password and state, and sends the login
    return this.#manager.state === State.expired ? 'session-expired' : undefined;
  }

  /** Takes the answer to the login, and whatever a server says of it later. Gives the reason where it is refused. */
  takeLogin(code: number): LinkEnd | undefined {
    if (code === Code.loginEnforced) return 'login-enforced';
    if (code === AUTH_FAILED) return 'auth-failed';
    this.#loginAwaited = false;
    return undefined;
  }
}
