/** What a newcomer finds in a brand-new sandbox: a small company's flags, configuration and services, with every kind of value in it. */
import { fault, failed, ok, type Result } from '../../shared/fault';
import type { Key } from '../../shared/model/key';
import type { Plan } from '../../shared/model/plan';
import type { ConnectOptions } from '../../shared/model/source';
import type { Driver } from '../drivers/driver';

/** Flags of the applications, `true` or `false`; `TRUE` is a mistake on purpose, which every reader takes as off. */
const flags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  checkout: {
    express_pay: 'true',
    guest_checkout: 'true',
    gift_cards: 'false',
    address_autocomplete: 'true',
    split_payment: 'false',
    invoice_by_email: 'true',
  },
  search: { typo_tolerance: 'true', semantic_ranking: 'false', instant_results: 'TRUE', voice_search: 'false' },
  catalog: { recently_viewed: 'true', size_guide: 'true', price_history: 'false', back_in_stock_alert: 'true' },
  mobile: { dark_theme: 'true', biometric_login: 'true', offline_basket: 'false', push_digest: 'false' },
};

interface Service {
  readonly rateLimit: number;
  readonly threads: number;
  readonly breaker: object;
  readonly features: Readonly<Record<string, string>>;
  readonly instances: readonly string[];
  readonly port: number;
  readonly version: string;
}

const services: Readonly<Record<string, Service>> = {
  checkout: {
    rateLimit: 250,
    threads: 32,
    breaker: { failureRate: 0.5, slowCallMs: 1200, minimumCalls: 20, openForSeconds: 30, halfOpenCalls: 5 },
    features: { idempotency_keys: 'true', fraud_screening: 'true', legacy_tax_rules: 'false' },
    instances: ['10.20.1.11', '10.20.1.12', '10.20.1.13'],
    port: 8443,
    version: '4.18.2',
  },
  payments: {
    rateLimit: 120,
    threads: 24,
    breaker: { failureRate: 0.25, slowCallMs: 2500, minimumCalls: 10, openForSeconds: 60, halfOpenCalls: 2 },
    features: { three_d_secure_2: 'true', retry_soft_declines: 'true', settle_at_night: 'false' },
    instances: ['10.20.2.21', '10.20.2.22'],
    port: 8443,
    version: '2.7.0',
  },
  search: {
    rateLimit: 900,
    threads: 48,
    breaker: { failureRate: 0.6, slowCallMs: 400, minimumCalls: 50, openForSeconds: 10, halfOpenCalls: 10 },
    features: { query_cache: 'true', synonyms_v3: 'false' },
    instances: ['10.20.3.31', '10.20.3.32'],
    port: 9200,
    version: '11.3.1',
  },
  catalog: {
    rateLimit: 600,
    threads: 40,
    breaker: { failureRate: 0.5, slowCallMs: 800, minimumCalls: 30, openForSeconds: 20, halfOpenCalls: 5 },
    features: { image_webp: 'true', variant_grouping: 'true' },
    instances: ['10.20.4.41', '10.20.4.42'],
    port: 8080,
    version: '7.0.4',
  },
  notifications: {
    rateLimit: 80,
    threads: 8,
    breaker: { failureRate: 0.5, slowCallMs: 3000, minimumCalls: 10, openForSeconds: 45, halfOpenCalls: 3 },
    features: { quiet_hours: 'true', sms_fallback: 'false' },
    instances: ['10.20.5.51'],
    port: 8080,
    version: '1.12.9',
  },
};

/** Experiments in the flag definition format of flagd, which shares users out over variants. */
const experiments: Readonly<Record<string, object>> = {
  checkout_button_label: {
    state: 'ENABLED',
    variants: { control: 'Place order', short: 'Buy now', friendly: 'Send it my way' },
    defaultVariant: 'control',
    targeting: { fractional: [['control', 50], ['short', 25], ['friendly', 25]] },
  },
  search_results_per_page: {
    state: 'ENABLED',
    variants: { few: 12, usual: 24, many: 48 },
    defaultVariant: 'usual',
    targeting: { if: [{ ends_with: [{ var: 'email' }, '@example.com'] }, 'many', 'usual'] },
  },
  free_shipping_threshold: {
    state: 'DISABLED',
    variants: { low: 35, high: 60 },
    defaultVariant: 'high',
    targeting: { fractional: [['low', 10], ['high', 90]] },
  },
};

const routing = `# Where the edge sends requests; the first rule that matches wins.
routes:
  - match: /api/search/**
    service: search
    timeout: 800ms
  - match: /api/orders/**
    service: checkout
    timeout: 3s
    retries: 0
  - match: /static/**
    service: catalog
    cache: 24h
fallback: maintenance-page
`;

/** SHA-256 fingerprint of a certificate, as bytes: a value that is not text. */
const certificateFingerprint = Uint8Array.from(
  '9f3c41d80b77e25a16c4fe902d8835b17ac05e6992f1db43887e0fa4c1562b3d'.match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

/** Keys and values of a new sandbox, in the order they are written. */
function* contents(): Generator<[Key, string | Uint8Array]> {
  for (const [app, values] of Object.entries(flags)) {
    for (const [flag, value] of Object.entries(values)) yield [`/feature_flags/${app}/${flag}`, value];
  }
  for (const [name, { rateLimit, threads, breaker, features }] of Object.entries(services)) {
    const place = `/config/services/${name}`;
    yield [`${place}/rate_limit`, String(rateLimit)];
    yield [`${place}/threads`, String(threads)];
    yield [`${place}/breaker.json`, JSON.stringify(breaker, null, 2)];
    for (const [flag, value] of Object.entries(features)) yield [`${place}/features/${flag}`, value];
  }
  yield ['/config/global/log_level', 'info'];
  yield ['/config/global/request_timeout_ms', '3000'];
  yield ['/config/global/currencies', JSON.stringify(['EUR', 'GBP', 'USD', 'JPY', 'CNY'])];
  yield ['/config/global/routing.yaml', routing];
  yield ['/config/global/maintenance_notice', ''];
  yield ['/config/global/edge_certificate_sha256', certificateFingerprint];
  yield ['/config/global/features/read_only_mode', 'false'];
  yield ['/config/global/features/trace_requests', 'true'];
  for (const [name, experiment] of Object.entries(experiments)) yield [`/experiments/${name}`, JSON.stringify(experiment, null, 2)];
  for (const [name, { instances, port, version }] of Object.entries(services)) {
    for (const [index, host] of instances.entries()) yield [`/services/${name}/${host}:${port}`, registration(host, port, version, index)];
  }
}

/** What an instance of a service says about itself. */
export const registration = (host: string, port: number, version: string, zone: number): string =>
  JSON.stringify({ host, port, version, zone: `eu-central-1${'abc'[zone % 3]}`, weight: 100, healthy: true }, null, 2);

/** The plan that fills a sandbox. */
export function sandboxPlan(): Plan {
  const encoder = new TextEncoder();
  return {
    title: 'Fill the sandbox',
    reason: 'A new sandbox starts with an example to look at and to change.',
    edits: [...contents()].map(([key, value]) => ({
      kind: 'put',
      key,
      value: typeof value === 'string' ? encoder.encode(value) : value,
      base: 'absent',
    })),
  };
}

/**
 * Fills the sandbox if nothing was ever written to it, and tells whether it did. One that a user has emptied stays empty.
 * Rejects with a FaultError where the workspace cannot be opened.
 */
export async function seedSandbox(driver: Driver, options: ConnectOptions, signal: AbortSignal): Promise<Result<boolean>> {
  const connection = await driver.connect({ options, signal });
  try {
    for await (const frame of connection.frames({ signal, onReceived: () => {} })) {
      if (frame.at !== 0n) return ok(false);
      const filled = await connection.apply(sandboxPlan());
      return filled.ok ? ok(true) : filled;
    }
    return failed(fault('aborted', 'aborted'));
  } finally {
    await connection.close();
  }
}
