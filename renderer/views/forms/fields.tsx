/** Fields that change a piece of a flag's text. What is typed stands in the field until it is left, also where it cannot be a part of the flag yet. */
import { useId, useState, type KeyboardEvent } from 'react';
import { isNumber } from '../../../shared/flags/flag';
import { readJson } from '../../../shared/flags/syntax/json';
import type { Scalar } from '../../../shared/flags/syntax/node';
import { inexactly } from '../../../shared/flags/syntax/number';
import { useWords } from '../../ui/text';
import { Choice } from './parts';

/** What is typed, as long as the field has the focus: the value comes back from the text a moment later, and would move the caret. */
function useTyped(value: string) {
  const [typed, setTyped] = useState<string | null>(null);
  return { shown: typed ?? value, type: setTyped, settle: () => setTyped(null) };
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly autoFocus?: boolean;
  readonly width?: 'short' | 'long';
  /** What stands for nothing. */
  readonly placeholder?: string | undefined;
  /** What may be meant, to choose from. */
  readonly known?: readonly string[];
  /** Whether a text can stand there; one that cannot changes nothing. */
  readonly accepts?: (text: string) => boolean;
  readonly onChange: (text: string) => void;
}

/** A text of one line. */
export function TextField({ label, value, autoFocus = false, width = 'short', placeholder, known = [], accepts = () => true, onChange }: TextFieldProps) {
  const id = useId();
  const { shown, type, settle } = useTyped(value);
  return (
    <>
      <input
        className="form-text"
        data-width={width}
        aria-label={label}
        aria-invalid={!accepts(shown) || undefined}
        autoFocus={autoFocus}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        list={known.length > 0 ? id : undefined}
        value={shown}
        onChange={({ currentTarget: { value: text } }) => {
          type(text);
          if (accepts(text) && text !== value) onChange(text);
        }}
        onBlur={settle}
      />
      {known.length > 0 && (
        <datalist id={id}>
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** Whether a key press opens the review, which is to see what has been typed here. */
const saves = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => (ctrlKey || metaKey) && key.toLowerCase() === 's';

/** A name, or a value that others refer to: what refers to it goes with it, so that it counts only once it is whole, by Enter or when the field is left. */
export function NameField({ label, value, width = 'short', accepts = () => true, onChange }: Pick<TextFieldProps, 'label' | 'value' | 'width' | 'accepts' | 'onChange'>) {
  const { shown, type, settle } = useTyped(value);
  const finish = () => {
    settle();
    if (shown !== value && accepts(shown)) onChange(shown);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || saves(event)) finish();
    if (event.key !== 'Escape' || shown === value) return;
    event.stopPropagation();
    settle();
  };
  return <input className="form-text" data-width={width} aria-label={label} aria-invalid={!accepts(shown) || undefined} spellCheck={false} autoComplete="off" value={shown} onChange={({ currentTarget }) => type(currentTarget.value)} onKeyDown={onKeyDown} onBlur={finish} />;
}

interface ListFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly items: readonly Scalar[];
  /** Whether all items are texts, whatever they look like. */
  readonly textsOnly?: boolean;
  readonly onChange: (items: readonly Scalar[]) => void;
}

/** Values, one a line. Those that are not touched keep their type; new ones among numbers are numbers. */
export function ListField({ label, hint, items, textsOnly = false, onChange }: ListFieldProps) {
  const id = useId();
  const { shown, type, settle } = useTyped(items.map(String).join('\n'));
  const numeric = !textsOnly && items.length > 0 && items.every((item) => typeof item === 'number');
  const itemOf = (line: string, index: number): Scalar => {
    const same = [items[index], ...items].find((item) => item !== undefined && String(item) === line);
    if (same !== undefined) return same;
    // a number that a double cannot hold would become another one
    return numeric && isNumber(line) && inexactly(line) === undefined ? Number(line) : line;
  };
  return (
    <span className="form-lines">
      <textarea
        className="form-text"
        aria-label={label}
        aria-describedby={id}
        spellCheck={false}
        rows={Math.min(8, Math.max(2, shown.split('\n').length))}
        value={shown}
        onChange={({ currentTarget: { value: text } }) => {
          type(text);
          onChange(text.split('\n').filter((line) => line !== '').map(itemOf));
        }}
        onBlur={settle}
      />
      <span className="form-hint" id={id}>
        {hint}
      </span>
    </span>
  );
}

const isJsonNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);

interface ValueFieldProps {
  readonly label: string;
  readonly value: unknown;
  /** How it is spelled in the text. */
  readonly spelling: string;
  /** Whether it counts only once it is typed whole, as others refer to it. */
  readonly whole?: boolean;
  /** The value as JSON. */
  readonly onChange: (json: string) => void;
}

/** A value of the type that it has: true or false, a number, a text, or JSON. */
export function ValueField({ label, value, spelling, whole = false, onChange }: ValueFieldProps) {
  const Line = whole ? NameField : TextField;
  if (typeof value === 'boolean') return <Choice compact label={label} disabled={false} value={String(value)} options={['true', 'false'].map((one) => ({ value: one, label: one }))} onChange={onChange} />;
  if (typeof value === 'number') return <Line label={label} value={isJsonNumber(spelling) ? spelling : String(value)} accepts={isJsonNumber} onChange={onChange} />;
  if (typeof value === 'string' && !/[\r\n]/.test(value)) return <Line label={label} width="long" value={value} onChange={(text) => onChange(JSON.stringify(text))} />;
  return <JsonField label={label} spelling={spelling} onChange={onChange} />;
}

/** A value as JSON, which counts once it is whole: when the field is left. */
function JsonField({ label, spelling, onChange }: Pick<ValueFieldProps, 'label' | 'spelling' | 'onChange'>) {
  const words = useWords();
  const id = useId();
  const { shown, type, settle } = useTyped(spelling);
  const [wrong, setWrong] = useState(false);
  const finish = () => {
    const { structure, problems } = readJson(shown);
    const fits = structure !== null && !structure.broken && problems.every(({ code }) => code !== 'json-comment');
    setWrong(!fits);
    if (!fits) return;
    settle();
    if (shown !== spelling) onChange(shown.trim());
  };
  return (
    <span className="form-lines" data-width="long">
      <textarea
        className="form-text"
        aria-label={label}
        aria-invalid={wrong || undefined}
        aria-describedby={id}
        spellCheck={false}
        rows={Math.min(8, shown.split('\n').length)}
        value={shown}
        onChange={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={(event) => saves(event) && finish()}
        onBlur={finish}
      />
      <span className="form-hint" id={id} data-wrong={wrong || undefined}>
        {wrong && words('problem.json-value')}
      </span>
    </span>
  );
}

interface ScalarFieldProps {
  readonly value: Scalar;
  readonly kind: 'any' | 'text' | 'number' | 'version';
  /** The value as JSON. */
  readonly onChange: (json: string) => void;
}

type ScalarType = 'text' | 'number' | 'boolean' | 'null';
const typeOf = (value: Scalar): ScalarType => (value === null ? 'null' : typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean');

/** What an attribute is compared with; of what can be of any type, the type as well. */
export function ScalarField({ value, kind, onChange }: ScalarFieldProps) {
  const words = useWords();
  const type = typeOf(value);
  const label = words('form.edit.value');
  const retype = (to: string) => {
    if (to === 'number') onChange(isJsonNumber(String(value)) ? String(value) : '0');
    else onChange(to === 'boolean' ? String(value === 'true') : to === 'null' ? 'null' : JSON.stringify(value === null ? '' : String(value)));
  };
  const numeric = kind === 'number' || (kind === 'any' && type === 'number');
  const types: readonly ScalarType[] = type === 'null' ? ['text', 'number', 'boolean', 'null'] : ['text', 'number', 'boolean'];
  return (
    <>
      {kind === 'any' && <Choice compact label={words('form.edit.type')} disabled={false} value={type} options={types.map((one) => ({ value: one, label: words(`form.edit.types.${one}`) }))} onChange={retype} />}
      {kind === 'any' && type === 'boolean' ? (
        <Choice compact label={label} disabled={false} value={String(value)} options={['true', 'false'].map((one) => ({ value: one, label: one }))} onChange={onChange} />
      ) : (
        (kind !== 'any' || type !== 'null') && (
          <TextField key={type} label={label} value={String(value)} accepts={numeric ? isJsonNumber : () => true} onChange={(text) => onChange(numeric ? text : JSON.stringify(text))} />
        )
      )}
    </>
  );
}
