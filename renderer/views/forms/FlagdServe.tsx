/** What a rule of flagd serves: a variant, the default, a split by weights, or what is computed. */
import { setWeights } from '../../../shared/flags/flagd/edit';
import { addShare, isOwn, removeShare, type ServeChoice } from '../../../shared/flags/flagd/edit-rules';
import type { Serve } from '../../../shared/flags/flagd/targeting';
import type { FlagdFlag } from '../../../shared/flags/flagd/view';
import type { Path } from '../../../shared/flags/problem';
import { nodeAt, plain } from '../../../shared/flags/syntax/node';
import { useWords } from '../../ui/text';
import type { Form } from './form';
import { Choice } from './parts';
import { AddButton } from './RuleTools';
import { SplitTable } from './SplitTable';

interface ServeProps {
  readonly serve: Serve;
  readonly flag: FlagdFlag;
  readonly form: Form;
  /** Accessible name of the choice. */
  readonly label: string;
  /** Null where it is only shown. */
  readonly onChange: ((choice: ServeChoice) => void) | null;
}

/** What is served, and the choice of something else. */
export function FlagdServe({ serve, flag, form, label, onChange }: ServeProps) {
  const words = useWords();
  return (
    <>
      {onChange === null ? (
        <Shown serve={serve} />
      ) : (
        <p className="form-serves">
          {words('form.serves')} <ServeChoices serve={serve} flag={flag} label={label} onChange={onChange} />
        </p>
      )}
      {serve.kind === 'computed' && <Computed label={words('form.servesComputed')} path={serve.path} form={form} />}
      {serve.kind === 'split' && <Split split={serve} flag={flag} form={form} />}
    </>
  );
}

function Shown({ serve }: { serve: Serve }) {
  const words = useWords();
  if (serve.kind !== 'variant' && serve.kind !== 'default') return null;
  return (
    <p className="form-serves">
      {words('form.serves')} {serve.kind === 'variant' ? <code data-kind="value">{serve.variant}</code> : words('form.servesDefault')}
    </p>
  );
}

// a variant may be called like another kind, so that its name is marked
const variantId = (name: string): string => `variant:${name}`;

function ServeChoices({ serve, flag, label, onChange }: Pick<ServeProps, 'serve' | 'flag' | 'label'> & { onChange: (choice: ServeChoice) => void }) {
  const words = useWords();
  const names = flag.variants.map(({ name }) => name);
  const unknown = serve.kind === 'variant' && !names.includes(serve.variant) ? [serve.variant] : [];
  const choices: readonly { readonly value: string; readonly label: string; readonly choice: ServeChoice | null }[] = [
    ...[...unknown, ...names].map((variant) => ({ value: variantId(variant), label: variant, choice: { kind: 'variant', variant } as const })),
    { value: 'default', label: words('form.servesDefault'), choice: { kind: 'default' } },
    ...(names.length > 0 || serve.kind === 'split' ? [{ value: 'split', label: words('form.edit.split'), choice: { kind: 'split' } as const }] : []),
    ...(serve.kind === 'computed' ? [{ value: 'computed', label: words('form.edit.computed'), choice: null }] : []),
  ];
  return (
    <Choice
      compact
      label={label}
      disabled={false}
      value={serve.kind === 'variant' ? variantId(serve.variant) : serve.kind}
      options={choices}
      onChange={(value) => {
        const chosen = choices.find((one) => one.value === value)?.choice;
        if (chosen) onChange(chosen);
      }}
    />
  );
}

function Split({ split, flag, form }: { split: Extract<Serve, { kind: 'split' }>; flag: FlagdFlag; form: Form }) {
  const words = useWords();
  const placeOf = (variant: string): number | null => {
    const at = flag.variants.findIndex(({ name }) => name === variant);
    return at < 0 ? null : at;
  };
  const shares = split.buckets.flatMap(({ variant, weight }) => (variant === null || weight === null ? [] : [{ name: variant, weight, at: placeOf(variant) }]));
  if (shares.length < split.buckets.length) return <Computed label={words('form.splitComputed')} path={split.path} form={form} />;
  const by = split.bucketBy;
  const label = by === undefined ? words('form.splitByKey') : words('form.splitBy', { attribute: by !== null && typeof by === 'object' && 'var' in by ? String(by.var) : JSON.stringify(by) });
  const { structure, change } = form;
  // a shared rule is other flags' as well
  const own = form.editable && isOwn(flag, split.path);
  const others = own ? flag.variants.filter(({ name }) => shares.every((share) => share.name !== name)) : [];
  return (
    <>
      <p className="form-serves">{label}</p>
      <SplitTable
        shares={shares}
        scale={{ unit: 'weight', total: null }}
        label={label}
        editable={own}
        onChange={(weights) => change(setWeights(structure, split.path, weights))}
        {...(own && { onRemove: (index: number) => change(removeShare(structure, split.buckets[index]?.path ?? split.path)) })}
      />
      <span className="split-add">
        {others.map(({ name }) => (
          <AddButton key={name} onClick={() => change(addShare(structure, split.path, name))}>
            {words('form.edit.addShare', { name })}
          </AddButton>
        ))}
      </span>
    </>
  );
}

/** What has no form, as it is written. */
function Computed({ label, path, form }: { label: string; path: Path; form: Form }) {
  const node = nodeAt(form.structure.root, path);
  return (
    <>
      <p className="form-serves">{label}</p>
      <pre className="form-code" role="group" aria-label={label} tabIndex={0}>{node === undefined ? '' : JSON.stringify(plain(node), null, 2)}</pre>
    </>
  );
}
