/** Users who were found, as text that other programs read. */
import type { FoundUser } from '../../../../shared/rollout/find/find';
import { shortJson } from '../../forms/pieces';

/** Keys, one a line. */
export const keysText = (users: readonly FoundUser[]): string => lines(users.map(({ key }) => key));

/** Columns of all that is known of users, with a head. Attributes come last, so that none takes the name of another column. */
export function csvText(users: readonly FoundUser[]): string {
  const names = [...new Set(users.flatMap(({ attributes }) => Object.keys(attributes)))];
  const rows = users.map((user) => {
    const { served, bucket, total } = told(user);
    return [user.key, served, bucket, total, ...names.map((name) => (Object.hasOwn(user.attributes, name) ? user.attributes[name] : undefined))];
  });
  return lines([['key', 'served', 'bucket', 'total', ...names], ...rows].map((row) => row.map(cell).join(',')));
}

/** An object a line; attributes stand in one of their own. */
export const jsonLinesText = (users: readonly FoundUser[]): string => lines(users.map((user) => JSON.stringify({ key: user.key, ...told(user), attributes: user.attributes })));

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

const told = ({ outcome, bucket }: FoundUser) => ({ served: outcome === null ? null : (outcome.name ?? outcome.value), bucket: bucket?.bucket ?? null, total: bucket?.total ?? null });

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : shortJson(value, Infinity);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
