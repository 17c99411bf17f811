/** What the two sides are called. */
export interface SideNames {
  readonly left: string;
  readonly right: string;
}
