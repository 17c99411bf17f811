import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeProblem } from '../../../shared/model/config-place';
import { configPlaces, effectiveConfig, isSetting } from '../../../shared/services/effective';

const settings = fc.array(fc.tuple(fc.constantFrom<string[]>('a', 'b', 'b/c', 'd', 'ä', '__proto__'), fc.integer())).map((pairs) => new Map(pairs));

describe('the effective configuration of a service', () => {
  it('has every name once, with the value that a reader of both folders would take', () => {
    fc.assert(
      fc.property(settings, settings, (own, global) => {
        const read = new Map([...global, ...own]);
        const effective = effectiveConfig(own, global);
        expect(new Map(effective.map(({ name, setting }) => [name, setting]))).toEqual(read);
        expect(effective).toHaveLength(read.size);
      }),
    );
  });

  it('says where each comes from and what it hides', () => {
    fc.assert(
      fc.property(settings, settings, (own, global) => {
        for (const { name, from, hidden } of effectiveConfig(own, global)) {
          expect(from).toBe(own.has(name) ? 'service' : 'global');
          expect(hidden).toBe(own.has(name) && global.has(name) ? global.get(name) : null);
        }
      }),
    );
  });

  it('stands in the order of names, whatever the order it was read in', () => {
    fc.assert(
      fc.property(settings, settings, (own, global) => {
        const backwards = <T>(map: ReadonlyMap<string, T>) => new Map([...map].reverse());
        const names = effectiveConfig(own, global).map(({ name }) => name);
        expect(names).toEqual([...names].sort());
        expect(effectiveConfig(backwards(own), backwards(global))).toEqual(effectiveConfig(own, global));
      }),
    );
  });
});

describe('the folders of a service', () => {
  it('are found from its folder and from whatever lies in it', () => {
    const checkout = { service: 'checkout', own: '/config/services/checkout', global: '/config/global' };
    expect(configPlaces('/config/services/checkout')).toEqual(checkout);
    expect(configPlaces('/config/services/checkout/features/new_flow')).toEqual(checkout);
    expect(configPlaces('/prod/config/services/checkout/limit')).toEqual({ service: 'checkout', own: '/prod/config/services/checkout', global: '/prod/config/global' });
  });

  it('are found in stores that separate otherwise or begin without a separator', () => {
    expect(configPlaces('config/services/a/b')).toEqual({ service: 'a', own: 'config/services/a', global: 'config/global' });
    expect(configPlaces('eu::config::services::a::b', '::')).toEqual({ service: 'a', own: 'eu::config::services::a', global: 'eu::config::global' });
  });

  it('are those of the outermost service where a name repeats', () => {
    expect(configPlaces('/config/services/a/config/services/b')?.service).toBe('a');
  });

  it('are not seen elsewhere', () => {
    for (const key of ['/config/global/limit', '/config/services', '/config/services/', '/services/checkout', '/my-config/services/a', '']) expect(configPlaces(key)).toBeUndefined();
  });
});

describe('a setting', () => {
  it('is every entry but one that only makes a folder', () => {
    expect(isSetting({ size: 3, children: 2 })).toBe(true);
    expect(isSetting({ size: 0, children: 0 })).toBe(true);
    expect(isSetting({ size: null, children: 0 })).toBe(true);
    expect(isSetting({ size: null, children: 1 })).toBe(false);
    expect(isSetting({ size: 0, children: 1 })).toBe(false);
  });
});

describe('other prefixes', () => {
  const own = [{ services: '/apps/<service>/settings', global: '/apps/shared' }, { services: 'svc/<service>', global: 'all' }];

  it('that begin with a slash lie at the beginning of the keys', () => {
    expect(configPlaces('/apps/pay/settings/limit', '/', own)).toEqual({ service: 'pay', own: '/apps/pay/settings', global: '/apps/shared' });
    expect(configPlaces('/eu/apps/pay/settings/limit', '/', own)).toBeUndefined();
    expect(configPlaces('apps.pay.settings', '.', own)).toEqual({ service: 'pay', own: 'apps.pay.settings', global: 'apps.shared' });
  });

  it('without one lie at any depth, and the first that fits counts', () => {
    expect(configPlaces('/eu/svc/pay/limit', '/', own)).toEqual({ service: 'pay', own: '/eu/svc/pay', global: '/eu/all' });
    expect(configPlaces('/config/services/pay', '/', own)).toBeUndefined();
  });

  it.each([
    ['a/b', 'c', 'service'],
    ['<service>/<service>', 'c', 'service'],
    ['a/x<service>', 'c', 'service'],
    ['a//<service>', 'c', 'empty'],
    ['a/<service>/', 'c', 'empty'],
    ['a/<service>', '', 'empty'],
    ['a/<service>', 'b/<service>', 'service-in-global'],
    ['a/<service>', 'c', undefined],
    ['/<service>', '/c', undefined],
  ])('%s with %s: %s', (services, global, problem) => expect(placeProblem({ services, global })).toBe(problem));
});
