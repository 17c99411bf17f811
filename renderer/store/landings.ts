/** What is to be done once all steps of a plan are in the store, by the id of the plan: each is done once, or forgotten. */
const landings = new Map<string, () => void>();

/** Keeps what is to be done once all steps are in the store. */
export const keepLanding = (id: string, landed: () => void): void => void landings.set(id, landed);

/** Nothing is to be done any more. */
export const forgetLanding = (id: string): void => void landings.delete(id);

/** All steps are in the store. */
export function land(id: string): void {
  const landed = landings.get(id);
  landings.delete(id);
  landed?.();
}
