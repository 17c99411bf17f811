import { Button, Popover } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconShieldQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import type { Profile } from '../../../shared/rollout/engine';
import type { SuiteResult } from '../../../shared/rollout/conformance/suite';
import { useRollout } from '../../store/hooks';
import { checkConformance } from '../../store/rollout';
import { ruleNames, type RuleName } from '../../store/rollout-question';
import { formatNumber } from '../../ui/format';
import { Note } from '../../ui/parts';
import { faultSentence, useWords, type Words } from '../../ui/text';
import { profileOf } from './subject';

/** How many names of failures are shown of a suite. */
const MOST_FAILURES = 5;

/** Whether the vectors that come with the app hold on its engines: run at the first press, and told with counts. */
export function Conformance({ rule }: { rule: RuleName }) {
  const words = useWords();
  const { suites, checking, checkFault } = useRollout();
  const [opened, setOpened] = useState(false);
  const passed = suites?.reduce((sum, suite) => sum + suite.passed, 0) ?? 0;
  const failed = suites?.reduce((sum, suite) => sum + suite.failed, 0) ?? 0;
  const state = checking ? 'running' : checkFault !== null ? 'fault' : suites === null ? 'none' : failed > 0 ? 'failed' : 'passed';
  const Icon = state === 'passed' ? IconCircleCheck : state === 'failed' || state === 'fault' ? IconAlertTriangle : IconShieldQuestion;
  const press = () => {
    setOpened(!opened);
    if (suites === null && !checking) void checkConformance();
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={440} shadow="md" transitionProps={{ duration: 0 }} withRoles={false} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="rollout-badge num" data-state={state} title={words('rollout.vectors.title')} aria-haspopup="dialog" aria-expanded={opened} onClick={press}>
          <Icon size={14} aria-hidden />
          {suites === null || checking ? words(`rollout.vectors.${checking ? 'running' : 'none'}`) : words('rollout.vectors.counts', { passed: formatNumber(passed), all: formatNumber(passed + failed) })}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="rollout-vectors" role="dialog" aria-label={words('rollout.vectors.title')} tabIndex={-1} data-autofocus>
        <h3>{words('rollout.vectors.title')}</h3>
        {checkFault !== null && <Note tone="bad">{faultSentence(checkFault)}</Note>}
        {suites !== null && <Suites suites={suites as readonly SuiteResult[]} rule={rule} />}
        <p className="muted">{words('rollout.vectors.from')}</p>
        <p className="muted">{words(rule === 'featureprobe-node' ? 'rollout.vectors.nodeChosen' : rule === 'plain' ? 'rollout.vectors.plainChosen' : 'rollout.vectors.node')}</p>
        <Button variant="default" size="compact-sm" disabled={checking} onClick={() => void checkConformance()}>
          {words(checking ? 'rollout.vectors.running' : 'rollout.vectors.again')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Suites({ suites, rule }: { suites: readonly SuiteResult[]; rule: RuleName }) {
  const words = useWords();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words('rollout.rules')}</th>
          <th scope="col" className="num">
            {words('rollout.vectors.passed')}
          </th>
          <th scope="col" className="num">
            {words('rollout.vectors.failed')}
          </th>
        </tr>
      </thead>
      <tbody>
        {suites.map((suite) => (
          <tr key={suite.suite} data-chosen={isOf(suite.profile, rule) || undefined}>
            <th scope="row">
              {nameOf(suite, words)} {isOf(suite.profile, rule) && <span className="rollout-chosen">{words('rollout.vectors.chosen')}</span>}
              {suite.failures.slice(0, MOST_FAILURES).map((failure) => (
                <p key={failure} className="rollout-bad">
                  {failure}
                </p>
              ))}
              {suite.failures.length > MOST_FAILURES && <p className="rollout-bad">{words('rollout.vectors.more', { count: suite.failures.length - MOST_FAILURES })}</p>}
            </th>
            <td className="num">{formatNumber(suite.passed)}</td>
            <td className="num" data-failed={suite.failed > 0 || undefined}>
              {formatNumber(suite.failed)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isOf({ name, hash = 'js' }: Profile, rule: RuleName): boolean {
  const chosen = profileOf(rule);
  return chosen.name === name && (chosen.hash ?? 'js') === hash;
}

function nameOf({ profile, suite }: SuiteResult, words: Words): string {
  const rule = ruleNames.find((each) => isOf(profile, each));
  if (rule !== undefined) return words(`rollout.rule.${rule}`);
  // v1 as in Go, which nobody chooses
  return profile.name === 'flagd-v1' ? `${words('rollout.rule.flagd-v1')} · ${words('rollout.hash.utf8')}` : suite;
}
