/** The window: one, sandboxed, going nowhere. It remembers where it stood, and comes back when its renderer dies. */
import { BrowserWindow, MessageChannelMain, nativeTheme, screen, session, type MessagePortMain, type WebContents } from 'electron';
import { APP_ORIGIN, PORT_CHANNEL } from '../shared/contract';
import type { SettingsFile } from './settings/file';
import type { Bounds, WindowState } from './settings/settings';

const SMALLEST = { width: 900, height: 560 };
const USUAL = { width: 1440, height: 900 };
/** The page's own background (renderer/ui/base.css), so that nothing flashes before it has painted. */
const BACKGROUND = { dark: '#0c0d0f', light: '#f4f4f6' };
const SAVE_AFTER_MS = 500;
/** A page that dies this often in a row gets time between its attempts. */
const DEATHS_IN_A_ROW = 3;
const DEATH_PAUSE_MS = 5_000;

export interface WindowOptions {
  readonly preload: string;
  readonly state: SettingsFile<WindowState>;
}

export function createWindow({ preload, state }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...USUAL,
    ...visibleBounds(state.value.bounds),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Flagscope',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // the mirror is applied in the page, and must be, whether or not anybody looks
      backgroundThrottling: false,
    },
  });
  // its keys work all the same
  window.setMenuBarVisibility(false);
  rememberBounds(window, state);
  reviveRenderer(window.webContents);
  window.once('ready-to-show', () => {
    if (state.value.maximized) window.maximize();
    window.show();
  });
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

/** Shows a window that may be minimised or behind others. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Opens a fresh channel to the page and gives main's end of it. */
export function openPort(contents: WebContents): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  contents.postMessage(PORT_CHANNEL, null, [port2]);
  return port1;
}

/** Denies every way out of the page, for all contents there ever are. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The page may write text to the clipboard, and nothing else. */
export function denyPermissions(): void {
  const allowed = 'clipboard-sanitized-write';
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === allowed));
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === allowed);
  session.defaultSession.setDevicePermissionHandler(() => false);
}

/** The remembered bounds, unless no screen shows them any more. */
function visibleBounds(bounds: Bounds | undefined): Bounds | undefined {
  if (!bounds) return undefined;
  const { workArea } = screen.getDisplayMatching(bounds);
  const width = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
  const height = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
  return width >= 100 && height >= 100 ? bounds : undefined;
}

function rememberBounds(window: BrowserWindow, state: SettingsFile<WindowState>): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (!window.isDestroyed()) state.set({ ...state.value, bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', save);
}

/** Loads the page again when its process has died; the page then asks for a new port. */
function reviveRenderer(contents: WebContents): void {
  const deaths: number[] = [];
  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || contents.isDestroyed()) return;
    console.error(`The window's process ended (${details.reason}); it is started again.`);
    const now = Date.now();
    deaths.push(now);
    const recent = deaths.filter((at) => now - at < DEATH_PAUSE_MS * 2).length;
    setTimeout(() => !contents.isDestroyed() && contents.reload(), recent > DEATHS_IN_A_ROW ? DEATH_PAUSE_MS : 0);
  });
}
