import { Menu } from '@mantine/core';
import { IconLock, IconSearch, IconSettings } from '@tabler/icons-react';
import { openDialog, setLanguage, setTheme } from '../store/actions';
import { useSource, useUi } from '../store/hooks';
import { EnvironmentBadge, Keys, PhaseDot } from '../ui/parts';
import { useWords } from '../ui/text';
import { phaseOf } from './phase';
import { nameOf } from './source-name';

const languages = [
  { value: 'en', name: 'English' },
  { value: 'zh-CN', name: '简体中文' },
] as const;

/** What is shown, where it belongs, whether it is live; the way to every key; theme and language. */
export function TitleBar() {
  const ui = useUi();
  const source = useSource(ui.activeSourceId);
  const words = useWords();
  return (
    <header className="title-bar" data-environment={source?.info.source.environment}>
      <div className="title-source">
        <h1 className="clip" title={source === null ? undefined : nameOf(source.info, words)}>
          {source === null ? words('title.noSource') : nameOf(source.info, words)}
        </h1>
        {source !== null && (
          <>
            <EnvironmentBadge environment={source.info.source.environment} />
            {!source.info.writable && (
              <span className="title-read-only">
                <IconLock size={12} aria-hidden />
                {words('title.readOnly')}
              </span>
            )}
            <span className="title-phase">
              <PhaseDot phase={phaseOf(source)} />
              {words(`phase.${phaseOf(source)}`)}
            </span>
          </>
        )}
      </div>
      <button type="button" className="title-search" onClick={() => openDialog('go-to-key')}>
        <IconSearch size={13} aria-hidden />
        <span>{words('title.search')}</span>
        <Keys keys="Mod P" />
      </button>
      <div className="title-end">
        <SettingsMenu />
      </div>
    </header>
  );
}

function SettingsMenu() {
  const { settings } = useUi();
  const words = useWords();
  const themes = [
    { value: 'dark', name: words('title.themeDark') },
    { value: 'light', name: words('title.themeLight') },
    { value: 'system', name: words('title.themeSystem') },
  ] as const;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <button type="button" className="icon-button" aria-label={words('title.settings')} title={words('title.settings')}>
          <IconSettings size={16} stroke={1.6} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words('title.theme')}</Menu.Label>
        <Menu.RadioGroup value={settings?.theme ?? 'system'}>
          {themes.map(({ value, name }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick onChange={() => void setTheme(value)}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{words('title.language')}</Menu.Label>
        <Menu.RadioGroup value={settings?.language ?? 'en'}>
          {languages.map(({ value, name }) => (
            <Menu.RadioItem key={value} value={value} lang={value} closeMenuOnClick onChange={() => void setLanguage(value)}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
