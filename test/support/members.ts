/** Several servers that serve together, one of which leads. */
import type { Endpoint } from '../../shared/model/source';
import { until } from './wait';

export interface Ensemble<Server> {
  readonly members: readonly Server[];
  readonly endpoints: readonly Endpoint[];
  /** The member that leads; waits for one while there is none. */
  leader(): Promise<Server>;
  /** The members that do not lead, while there is a leader. */
  followers(): Promise<Server[]>;
  stop(): Promise<void>;
}

/** These members as one. */
export function ensembleOf<Server extends { readonly endpoint: Endpoint; stop(): Promise<void> }>(
  members: readonly Server[],
  leads: (member: Server) => Promise<boolean>,
): Ensemble<Server> {
  const leader = (): Promise<Server> =>
    until(async () => {
      const leading = await Promise.all(members.map(leads));
      return members[leading.indexOf(true)];
    }, 'a member leads');
  return {
    members,
    endpoints: members.map(({ endpoint }) => endpoint),
    leader,
    followers: async () => {
      const leading = await leader();
      return members.filter((member) => member !== leading);
    },
    stop: async () => {
      await Promise.all(members.map((member) => member.stop()));
    },
  };
}
