/** Toggles by what they are asked for. Apart from their schemas, which a window that only lists them need not load. */
import type { FeatureProbeView } from './view';

/** What a toggle is asked for by: its name in a repository. Its own key may be another one, and is only a salt then; alone it is called by it. */
export const toggleName = ({ path, toggle }: FeatureProbeView['toggles'][number]): string => String(path[1] ?? toggle.key);

/** The toggle of this name. */
export const toggleNamed = ({ toggles }: Pick<FeatureProbeView, 'toggles'>, name: string): FeatureProbeView['toggles'][number] | undefined => toggles.find((each) => toggleName(each) === name);
