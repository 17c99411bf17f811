import { Button, Progress } from '@mantine/core';
import type { UsersReading } from '../../../../shared/model/rollout';
import { useRollout } from '../../../store/hooks';
import { cancelReading } from '../../../store/rollout';
import { useWords } from '../../../ui/text';
import { share } from '../share';

/** Files of users that are being read: how far, and a way out. */
export function UsersReadings() {
  const words = useWords();
  const readings = useRollout().readings as readonly UsersReading[];
  return readings.map(({ id, name, read, of }) => (
    <div key={id} className="rollout-progress">
      <span className="rollout-reading num">{words('rollout.readShare', { name, share: share(Math.min(read, of), of) })}</span>
      <Progress aria-label={words('rollout.reading', { name })} value={of === 0 ? 0 : Math.min(100, (read / of) * 100)} size="xs" />
      <Button variant="subtle" aria-label={words('rollout.cancelReading', { name })} onClick={() => cancelReading(id)}>
        {words('common.cancel')}
      </Button>
    </div>
  ));
}
