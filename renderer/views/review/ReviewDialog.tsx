import { Button, Loader, Modal, TextInput } from '@mantine/core';
import { useEffect, useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Fault, Result } from '../../../shared/fault';
import { unmetDemand } from '../../../shared/model/guards';
import { breaksSyntax } from '../../../shared/plans/agreement';
import type { PreparedPlan } from '../../../shared/plans/prepared';
import { closeReview, commitReview, giveUpReview, onLive, prepareReview, type Review } from '../../store/actions';
import { useMoved, useSource } from '../../store/hooks';
import { showSteps } from '../../store/steps';
import { EnvironmentBadge, Note } from '../../ui/parts';
import { faultSentence, useWords, type Words } from '../../ui/text';
import { useReturnFocus } from '../focus';
import { nameOf } from '../source-name';
import { AsText } from './AsText';
import { CopyCommands } from './CopyCommands';
import { Conflict, Moved } from './Moved';
import { Counts, GuardNote, ReviewNotes } from './ReviewNotes';
import { ReviewRows } from './ReviewRows';
import './review.css';

/** The one way by which a change that is looked at first is written. It stays open until it is written, discarded or put off. */
export function ReviewDialog({ review }: { review: Review }) {
  useReturnFocus();
  const agreementId = useId();
  const { sourceId } = review;
  const state = useSource(sourceId);
  const words = useWords();
  const [asked, setAsked] = useState(review);
  const [prepared, setPrepared] = useState<Result<PreparedPlan> | null>(null);
  const [approval, setApproval] = useState({ reason: review.subject.kind === 'changes' ? review.subject.changes.reason : '', typedName: '' });
  /** Whether somebody has agreed to values that are broken now. */
  const [asText, setAsText] = useState(false);
  const [unmet, setUnmet] = useState<Fault | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [sending, setSending] = useState(false);
  const [copied, setCopied] = useState<Result<string> | null>(null);

  useEffect(() => {
    let [wanted, waiting] = [true, true];
    setPrepared(null);
    setAsText(false);
    setCopied(null);
    setFault(null);
    void prepareReview(asked).then((answer) => {
      waiting = false;
      if (wanted) setPrepared(answer);
    });
    return () => {
      wanted = false;
      if (waiting) void giveUpReview(asked);
    };
  }, [asked]);
  const plan = prepared?.ok === true ? prepared.value : null;
  const moved = useMoved(sourceId, plan?.rows ?? nothing);
  const inSteps = sending && review.subject.kind === 'changes' && (plan?.transactions ?? 0) > 1 && state?.status?.writes.sequence?.state === 'running';
  useEffect(() => {
    if (!inSteps) return;
    closeReview(review);
    showSteps(sourceId);
  }, [inSteps, review, sourceId]);
  if (state === null) return null;

  const { source, capabilities } = state.info;
  const hasMoved = moved.length > 0 && !sending;
  const broken = plan?.warnings.filter(breaksSyntax) ?? [];
  const waits = broken.length > 0 && !asText;
  const canApply = plan !== null && plan.id !== null && !waits && !hasMoved && !sending;
  const close = () => closeReview(review);
  const submit = async () => {
    if (!canApply) return;
    const missing = unmetDemand(plan.demands, { ...approval, reviewed: true });
    setUnmet(missing ?? null);
    if (missing !== undefined) return;
    setFault(null);
    setSending(true);
    const written = await commitReview(asked, plan, approval);
    setSending(false);
    if (!written.ok) return setFault(written.fault);
    close();
    if (written.value !== null && written.value.state !== 'finished') showSteps(sourceId);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };
  const discard = () => {
    close();
    review.discarded?.();
  };
  const lookAgain = () => setAsked(onLive(asked));
  const conflict = fault?.code === 'conflict' ? fault : (plan?.problems.find(({ fault: problem }) => problem.code === 'conflict')?.fault ?? null);
  return (
    <Modal
      opened
      onClose={() => !sending && close()}
      title={words('names.review')}
      size={760}
      closeButtonProps={{ 'aria-label': words('common.close'), disabled: sending }}
    >
      <form className="review" onSubmit={onSubmit} onKeyDown={onKeyDown} noValidate>
        <div className="review-head">
          <strong className="review-title">{titleOf(asked, words)}</strong>
          <span className="muted">{words('review.in', { name: nameOf(state.info, words) })}</span>
          <EnvironmentBadge environment={source.environment} />
        </div>
        {prepared === null && (
          <div className="review-wait" role="status">
            <Loader size={12} />
            {words('review.preparing')}
          </div>
        )}
        {prepared?.ok === false && <Problem fault={prepared.fault} />}
        {plan !== null && (
          <>
            <Counts plan={plan} />
            <ReviewRows key={plan.id} sourceId={sourceId} plan={plan} ownership={capabilities.ownership} moved={moved} />
            <ReviewNotes plan={plan} />
            {broken.length > 0 && <AsText id={agreementId} broken={broken} agreed={asText} disabled={sending} onChange={setAsText} />}
          </>
        )}
        {hasMoved && conflict === null && <Moved keys={moved} onAgain={lookAgain} />}
        {conflict !== null && <Conflict sourceId={sourceId} fault={conflict} onAgain={lookAgain} />}
        {fault !== null && fault.code !== 'conflict' && <Problem fault={fault} />}
        <TextInput
          label={words('names.reason')}
          placeholder={words(plan?.demands.reason === true ? 'review.reasonDemanded' : 'review.reasonOptional')}
          value={approval.reason}
          maxLength={4000}
          required={plan?.demands.reason === true}
          error={unmet?.reason === 'reason-demanded' ? faultSentence(unmet) : undefined}
          onChange={({ currentTarget: { value } }) => setApproval({ ...approval, reason: value })}
          data-autofocus
        />
        {plan?.demands.typedName !== undefined && (
          <TextInput
            label={words('review.typedName', { name: plan.demands.typedName })}
            value={approval.typedName}
            required
            autoComplete="off"
            error={unmet?.reason === 'name-demanded' ? faultSentence(unmet) : undefined}
            onChange={({ currentTarget: { value } }) => setApproval({ ...approval, typedName: value })}
          />
        )}
        {copied !== null &&
          (copied.ok ? (
            <Note tone="ok" role="status">
              {copied.value}
            </Note>
          ) : (
            <Problem fault={copied.fault} />
          ))}
        <div className="dialog-actions">
          <GuardNote guard={capabilities.guard} />
          <span className="spacer" />
          {typeof plan?.id === 'string' && <CopyCommands sourceId={sourceId} planId={plan.id} backend={source.backend} onSaid={setCopied} />}
          <Button variant="default" onClick={discard} disabled={sending}>
            {words('names.discard')}
          </Button>
          <Button type="submit" loading={sending} aria-describedby={waits ? agreementId : undefined} disabled={!canApply && !sending}>
            {words('names.apply')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** No rows are looked after before there is a plan. */
const nothing: PreparedPlan['rows'] = [];

const titleOf = ({ subject }: Review, words: Words): string => (subject.kind === 'changes' ? subject.changes.title : words(`review.${subject.kind}Title`, { title: subject.offer.title }));

const Problem = ({ fault }: { fault: Fault }) => (
  <Note tone="bad" role="alert">
    {faultSentence(fault)}
  </Note>
);
