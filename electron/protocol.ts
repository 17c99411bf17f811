/**
 * `app://flagscope`: the window's page and nothing else, read-only, with a Content-Security-Policy whose nonce is new for every load.
 * In development the same address hands on to the Vite server, under the same policy but for its socket.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { net, protocol, type ProtocolRequest, type ProtocolResponse } from 'electron';
import { APP_ORIGIN } from '../shared/contract';

const SCHEME = 'app';
const NONCE_PLACE = '__NONCE__';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the page from `directory`, or from a development server. The files go by the older API: with `protocol.handle` Electron loads
 * Node's whole fetch implementation before the first byte of the page, some 80 ms of a start (docs/decisions/008).
 */
export function servePage(directory: string, developmentUrl?: string): void {
  if (developmentUrl !== undefined) {
    protocol.handle(SCHEME, (request) => fromServer(developmentUrl, request));
    return;
  }
  const registered = protocol.registerBufferProtocol(SCHEME, (request, answer) => void fromDirectory(directory, request).then(answer));
  if (!registered) throw new Error(`${SCHEME}:// is served by somebody else`);
}

async function fromDirectory(directory: string, request: ProtocolRequest): Promise<ProtocolResponse> {
  const url = new URL(request.url);
  const status = refusal(url, request.method);
  if (status !== undefined) return empty(status);
  const file = fileOf(directory, url.pathname);
  if (file === undefined) return empty(403);
  try {
    const content = await readFile(file);
    const type = contentTypes[path.extname(file)] ?? 'application/octet-stream';
    if (path.extname(file) !== '.html') return { data: content, headers: headers(type) };
    const { html, policy } = page(content.toString('utf8'));
    return { data: Buffer.from(html), headers: { ...headers(type), 'Content-Security-Policy': policy } };
  } catch {
    return empty(404);
  }
}

const refusal = (url: URL, method: string): number | undefined => (`${url.protocol}//${url.host}` !== APP_ORIGIN ? 403 : method === 'GET' ? undefined : 405);

/** The file that a path names, or undefined when it leads out of the directory. */
function fileOf(directory: string, pathname: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const file = path.join(directory, decoded === '/' ? 'index.html' : decoded);
  return file.startsWith(directory + path.sep) ? file : undefined;
}

async function fromServer(developmentUrl: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const status = refusal(url, request.method);
  if (status !== undefined) return new Response(null, { status, headers: headers('text/plain') });
  const answer = await net.fetch(new URL(url.pathname + url.search, developmentUrl).href, { bypassCustomProtocolHandlers: true });
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  if (!type.startsWith('text/html')) return new Response(answer.body, { status: answer.status, headers: headers(type) });
  const { html, policy } = page(await answer.text(), new URL(developmentUrl).host);
  return new Response(html, { headers: { ...headers(type), 'Content-Security-Policy': policy } });
}

/** The page with a nonce of its own, and the policy that goes with it. */
function page(text: string, socketHost?: string): { html: string; policy: string } {
  const nonce = randomBytes(16).toString('base64');
  return { html: text.replaceAll(NONCE_PLACE, nonce), policy: contentSecurityPolicy(nonce, socketHost) };
}

/** The policy of one load. `socketHost` is the development server's, whose socket the page may open. */
function contentSecurityPolicy(nonce: string, socketHost?: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${socketHost === undefined ? '' : ` ws://${socketHost}`}`,
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "object-src 'none'",
  ].join('; ');
}

const headers = (type: string): Record<string, string> => ({
  'Content-Type': type,
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
});

const empty = (statusCode: number): ProtocolResponse => ({ statusCode, data: Buffer.alloc(0), headers: headers('text/plain') });
