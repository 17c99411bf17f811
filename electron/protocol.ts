/**
 * `app://flagscope`: the window's page and nothing else, read-only, with a Content-Security-Policy whose nonce is new for every load.
 * In development the same address hands on to the Vite server, under the same policy but for its socket.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { net, protocol } from 'electron';
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

/** Serves the page from `directory`, or from a development server. */
export function servePage(directory: string, developmentUrl?: string): void {
  protocol.handle(SCHEME, (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return plain(403);
    if (request.method !== 'GET') return plain(405);
    return developmentUrl === undefined ? fromDirectory(directory, url.pathname) : fromServer(developmentUrl, url);
  });
}

async function fromDirectory(directory: string, pathname: string): Promise<Response> {
  const file = fileOf(directory, pathname);
  if (file === undefined) return plain(403);
  try {
    const content = await readFile(file);
    const type = contentTypes[path.extname(file)] ?? 'application/octet-stream';
    return path.extname(file) === '.html' ? page(content.toString('utf8'), type) : new Response(new Uint8Array(content), { headers: headers(type) });
  } catch {
    return plain(404);
  }
}

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

async function fromServer(developmentUrl: string, url: URL): Promise<Response> {
  const answer = await net.fetch(new URL(url.pathname + url.search, developmentUrl).href, { bypassCustomProtocolHandlers: true });
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  if (!type.startsWith('text/html')) return new Response(answer.body, { status: answer.status, headers: headers(type) });
  return page(await answer.text(), type, new URL(developmentUrl).host);
}

function page(html: string, type: string, socketHost?: string): Response {
  const nonce = randomBytes(16).toString('base64');
  return new Response(html.replaceAll(NONCE_PLACE, nonce), {
    headers: { ...headers(type), 'Content-Security-Policy': contentSecurityPolicy(nonce, socketHost) },
  });
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
    "worker-src 'self'",
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

const plain = (status: number): Response => new Response(null, { status, headers: headers('text/plain') });
