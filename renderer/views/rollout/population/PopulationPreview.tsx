import { useMemo } from 'react';
import type { SyntheticSpec } from '../../../../shared/rollout/population/spec';
import { synthetic } from '../../../../shared/rollout/population/synthetic';
import { useWords } from '../../../ui/text';

const SHOWN = 5;

/** The first users of a population that is not kept yet: any part of it can be made anywhere. */
export function PopulationPreview({ spec }: { spec: SyntheticSpec }) {
  const words = useWords();
  const population = useMemo(() => synthetic(spec), [spec]);
  const users = Array.from({ length: Math.min(SHOWN, population.size) }, (_, index) => population.at(index));
  return (
    <div className="rollout-preview">
      <table aria-label={words('rollout.preview')}>
        <thead>
          <tr>
            <th scope="col">{words('rollout.preview')}</th>
            {population.attributes.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {users.map(({ key, attributes }) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              {population.attributes.map((name) => (
                <td key={name}>{Object.hasOwn(attributes, name) ? String(attributes[name]) : <span className="muted">–</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
