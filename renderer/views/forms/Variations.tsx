/** The variations of a FeatureProbe toggle, which others refer to by their indices. */
import { IconTrash } from '@tabler/icons-react';
import { addVariation, isVariationUsed, removeVariation, setVariation } from '../../../shared/flags/featureprobe/edit-variations';
import type { FeatureProbeView, Toggle } from '../../../shared/flags/featureprobe/view';
import type { Path } from '../../../shared/flags/problem';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { ValueField } from './fields';
import type { Form } from './form';
import { Literal } from './parts';
import { AddButton, focusAdding } from './RuleTools';
import { spellingAt } from './Variants';

/** Values by their index. Only the last can be taken out: others would become what stands behind them. */
export function Variations({ toggle, path, view, form }: { toggle: Toggle; path: Path; view: FeatureProbeView; form: Form }) {
  const words = useWords();
  const { structure, change, editable } = form;
  const last = toggle.variations.length - 1;
  const used = editable && isVariationUsed(toggle, view);
  return (
    <>
      <table className="form-table">
        <tbody>
          {toggle.variations.map((value, index) => (
            <tr key={index}>
              <th scope="row" className="num">
                {index}
              </th>
              <td>
                {editable ? (
                  <ValueField
                    label={words('form.edit.variationValue', { index })}
                    value={value}
                    spelling={spellingAt(structure, [...path, 'variations', index], value)}
                    whole
                    onChange={(json) => change(setVariation(structure, path, toggle, view, index, json))}
                  />
                ) : (
                  <Literal value={value} />
                )}
              </td>
              {editable && (
                <td className="form-tools">
                  {index === last && (
                    <IconButton
                      label={words(used ? 'form.edit.variationInUse' : 'form.edit.removeVariation', { index })}
                      size={22}
                      disabled={used}
                      onClick={() => {
                        focusAdding();
                        change(removeVariation(structure, path, toggle, view));
                      }}
                    >
                      <IconTrash size={14} />
                    </IconButton>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {editable && <AddButton onClick={() => change(addVariation(structure, path, toggle))}>{words('form.edit.addVariation')}</AddButton>}
    </>
  );
}
