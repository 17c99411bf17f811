import { IconBinaryTree2, IconCommand } from '@tabler/icons-react';
import { openDialog } from '../store/actions';
import { IconButton } from '../ui/parts';
import { useWords } from '../ui/text';

/** The views there are. */
export function ViewsNav() {
  const words = useWords();
  return (
    <nav className="views-nav" aria-label={words('names.views')}>
      <IconButton label={words('names.keys')} size={32} aria-current="page" onClick={() => undefined}>
        <IconBinaryTree2 size={18} stroke={1.6} />
      </IconButton>
      <span className="spacer" />
      <IconButton label={words('names.commands')} keys="Mod K" size={32} onClick={() => openDialog('commands')}>
        <IconCommand size={17} stroke={1.6} />
      </IconButton>
    </nav>
  );
}
