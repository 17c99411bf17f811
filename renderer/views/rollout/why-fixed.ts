/** Why the value of a key cannot be changed at the moment. */
export type WhyFixed = 'deleted' | 'read-only' | 'notLive' | 'busy';
