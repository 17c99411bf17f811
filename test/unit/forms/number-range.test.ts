import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../../renderer/views/forms/number-range';

describe('the range of a number', () => {
  it('is that of a percentage where the key says so', () => {
    for (const key of ['/app/rollout_percent', '/app/percent', '/app/rolloutPercent', '/app/error-pct', '/app/canary.percentage']) expect(rangeOf(key, '25'), key).toEqual({ least: 0, most: 100 });
  });

  it('is not known of other keys, nor where the number denies it', () => {
    for (const key of ['/app/threads', '/app/percentile', '/app/notpercent']) expect(rangeOf(key, '25'), key).toBeUndefined();
    expect(rangeOf('/app/percent', '250')).toBeUndefined();
    expect(rangeOf('/app/percent', '-1')).toBeUndefined();
  });
});
