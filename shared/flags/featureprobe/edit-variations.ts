/** Variations of a FeatureProbe toggle. Others refer to them by their index, so only the last can go, and only where nothing serves it. */
import { problem, type Path } from '../problem';
import { edit, type Change } from '../syntax/change';
import { readJson } from '../syntax/json';
import { isObject, isSame, plain, type Structure } from '../syntax/node';
import type { Edited } from '../syntax/text-edit';
import type { FeatureProbeView, Toggle, ToggleServe } from './view';

/**
 * Sets a variation's value, as it is spelled in JSON. Prerequisites of other toggles that ask for the old value then ask for the new one, unless
 * another variation still has the old one.
 */
export function setVariation(structure: Structure, path: Path, toggle: Toggle, { toggles }: Pick<FeatureProbeView, 'toggles'>, index: number, json: string): Edited {
  const old = toggle.variations[index];
  const { structure: read } = readJson(json);
  const stays = (read !== null && isSame(plain(read.root), old)) || toggle.variations.some((value, at) => at !== index && isSame(value, old));
  const asking = stays ? [] : toggles.flatMap((other) => (other.toggle.prerequisites ?? []).flatMap(({ key, value }, at) => (key === toggle.key && isSame(value, old) ? [[...other.path, 'prerequisites', at, 'value']] : [])));
  return edit(structure, [[...path, 'variations', index], ...asking].map((place): Change => ({ kind: 'write', path: place, json })));
}

/** Adds a variation behind the others, with a value of their type. Nothing serves it yet. */
export function addVariation(structure: Structure, toggle: Path, { variations }: Toggle): Edited {
  const like = variations[0];
  const value = typeof like === 'string' ? '' : typeof like === 'number' ? 0 : isObject(like) ? {} : Array.isArray(like) ? [] : true;
  return edit(structure, [{ kind: 'insert', path: [...toggle, 'variations'], index: variations.length, values: [value] }]);
}

/** Takes the last variation out, and its empty places in splits. */
export function removeVariation(structure: Structure, path: Path, toggle: Toggle, view: FeatureProbeView): Edited {
  const index = toggle.variations.length - 1;
  if (isVariationUsed(toggle, view)) return { ok: false, problem: problem('variant-in-use', { path: [...path, 'variations', index], params: { variant: index } }) };
  const places = servesOf(toggle, path).filter(({ serve: { split } }) => (split?.distribution.length ?? 0) > index);
  return edit(structure, [
    { kind: 'remove', path: [...path, 'variations'], index, count: 1 },
    ...places.map((place): Change => ({ kind: 'remove', path: [...place.path, 'split', 'distribution'], index, count: 1 })),
  ]);
}

/** Whether the last variation is served, or another toggle asks for its value. */
export function isVariationUsed(toggle: Toggle, { toggles }: Pick<FeatureProbeView, 'toggles'>): boolean {
  const index = toggle.variations.length - 1;
  const served = servesOf(toggle, []).some(({ serve: { select, split } }) => select === index || (split?.distribution.slice(index) ?? []).some((ranges) => ranges.length > 0));
  const asked = toggles.some(({ toggle: other }) => (other.prerequisites ?? []).some(({ key, value }) => key === toggle.key && isSame(value, toggle.variations[index])));
  return served || asked;
}

function servesOf(toggle: Toggle, path: Path): readonly { readonly serve: ToggleServe; readonly path: Path }[] {
  return [
    { serve: toggle.disabledServe, path: [...path, 'disabledServe'] },
    { serve: toggle.defaultServe, path: [...path, 'defaultServe'] },
    ...toggle.rules.map(({ serve }, index) => ({ serve, path: [...path, 'rules', index, 'serve'] })),
  ];
}
