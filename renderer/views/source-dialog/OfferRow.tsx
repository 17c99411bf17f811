import { Menu } from '@mantine/core';
import { IconHistory, IconTerminal2 } from '@tabler/icons-react';
import { formatEndpoint, type SourceDraft } from '../../../shared/model/source';
import { useOffers } from '../../store/hooks';
import { useWords } from '../../ui/text';

/** What was connected to before and what the environment names: a press fills the form. Nothing where there is neither. */
export function OfferRow({ onFill }: { onFill: (draft: SourceDraft) => void }) {
  const words = useWords();
  const { recents, environment } = useOffers();
  if (recents.length + environment.length === 0) return null;
  return (
    <div className="form-offers">
      {recents.length > 0 && <OfferMenu label={words('source.offers.recents')} Icon={IconHistory} drafts={recents} onFill={onFill} />}
      {environment.length > 0 && <OfferMenu label={words('source.offers.environment')} Icon={IconTerminal2} drafts={environment} onFill={onFill} />}
    </div>
  );
}

function OfferMenu({ label, Icon, drafts, onFill }: { label: string; Icon: typeof IconHistory; drafts: readonly SourceDraft[]; onFill: (draft: SourceDraft) => void }) {
  const words = useWords();
  return (
    <Menu position="bottom-start" width={360}>
      <Menu.Target>
        <button type="button" className="form-offer">
          <Icon size={13} aria-hidden />
          {label}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {drafts.map((draft, index) => (
          // two may have one name and differ by their user only
          <Menu.Item key={index} aria-label={words('source.offers.fill', { name: draft.name })} onClick={() => onFill(draft)}>
            <span className="offer-name clip">{draft.name}</span>
            <span className="muted offer-where clip">
              {[words(`backend.${draft.backend}`), ...draft.endpoints.map(formatEndpoint), ...(draft.user === undefined ? [] : [draft.user])].join(' · ')}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
