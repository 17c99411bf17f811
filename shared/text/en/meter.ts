/** Words about what sources cost their servers. */
export const meter = {
  title: 'What sources cost their servers',
  open: 'Show what all sources cost',
  note: 'Since each source was first opened in this run, with attempts that failed and everything that Verify and Test did on the side. Pointed at another server, a source begins anew. ZooKeeper’s requests include the pings by which a dead link is noticed.',
  source: 'Source',
  phase: 'State',
  keys: 'Keys',
  watches: 'Watches',
  requests: 'Requests',
  requestRate: 'Requests/s',
  bytesIn: 'In',
  bytesOut: 'Out',
  byteRate: 'In and out/s',
  total: 'Total',
  none: '–',
} as const;
