import { IconArrowsDiff, IconBinaryTree2, IconCommand, IconHistory } from '@tabler/icons-react';
import { openDialog, showView } from '../store/actions';
import { useUi } from '../store/hooks';
import { IconButton } from '../ui/parts';
import { useWords } from '../ui/text';

const views = [
  { name: 'keys', Icon: IconBinaryTree2 },
  { name: 'activity', Icon: IconHistory },
  { name: 'compare', Icon: IconArrowsDiff },
] as const;

/** The views there are. */
export function ViewsNav() {
  const words = useWords();
  const { view } = useUi();
  return (
    <nav className="views-nav" aria-label={words('names.views')}>
      {views.map(({ name, Icon }) => (
        <IconButton key={name} label={words(`names.${name}`)} size={32} {...(name === view && { 'aria-current': 'page' })} onClick={() => showView(name)}>
          <Icon size={18} stroke={1.6} />
        </IconButton>
      ))}
      <span className="spacer" />
      <IconButton label={words('names.commands')} keys="Mod K" size={32} onClick={() => openDialog('commands')}>
        <IconCommand size={17} stroke={1.6} />
      </IconButton>
    </nav>
  );
}
