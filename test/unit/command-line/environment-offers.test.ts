import { expect, test } from 'vitest';
import { offersFrom } from '../../../electron/environment-offers';

const offer = (environment: Record<string, string>) => {
  const { offers, notices } = offersFrom(environment);
  return { offers, notices: notices.map(({ reason, params }) => [reason, params['variable']]) };
};

test('nothing is offered where nothing is named', () => {
  for (const environment of [{}, { ZK_HOSTS: '' }, { ETCD_ENDPOINTS: '  ' }]) expect(offer(environment)).toEqual({ offers: [], notices: [] });
});

test('ZK_HOSTS names an ensemble, with a chroot perhaps', () => {
  expect(offer({ ZK_HOSTS: 'a:2182, b,[::1]:2183/kafka/flags/' })).toEqual({
    offers: [
      {
        backend: 'zookeeper',
        endpoints: [
          { host: 'a', port: 2182 },
          { host: 'b', port: 2181 },
          { host: '::1', port: 2183 },
        ],
        roots: ['/kafka/flags'],
        name: 'a:2182 +2/kafka/flags',
        environment: 'development',
        access: 'read-write',
      },
    ],
    notices: [],
  });
  expect(offer({ ZK_HOSTS: 'a/' }).offers).toMatchObject([{ roots: ['/'] }]);
});

test('ETCD_ENDPOINTS names a cluster by host and port or by URLs, which say whether it is TLS', () => {
  expect(offer({ ETCD_ENDPOINTS: 'a:1,b' }).offers).toMatchObject([{ backend: 'etcd', endpoints: [{ host: 'a', port: 1 }, { host: 'b', port: 2379 }], roots: [''] }]);
  expect(offer({ ETCD_ENDPOINTS: 'http://a:1/' }).offers[0]).not.toHaveProperty('tls');
  expect(offer({ ETCD_ENDPOINTS: 'https://a:1,https://b:1' }).offers).toMatchObject([{ tls: {} }]);
});

test.each([
  ['ZK_HOSTS', 'a:0'],
  ['ZK_HOSTS', 'a:1,,b:1'],
  ['ZK_HOSTS', 'a:1,a:1'],
  ['ZK_HOSTS', 'a:1//x'],
  ['ZK_HOSTS', 'zookeeper://a:1'],
  ['ZK_HOSTS', Array.from({ length: 40 }, (_, i) => `h${i}`).join()],
  ['ETCD_ENDPOINTS', 'http://a:1,https://b:1'],
  ['ETCD_ENDPOINTS', 'ftp://a:1'],
  ['ETCD_ENDPOINTS', 'http://a:1/v3'],
  ['ETCD_ENDPOINTS', 'not a server'],
])('%s=%s is ignored, and that is said', (variable, text) => {
  expect(offer({ [variable]: text })).toEqual({ offers: [], notices: [['offer-invalid', variable]] });
});

test('one that is broken leaves the other whole, and no password is repeated', () => {
  const { offers, notices } = offersFrom({ ZK_HOSTS: 'a:1', ETCD_ENDPOINTS: 'http://me:s3cret@a:1' });
  expect(offers).toHaveLength(1);
  expect(notices[0]?.message).not.toContain('s3cret');
});
