/** What a FeatureProbe toggle serves somewhere: one variation, or shares of the users for each. */
import { BUCKETS } from '../../../shared/flags/featureprobe/checks';
import { setDistribution } from '../../../shared/flags/featureprobe/edit';
import { setSelect, setSplit } from '../../../shared/flags/featureprobe/edit-rules';
import type { Toggle, ToggleServe as Serve } from '../../../shared/flags/featureprobe/view';
import type { Path } from '../../../shared/flags/problem';
import { useWords, type Words } from '../../ui/text';
import type { Form } from './form';
import { Choice } from './parts';
import { shortJson } from './pieces';
import { placesOf } from './outcome-places';
import { SplitTable } from './SplitTable';

/** Stands for a split among the variations to choose from. */
const SPLIT = 'split';

const NAME_LENGTH = 60;

/** Variations have no names, so each is called by its index and the beginning of its value. */
export function variationNames({ variations }: Toggle, words: Words): readonly string[] {
  return variations.map((value, index) => `${words('form.variation', { index })}: ${shortJson(value, NAME_LENGTH)}`);
}

interface ServeProps {
  readonly serve: Serve;
  readonly path: Path;
  readonly toggle: Toggle;
  /** Accessible name of the choice, and of the shares. */
  readonly label: string;
  readonly describedBy?: string;
  /** Whether it stands under a heading that says what it is, and in no rule. */
  readonly headed?: boolean;
  readonly form: Form;
}

/** What is served, and the choice of something else. */
export function ToggleServe(props: ServeProps) {
  const words = useWords();
  const { serve, path, toggle, label, describedBy, headed = false, form } = props;
  const { select, split } = serve;
  const names = variationNames(toggle, words);
  const isSplit = select === undefined && split !== undefined;
  if (!form.editable && !isSplit) {
    return select === undefined ? null : (
      <p className="form-serves">
        {words('form.serves')} <code data-kind="value">{names[select] ?? words('form.variation', { index: select })}</code>
      </p>
    );
  }
  return (
    <>
      {form.editable && (
        <p className={headed ? undefined : 'form-serves'}>
          {!headed && `${words('form.serves')} `}
          <Choice
            compact={!headed}
            label={label}
            disabled={false}
            {...(describedBy !== undefined && { describedBy })}
            value={isSplit ? SPLIT : String(select ?? '')}
            onChange={(chosen) => form.change(chosen === SPLIT ? setSplit(form.structure, path, serve, toggle) : setSelect(form.structure, path, serve, Number(chosen)))}
            options={[
              ...(select !== undefined && names[select] === undefined ? [{ value: String(select), label: words('form.variation', { index: select }) }] : []),
              ...(select === undefined && split === undefined ? [{ value: '', label: '–' }] : []),
              ...names.map((name, index) => ({ value: String(index), label: name })),
              { value: SPLIT, label: words('form.serveSplit') },
            ]}
          />
        </p>
      )}
      {isSplit && <Distribution {...props} />}
    </>
  );
}

/** The ten thousand buckets as percent. */
function Distribution({ serve: { split }, path, toggle, label, form }: ServeProps) {
  const words = useWords();
  if (split === undefined) return null;
  const names = variationNames(toggle, words);
  const { distribution } = split;
  const places = placesOf(toggle.variations);
  // a variation that came later may have no place in it yet
  const shares = Array.from({ length: Math.max(distribution.length, names.length) }, (_, index) => ({
    name: names[index] ?? words('form.variation', { index }),
    weight: (distribution[index] ?? []).reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0),
    at: places[index] ?? null,
  }));
  return (
    <>
      {split.bucketBy !== undefined && <p className="form-serves">{words('form.bucketBy', { attribute: split.bucketBy })}</p>}
      <SplitTable
        shares={shares}
        scale={{ unit: 'percent', total: BUCKETS }}
        label={label}
        editable={form.editable}
        onChange={(weights) => form.change(setDistribution(form.structure, path, weights))}
      />
    </>
  );
}
