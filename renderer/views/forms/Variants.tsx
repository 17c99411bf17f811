/** The variants of a flagd flag, by their names. */
import { IconTrash } from '@tabler/icons-react';
import { addVariant, isServed, removeVariant, renameVariant, setVariantValue } from '../../../shared/flags/flagd/edit-variants';
import type { Evaluators } from '../../../shared/flags/flagd/targeting';
import type { FlagdFlag } from '../../../shared/flags/flagd/view';
import type { Path } from '../../../shared/flags/problem';
import { nodeAt, type Structure } from '../../../shared/flags/syntax/node';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { NameField, ValueField } from './fields';
import type { Form } from './form';
import { Literal } from './parts';
import { AddButton, focusAdding } from './RuleTools';

/** How a value is spelled in JSON; one of YAML as JSON has it. */
export function spellingAt({ root, text, syntax }: Structure, path: Path, value: unknown): string {
  const node = nodeAt(root, path);
  return node === undefined || (syntax === 'yaml' && typeof value !== 'number') ? JSON.stringify(value) : text.slice(node.start, node.end);
}

/** Names and values; what is served cannot be taken out. */
export function Variants({ flag, evaluators, form }: { flag: FlagdFlag; evaluators: Evaluators; form: Form }) {
  const words = useWords();
  const { structure, change, editable } = form;
  return (
    <>
      <table className="form-table">
        <thead>
          <tr>
            <th scope="col">{words('form.variant')}</th>
            <th scope="col">{words('form.value')}</th>
            {editable && <td />}
          </tr>
        </thead>
        <tbody>
          {flag.variants.map(({ name, value }, index) => {
            const mark = name === flag.defaultVariant && <span className="form-mark">{words('form.default')}</span>;
            const served = editable && isServed(structure, flag, evaluators, name);
            return editable ? (
              <tr key={index}>
                <th scope="row">
                  <NameField label={words('form.edit.variantName', { index: index + 1 })} value={name} onChange={(to) => change(renameVariant(structure, flag, evaluators, name, to))} /> {mark}
                </th>
                <td>
                  <ValueField
                    label={words('form.edit.variantValue', { name })}
                    value={value}
                    spelling={spellingAt(structure, [...flag.path, 'variants', name], value)}
                    onChange={(json) => change(setVariantValue(structure, flag, name, json))}
                  />
                </td>
                <td className="form-tools">
                  <IconButton
                    label={words(served ? 'form.edit.variantInUse' : 'form.edit.removeVariant', { name })}
                    size={22}
                    disabled={served}
                    onClick={() => {
                      focusAdding();
                      change(removeVariant(structure, flag, evaluators, name));
                    }}
                  >
                    <IconTrash size={14} />
                  </IconButton>
                </td>
              </tr>
            ) : (
              <tr key={index}>
                <th scope="row">
                  {name} {mark}
                </th>
                <td>
                  <Literal value={value} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {editable && <AddButton onClick={() => change(addVariant(structure, flag))}>{words('form.edit.addVariant')}</AddButton>}
    </>
  );
}
